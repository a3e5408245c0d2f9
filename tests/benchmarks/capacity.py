"""What one machine carries: a million readers' choices of language, and the questions of an election day.

`python tests/benchmarks/capacity.py` prints the tables of deploy/capacity.md; `--readers`, `--seconds` and `--rates`
make it shorter. PostgreSQL is one of its own, tests/postgres.py.
"""

import argparse
import asyncio
import logging
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import numpy as np

from bot.storage import database
from bot.storage.chats import ChatKeys
from bot.storage.store import Store
from tests import postgres
from tests.benchmarks import load
from tests.benchmarks.peers import TOKEN
from tests.benchmarks.rounds import at_once, header

CHOICES = 5000  # timed, 1000 at a time, on top of those that are there
RECALLS = 2000
MIB = 1024 * 1024
Size = Callable[[], Awaitable[int]]


async def readers(opened: database.Database, many: int, size: Size) -> tuple[float, ...]:
    """Have CHOICES more readers than so many choose a language, then look some up: the figures of a row."""
    chats, before = Store.over(opened, TOKEN).chats, resident()
    rate = 1e6 / await at_once((chats.choose(number, language(number)) for number in range(many, many + CHOICES)), 1000)
    await opened.tidy()
    chance, taken = random.Random(5), []
    for _ in range(RECALLS):
        number, begun = chance.randrange(many), time.perf_counter()
        found = await chats.recall(number)
        taken.append(1000 * (time.perf_counter() - begun))
        assert found.language == language(number)
    middle, late = np.percentile(taken, [50, 99])
    return rate, await size() / MIB, middle, late, resident() - before


def language(number: int) -> str:
    """What a reader chose."""
    return "ky" if number % 3 else "ru"


def choices(many: int) -> Iterator[tuple[str, str]]:
    """The rows of so many readers."""
    key = ChatKeys(TOKEN)
    return ((key(number), language(number)) for number in range(many))


def resident() -> float:
    """MiB of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MIB


async def measure_readers(folder: str, many: int) -> None:
    names = ("choices a second", "MiB on disk", "recall p50, ms", "recall p99, ms", "process grew by, MiB")
    header(f"{many:,} readers on", *names)
    path = Path(folder) / "readers.sqlite3"
    opened = await database.connect(f"sqlite:///{path}")
    with sqlite3.connect(path) as filled:
        filled.executemany("INSERT INTO chats (chat_key, language) VALUES (?, ?)", choices(many))
    filled.close()
    await opened.tidy()

    async def of_file() -> int:
        return path.stat().st_size

    _row("SQLite", await readers(opened, many, of_file))
    await opened.close()
    with postgres.serving(Path(folder)) as server:
        connection = await asyncpg.connect(f"{server}/postgres")
        opened = await database.connect(f"{server}/postgres")
        await connection.copy_records_to_table("chats", records=choices(many), columns=["chat_key", "language"])
        await connection.execute("ANALYZE")

        async def of_server() -> int:
            return int(await connection.fetchval("SELECT pg_total_relation_size('chats')"))

        _row("PostgreSQL 15", await readers(opened, many, of_server))
        await opened.close()
        await connection.close()


def _row(name: str, figures: tuple[float, ...]) -> None:
    print("| {} | {:,.0f} | {:.0f} | {:.2f} | {:.2f} | {:.0f} |".format(name, *figures), flush=True)


async def main(many: int, seconds: float, rates: list[float]) -> None:
    logging.disable(logging.CRITICAL)
    if many:
        with tempfile.TemporaryDirectory() as folder:
            await measure_readers(folder, many)
    if seconds:
        await load.measure(seconds, rates)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60, help="of the sample of a day, at 30 messages a second")
    parser.add_argument("--rates", type=float, nargs="*", default=[15, 30, 60, 90, 120, 180, 240], help="a second")
    given = parser.parse_args()
    asyncio.run(main(given.readers, given.seconds, given.rates))
