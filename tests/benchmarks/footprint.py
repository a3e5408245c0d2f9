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
from bot.matching import evaluation, model, training
from bot.matching.index import Index, lessons

MIB = 1024  # KiB, the unit of ru_maxrss
GROWN = 5


def main() -> None:
    config = Config.from_env({})
    catalogue, _ = read(config.faq_dir, config.digest, texts.load(LOCALES))
    rows = evaluation.read(config.faq_dir.parent / "tests" / "questions" / "dev.tsv")
    asked = [row.question for row in rows]
    print("| what | measured |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        seconds, made = timed(lambda: training.train(lessons(catalogue), Path(folder)))
        both = [resource.getrusage(who).ru_maxrss / MIB for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        row("model built", f"{seconds:.1f} s")
        row("peak memory of the two building processes", f"{both[0]:.0f} and {both[1]:.0f} MiB")
        seconds, kept = timed(lambda: training.cached(lessons(catalogue), Path(folder)))
        row("model ready from the cache", f"{seconds:.2f} s")
        assert kept is not None
        seconds, index = timed(lambda: Index(catalogue, made))
        row("index made of pages and model", f"{seconds:.2f} s")
        now = spent(index, asked)
        row("one question, p50 and p99", f"{now[0]:.2f} and {now[1]:.2f} ms")
        larger = grown(catalogue)
        later = spent(Index(larger, model.build(lessons(larger))), asked)
        row(
            f"the same with {GROWN} times the questions, / today",
            f"{later[0] / now[0]:.2f} and {later[1] / now[1]:.2f}",
        )
        bare = memory_of("import telegram.ext")
        index_in = f"training.cached(lessons(catalogue), Path({folder!r}))"
        serving = memory_of(f"{SERVE}; index = Index(catalogue, {index_in}); index.find('паспорт жоготтум')")
        row("memory at rest, / import telegram.ext", f"{serving:.0f} MiB, {serving / bare:.2f}")


SERVE = (
    "import telegram.ext; from pathlib import Path; from bot import texts; from bot.config import LOCALES, Config; "
    "from bot.editions import read; from bot.matching import training; from bot.matching.index import Index, lessons; "
    "config = Config.from_env({}); catalogue, _ = read(config.faq_dir, config.digest, texts.load(LOCALES))"
)


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


def memory_of(program: str) -> float:
    """Resident MiB of a process when it has run `program`."""
    read_own = "; print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')))"
    done = subprocess.run([sys.executable, "-c", program + read_own], capture_output=True, text=True, check=True)
    return int(done.stdout) / MIB


def row(name: str, figure: str) -> None:
    print(f"| {name} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
