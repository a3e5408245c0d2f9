"""What one update takes of the processor, and how long it lets nothing else run at most."""

import asyncio
import statistics
import time
from asyncio import events
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from telegram import Update

from tests.benchmarks.course import Course
from tests.benchmarks.peers import InProcess, echo, message
from tests.benchmarks.rounds import ECHO, JUDGED, Variant, header, interleave, judged

CHATS = count(5_000_000)
Handle = Callable[[dict[str, Any]], Awaitable[object]]


async def spent(course: Course, rounds: int) -> None:
    """The processor's time alone, of all threads: what other work on the machine changes least."""
    app, served = await echo(InProcess()), course.served
    handles: dict[str, tuple[Handle, int]] = {
        ECHO: (lambda update: app.process_update(Update.de_json(update, app.bot)), 20),
        "question as typed, without the inbox": (served.process, 0),
        "question, without the inbox": (served.process, 21),
        "question, through the inbox": (served.deliver, 22),
    }

    def variant(handle: Handle, seed: int) -> Variant:
        async def run(number: int) -> float:
            texts = course.fuzzy(number, seed) if seed else course.typed(number)
            started = time.process_time()
            for text in texts:
                await handle(message(text, next(CHATS)))
            return 1e6 * (time.process_time() - started) / len(texts)

        return run

    taken = await interleave({name: variant(*each) for name, each in handles.items()}, rounds)
    header("G1: processor time of one update", *JUDGED[1:])
    print(f"| {ECHO} | {taken.middle(ECHO):,.0f} µs | 1 | 1 | | |")
    for name in list(handles)[1:]:
        judged(name, taken.middle(name), "µs", taken.ratio(name, ECHO), 4)


async def held(course: Course, rounds: int) -> None:
    """How long one question lets nothing else run, at most."""
    app, served = await echo(InProcess()), course.served
    handles: dict[str, Handle] = {
        ECHO: lambda update: app.process_update(Update.de_json(update, app.bot)),
        "question": served.process,
        "question through the inbox": served.deliver,
    }

    def variant(handle: Handle, seed: int) -> Variant:
        async def run(number: int) -> float:
            longest = []
            for text in course.fuzzy(number, seed):
                with _watched() as turns:
                    await asyncio.create_task(handle(message(text, next(CHATS))))
                longest.append(1e6 * max(turns))
            return statistics.median(longest)

        return run

    taken = await interleave(
        {name: variant(handle, 10 + at) for at, (name, handle) in enumerate(handles.items())}, rounds
    )
    header("G5: longest hold of the event loop by one update", *JUDGED[1:])
    print(f"| {ECHO} | {taken.middle(ECHO):,.0f} µs | 1 | 1 | | |")
    for name in list(handles)[1:]:
        judged(name, taken.middle(name), "µs", taken.ratio(name, ECHO), 3)


@contextmanager
def _watched() -> Iterator[list[float]]:
    """The seconds of every turn of the loop."""
    turns: list[float] = []
    run = events.Handle._run

    def clocked(handle: events.Handle) -> None:
        started = time.perf_counter()
        run(handle)
        turns.append(time.perf_counter() - started)

    events.Handle._run = clocked
    try:
        yield turns
    finally:
        events.Handle._run = run
