"""Fuzz the bot: `python -m tests.fuzz` all targets, `python -m tests.fuzz TARGET --runs N` one of them.

With `--input FILE` that one input is tried, and its exception shown. The exit code is 1 after any crash.
"""

import argparse
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.fuzz.targets import RUNS, load

AT_ONCE = 2
MEMORY = Path("/dev/shm")
SECONDS = 30  # that one input may take
MEGABYTES = 3000
LINE = re.compile(r"^fuzzed .*$", re.M)


def main() -> int:
    options = _options()
    if options.data:
        return _one(options)
    # In memory, where there is such a folder: to wait for a disk at every write teaches nothing
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=MEMORY if MEMORY.is_dir() else None) as made:
        data, index = Path(made), options.index or Path(made)
        from tests.fuzz import world

        here = world.build(data, index)
        try:
            if options.input:
                world.enter(here)
                load(options.target).fuzz(options.input.read_bytes())
                return 0
        finally:
            here.close()
        options.crashes.mkdir(parents=True, exist_ok=True)
        wanted = {options.target: options.runs or RUNS[options.target]} if options.target else RUNS
        with ThreadPoolExecutor(AT_ONCE) as both:
            dearest = sorted(wanted, key=lambda name: wanted[name])
            codes = both.map(lambda name: _apart(name, wanted[name], options, data, index), dearest)
            return max(codes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?", choices=RUNS)
    parser.add_argument("--runs", type=int, default=0, help="inputs; without it, as many as in make fuzz")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=Path, help="a file with one input to try")
    parser.add_argument(
        "--crashes", type=Path, default=Path("crashes"), help="the folder for logs and for inputs that crash"
    )
    parser.add_argument("--index", type=Path, help="a folder to keep the trained index in for the next time")
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.input and not options.target:
        parser.error("--input needs the name of a target")
    return options


def _apart(name: str, runs: int, options: argparse.Namespace, data: Path, index: Path) -> int:
    """One target in a process of its own: libFuzzer ends it as it likes."""
    own = data / name
    own.mkdir()
    command = [sys.executable, "-m", "tests.fuzz", name, "--runs", str(runs), "--seed", str(options.seed)]
    command += ["--data", str(own), "--index", str(index), "--crashes", str(options.crashes)]
    log = options.crashes / f"{name}.log"
    with log.open("wb") as file:
        ended = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=False)
    output = log.read_text(errors="replace")
    summary = LINE.search(output)
    print(summary[0] if summary else f"{name} did not end: {output[-3000:]}", flush=True)
    if ended.returncode == 1:
        print(output[output.index("crash 1:") : output.index("fuzzed ")], flush=True)
    return 1 if ended.returncode else 0


def _one(options: argparse.Namespace) -> int:
    """Under atheris, which learns from the lines of bot/ that an input reaches. Goes on after a crash."""
    import atheris

    name, runs, crashes, data = options.target, options.runs, options.crashes, options.data
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=["bot"]):
        from tests.fuzz import world

        target = load(name)
    world.enter(world.build(data, options.index))
    corpus = data / "corpus"
    corpus.mkdir()
    for number, start in enumerate(target.starts()):
        (corpus / f"{number:05}").write_bytes(start)
    seen: dict[str, int] = {}
    count, began = 0, time.monotonic()

    def one_input(given: bytes) -> None:
        nonlocal count
        count += 1
        try:
            target.fuzz(given)
        except Exception as error:
            place = _place(error)
            seen[place] = seen.get(place, 0) + 1
            if seen[place] == 1:
                print(f"crash {len(seen)}: {_kept(crashes, name, given, len(seen))}", flush=True)
                traceback.print_exception(error, limit=-8, file=sys.stdout)
        if count >= runs:
            seconds = time.monotonic() - began
            rate = f"{count} inputs, {count / seconds:.0f} a second"
            print(f"fuzzed {name}: {rate}, {len(seen)} crashes {seen or ''}", flush=True)
            os._exit(1 if seen else 0)

    def change(given: bytes, longest: int, seed: int) -> bytes:
        return target.mutate(given, Random(seed))[:longest]

    limits = [
        f"-max_len={target.LONGEST}",
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-seed={options.seed}",
    ]
    files = [f"-artifact_prefix={crashes.absolute()}/{name}-", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, *files], one_input, custom_mutator=change)
    atheris.Fuzz()
    return 1


def _place(error: BaseException) -> str:
    """What tells one crash from another: the error, and the last line of bot/ under it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/bot/" in frame.filename] or frames
    return f"{type(error).__name__} at {ours[-1].filename.rpartition('/bot/')[2]}:{ours[-1].lineno}"


def _kept(crashes: Path, name: str, given: bytes, number: int) -> Path:
    path = crashes / f"{name}-{number}"
    path.write_bytes(given)
    return path


if __name__ == "__main__":
    sys.exit(main())
