"""Our whole handling of an update beside python-telegram-bot's bare echo, the floor of any bot on it. `make bench`.

One run, one table a goal; `--rounds` and `--each` (updates a round and variant) make it shorter. Every question comes
from another chat and is new; the number of calls of the Bot API is checked after every round.
"""

import argparse
import asyncio
import logging
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from telegram import Update

from tests.benchmarks import loopback, order, processor, writes
from tests.benchmarks.course import Course
from tests.benchmarks.peers import InProcess, InProcessSession, aiogram_echo, echo, message, press
from tests.benchmarks.rounds import ECHO, JUDGED, Variant, at_once, header, interleave, judged, timed
from tests.benchmarks.served import Served, serving, sqlite

AT_ONCE = 64
MEMORY = "/dev/shm"  # a folder in memory, on Linux
CHATS = count(1_000_000)
Handle = Callable[[dict[str, Any]], Awaitable[object]]


async def main(rounds: int, each: int) -> None:
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=MEMORY) as memory:
        async with serving(sqlite(folder), InProcess()) as served:
            course = Course(served, each)
            async with serving(sqlite(memory), InProcess()) as diskless:
                await _handling(course, diskless, rounds)
            await processor.spent(course, rounds)
            await processor.held(course, rounds)
            await order.measure(served, {"questions": lambda: course.fuzzy(0, 30), "exact questions": course.exact})
        await writes.measure(folder, rounds)


async def _handling(course: Course, diskless: Served, rounds: int) -> None:
    served, bare, gram = course.served, InProcess(), InProcessSession()
    app, feed = await echo(bare), aiogram_echo(gram)

    async def echoed(number: int) -> float:
        before, texts = bare.calls["sendMessage"], course.fuzzy(number)
        updates = [message(text, next(CHATS)) for text in texts]
        taken = await timed(app.process_update(Update.de_json(update, app.bot)) for update in updates)
        assert bare.calls["sendMessage"] - before == len(texts)
        return statistics.median(taken)

    async def fed(number: int) -> float:
        before, texts = gram.calls["sendMessage"], course.fuzzy(number)
        taken = await timed(feed(message(text, next(CHATS))) for text in texts)
        assert gram.calls["sendMessage"] - before == len(texts)
        return statistics.median(taken)

    async def together(number: int) -> float:
        texts = course.fuzzy(number, 3)
        with _checked(served, None, texts):
            return await at_once((served.deliver(message(text, next(CHATS))) for text in texts), AT_ONCE)

    def questions(bot: Served, handle: Handle, seed: int = 0) -> Variant:
        async def run(number: int) -> float:
            texts = course.fuzzy(number, seed) if seed else course.typed(number)
            with _checked(bot, None, texts):
                return statistics.median(await timed(handle(message(text, next(CHATS))) for text in texts))

        return run

    async def known(_: int) -> float:
        texts = course.exact()
        with _checked(served, None, texts):
            return statistics.median(await timed(served.process(message(text, next(CHATS))) for text in texts))

    async def entries(_: int) -> float:
        names = course.entries()
        with _checked(served, sum(1 + served.messages(name) for name in names)):
            taps = [press(f"entry:ru:{name}", next(CHATS)) for name in names]
            return statistics.median(await timed(map(served.process, taps)))

    async def topics(_: int) -> float:
        names = course.topics()
        with _checked(served, 2 * len(names)):
            taps = [press(f"topic:ru:{name}:0", next(CHATS)) for name in names]
            return statistics.median(await timed(map(served.process, taps)))

    rows = {
        "question, one at a time, through the inbox": (questions(served, served.deliver, 1), 4.0),
        "question, 64 at once, through the inbox": (together, 4.0),
        "question, without the inbox": (questions(served, served.process, 2), 4.0),
        "question, without the inbox, the file in memory: no disk to wait for": (
            questions(diskless, diskless.process, 4),
            4.0,
        ),
        "the same, the question as it was typed": (questions(diskless, diskless.process), 4.0),
        "exact question, without the inbox": (known, 2.2),
        "button of an entry: acknowledged and answered, without the inbox": (entries, 2.2),
        "button of a topic: acknowledged and turned, without the inbox": (topics, 2.2),
    }
    peer = "aiogram's bare echo"
    taken = await interleave({ECHO: echoed, peer: fed, **{name: run for name, (run, _) in rows.items()}}, rounds)
    header(f"G1, G2: what, beside the {ECHO}", *JUDGED[1:])
    print(f"| {ECHO} | {taken.middle(ECHO):,.0f} µs | 1 | 1 | | |\n| {peer} | {taken.middle(peer):,.0f} µs |", end=" ")
    print(f"{taken.ratio(peer, ECHO)} | | |")
    for name, (_, goal) in rows.items():
        judged(name, taken.middle(name), "µs", taken.ratio(name, ECHO), goal)
    header(f"G13: what, beside {peer}", *JUDGED[1:])
    for name in list(rows)[:5]:
        judged(name, taken.middle(name), "µs", taken.ratio(name, peer), 2.1)


@contextmanager
def _checked(served: Served, expected: int | None, texts: list[str] | None = None) -> Iterator[None]:
    """Every update has led to the calls that it must; those of questions are known only by asking the index again."""
    before = served.api.calls.total()
    yield
    if expected is None:
        expected = sum(map(served.expected, texts or []))
    assert served.api.calls.total() - before == expected, (served.api.calls.total() - before, expected)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--each", type=int, default=200)
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.each))
    loopback.measure(given.rounds)
