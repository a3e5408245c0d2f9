"""Time and memory of building, loading and asking the index, beside `import telegram.ext`, in one run. `make bench`."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot import texts
from bot.config import LOCALES, Config
from bot.content.catalogue import Catalogue
from bot.editions import read
from bot.matching import evaluation, training
from bot.matching.index import Index
from bot.matching.known import known, lessons

MIB = 1024  # KiB, the unit of ru_maxrss
GROWN = 5
ROUNDS = 7


def main() -> None:
    config = Config.from_env({})
    catalogue, _ = read(config.faq_dir, config.digest, texts.load(LOCALES))
    rows = evaluation.read(config.faq_dir.parent / "tests" / "questions" / "dev.tsv")
    asked = [row.question for row in rows]
    print("| what | measured |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        learned = lessons(catalogue)
        path = Path(folder) / training.name(learned)
        seconds, made = timed(lambda: training.train(learned, path))
        both = [resource.getrusage(who).ru_maxrss / MIB for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        row("model built", f"{seconds:.1f} s")
        row("peak memory of the two building processes", f"{both[0]:.0f} and {both[1]:.0f} MiB")
        seconds, _ = timed(lambda: training.cached(path))
        row("model ready from the cache", f"{seconds:.2f} s")
        seconds, index = timed(lambda: Index(known(catalogue), made))
        row("index made of pages and model", f"{seconds:.2f} s")
        now = spent(index, asked)
        row("one question, p50 and p99", f"{now[0]:.2f} and {now[1]:.2f} ms")
        larger = Index(known(grown(catalogue)), made)
        rounds = [(spent(index, asked), spent(larger, asked)) for _ in range(ROUNDS)]
        now, later = np.median(rounds, axis=0)
        row(
            f"the same with {GROWN} times the questions, / today",
            f"{later[0] / now[0]:.2f} and {later[1] / now[1]:.2f}",
        )
        starts(folder)


def starts(folder: str) -> None:
    """Start and memory, with the trained index in `folder`, beside the bare imports of the libraries."""
    serve = SERVE.format(folder=folder)
    started(serve)  # the first start keeps the edition
    programs = ("import telegram.ext", "import aiogram", serve, serve + ASK)
    starts = np.array([[started(program) for program in programs] for _ in range(ROUNDS)])
    (_, (seconds, mebibytes), (_, asked_all)) = np.median(starts[:, 1:], axis=0)
    for at, (base, goals) in enumerate({"telegram.ext": (1.8, 1.6), "aiogram": (0.2, 0.4)}.items()):
        time_, memory = np.median(starts[:, 2] / starts[:, at], axis=0)
        row(f"start to ready, / import {base} (goal {goals[0]})", f"{seconds:.2f} s, {time_:.2f}")
        row(f"memory at rest, / import {base} (goal {goals[1]})", f"{mebibytes:.0f} MiB, {memory:.2f}")
    grown_by = np.median(starts[:, 3] / starts[:, 0], axis=0)[1]
    row("the same after all the questions, / import telegram.ext", f"{asked_all:.0f} MiB, {grown_by:.2f}")


# What `run` does until it can answer
SERVE = """
from bot import __main__, texts
__main__.commands("run")
from bot.commands import serving
from bot.config import LOCALES, Config
served = serving.editions(Config.from_env({{"DATA_DIR": {folder!r}}}), texts.load(LOCALES))
assert served.current.index.model
"""
ASK = """
from bot.matching import evaluation
for row in evaluation.read(Config.from_env({}).faq_dir.parent / "tests" / "questions" / "dev.tsv"):
    served.current.index.find(row.question)
"""
REPORT = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")), flush=True)
"""


Made = TypeVar("Made")


def timed(make: Callable[[], Made]) -> tuple[float, Made]:
    started = time.perf_counter()
    made = make()
    return time.perf_counter() - started, made


def spent(index: Index, asked: list[str]) -> tuple[float, float]:
    times = [1000 * timed(lambda question=question: index.find(question))[0] for question in asked]
    middle, late = np.percentile(times, [50, 99])
    return float(middle), float(late)


def grown(catalogue: Catalogue) -> Catalogue:
    """The same entries asked for in GROWN times the ways: each question again with a new word before it."""
    entries = {}
    for entry in catalogue.entries.values():
        versions = {}
        for language, version in entry.versions.items():
            more = [
                replace(question, text=f"слово{number} {question.text}")
                for question in version.questions
                for number in range(GROWN - 1)
            ]
            versions[language] = replace(version, questions=(*version.questions, *more))
        entries[entry.id] = replace(entry, versions=versions)
    return replace(catalogue, entries=entries)


def started(program: str) -> tuple[float, float]:
    """Seconds from a process's start until it has run `program`, and the MiB that are resident then."""
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", program + REPORT], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        resident = int(process.stdout.readline())
        return time.perf_counter() - begun, resident / MIB


def row(name: str, figure: str) -> None:
    print(f"| {name} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
