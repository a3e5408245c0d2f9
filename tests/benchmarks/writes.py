"""What an awaited write costs beside aiosqlite's own, and whether one that was acknowledged is ever lost.

`python -m tests.benchmarks.writes FILE` is the writer that `measure` kills.
"""

import asyncio
import os
import random
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiosqlite

from bot.config import ROOT
from bot.storage.sqlite import Sqlite
from tests.benchmarks.rounds import JUDGED, Variant, at_once, header, interleave, judged, timed

ROWS = 800
AT_ONCE = 64
KILLS = 8
TABLE = "CREATE TABLE log (id INTEGER PRIMARY KEY, chat INTEGER, at REAL, asked TEXT, entry TEXT, score REAL)"
INDEX = "CREATE INDEX log_chat ON log (chat, at)"
INSERT = "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)"
NUMBERS = count(1)
Write = Callable[[], Awaitable[object]]


def row(number: int) -> tuple[object, ...]:
    """One of six columns."""
    asked = "кайда кайрылсам болот визаны узартуу"
    return (number, 1000 + number % 500, 1.7e9 + number, asked, f"entry-{number % 120}", 91.5)


async def measure(folder: str, rounds: int) -> None:
    ours = await Sqlite.open(Path(folder) / "ours.sqlite3")
    for statement in (TABLE, INDEX):
        await ours.execute(statement)
    async with _raw(folder, "NORMAL") as normal, _raw(folder, "FULL") as full:
        writes: dict[str, Write] = {
            "aiosqlite, autocommit, WAL + NORMAL": lambda: normal.execute_insert(INSERT, row(next(NUMBERS))),
            "aiosqlite, autocommit, WAL + FULL": lambda: full.execute_insert(INSERT, row(next(NUMBERS))),
            "ours (WAL + FULL)": lambda: ours.execute(INSERT, row(next(NUMBERS))),
        }
        base, synced, mine = writes
        variants = {name: _alone(write) for name, write in writes.items()}
        variants |= {f"{name}, 64 writers": _together(write) for name, write in writes.items()}
        taken = await interleave(variants, rounds)
    await ours.close()
    header("G6: an awaited write, µs a row", *JUDGED[1:])
    print(f"| {base} | {taken.middle(base):,.0f} µs | 1 | 1 | | |")
    print(f"| {synced} | {taken.middle(synced):,.0f} µs | {taken.ratio(synced, base)} | | |")
    judged(mine, taken.middle(mine), "µs", taken.ratio(mine, base), 1.5)
    print(f"| the same / {synced} | | {taken.ratio(mine, synced)} | | |")
    many = f"{mine}, 64 writers"
    rate = 1e6 / taken.middle(many)
    judged(f"rate of {many} / {base}", rate, "rows/s", taken.ratio(base, many), 4, least=True)
    for name in (base, synced):
        print(f"| the same / {name}, 64 writers | | {taken.ratio(f'{name}, 64 writers', many)} | | |")
    acknowledged, lost = killed(folder)
    header("G7: kill -9 of a writing process", "kills", "rows acknowledged", "of them lost", "goal", "")
    print(f"| 16 writers on one file | {KILLS} | {acknowledged:,} | {lost} | 0 | {'missed' if lost else 'met'} |")


@asynccontextmanager
async def _raw(folder: str, synchronous: str) -> AsyncIterator[aiosqlite.Connection]:
    path = Path(folder) / f"{synchronous}.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute(TABLE)
        made.execute(INDEX)
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute(f"PRAGMA synchronous = {synchronous}")
        yield connection


def _alone(write: Write) -> Variant:
    async def run(_: int) -> float:
        return statistics.median(await timed(write() for _ in range(ROWS)))

    return run


def _together(write: Write) -> Variant:
    async def run(_: int) -> float:
        return await at_once((write() for _ in range(2 * ROWS)), AT_ONCE)

    return run


def killed(folder: str) -> tuple[int, int]:
    """Rows acknowledged by writers that were killed at random moments, and how many of them are not there."""
    chance, acknowledged, lost = random.Random(1899), 0, 0
    for number in range(KILLS):
        path = Path(folder) / f"killed{number}.sqlite3"
        command = [sys.executable, "-m", "tests.benchmarks.writes", str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            told = [writer.stdout.readline() for _ in range(chance.randrange(300, 3000))]
            writer.kill()
            told += writer.stdout.read().splitlines(keepends=True)  # what it had acknowledged by then
        assert all(told), "the writer ended by itself"
        numbers = {int(line) for line in told if line.endswith(b"\n")}
        with sqlite3.connect(path) as opened:
            found = {int(row[0]) for row in opened.execute("SELECT id FROM log")}
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        acknowledged += len(numbers)
        lost += len(numbers - found)
    return acknowledged, lost


async def write(path: Path) -> None:
    """Write until killed; the number of each row that is said to be on disk goes to standard output."""
    ours = await Sqlite.open(path)
    await ours.execute(TABLE)

    async def writer() -> None:
        for number in NUMBERS:
            await ours.execute(INSERT, row(number))
            os.write(1, b"%d\n" % number)

    await asyncio.gather(*(writer() for _ in range(16)))


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
