"""Variants measured in turn, A B C A B C, and compared round by round: what the machine does meanwhile, it does to all.

An absolute figure of a shared machine says little; every goal is a ratio taken in one run.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Variant = Callable[[int], Awaitable[float]]  # the round's number to microseconds of one


@dataclass(frozen=True, slots=True)
class Ratio:
    """`median` of the ratios of each round, and the ratio of the best rounds."""

    median: float
    best: float

    def __str__(self) -> str:
        return f"{self.median:.2f} | {self.best:.2f}"


class Rounds:
    """What each variant took in each round."""

    def __init__(self, taken: Mapping[str, list[float]]) -> None:
        self.taken = taken

    def middle(self, name: str) -> float:
        """The median of a variant's rounds."""
        return statistics.median(self.taken[name])

    def ratio(self, name: str, base: str) -> Ratio:
        """A variant beside another."""
        mine, others = self.taken[name], self.taken[base]
        each = [one / other for one, other in zip(mine, others, strict=True)]
        return Ratio(statistics.median(each), min(mine) / min(others))


async def interleave(variants: Mapping[str, Variant], rounds: int) -> Rounds:
    """Round 0 is a warm-up and not counted."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, run in variants.items():
            gc.collect()
            figure = await run(number)
            if number:
                taken[name].append(figure)
    return Rounds(taken)


async def timed(work: Iterable[Awaitable[object]]) -> list[float]:
    """Microseconds of each, one after another."""
    taken = []
    for each in work:
        started = time.perf_counter()
        await each
        taken.append(1e6 * (time.perf_counter() - started))
    return taken


async def at_once(works: Iterable[Any], most: int) -> float:
    """Do all, `most` at a time: microseconds of one on average."""
    rest, count = iter(works), 0

    async def worker() -> None:
        nonlocal count
        for work in rest:
            count += 1
            await work

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(most)))
    return 1e6 * (time.perf_counter() - started) / count


def header(*names: str) -> None:
    """Begin a table whose first column is words."""
    print(f"\n| {' | '.join(names)} |\n| --- |{' ---: |' * (len(names) - 1)}", flush=True)


def judged(name: str, figure: float, unit: str, ratio: Ratio, goal: float, least: bool = False) -> None:
    """A row with its goal, which the better of the two ratios has to meet; `least`: the ratio is to be no less."""
    better = max(ratio.median, ratio.best) if least else min(ratio.median, ratio.best)
    met = better >= goal if least else better <= goal
    sign = "≥" if least else "≤"
    print(f"| {name} | {figure:,.0f} {unit} | {ratio} | {sign} {goal:g} | {'met' if met else 'missed'} |", flush=True)


JUDGED = ("what", "measured", "ratio, median of rounds", "best / best", "goal", "")
ECHO = "bare echo (python-telegram-bot)"
