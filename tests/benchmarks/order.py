"""An API that takes its time: are chats answered side by side, and each in the order of its questions?"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from tests.benchmarks.peers import message
from tests.benchmarks.rounds import JUDGED, at_once, header, interleave, judged, timed
from tests.benchmarks.served import Served

UPDATES = 200
CHATS = 100
SECONDS = 0.02
ROUNDS = 3
FIRST = count(10_000_000, CHATS)


async def measure(served: Served, kinds: Mapping[str, Callable[[], list[str]]]) -> None:
    """Each kind gives enough texts for a round."""
    header(f"G11: {UPDATES} updates of {CHATS} chats, each call takes 20 ms", *JUDGED[1:])
    served.api.seconds = SECONDS
    for kind, texts in kinds.items():
        comparison = _Comparison(served, [texts() for _ in range(ROUNDS + 1)])
        variants = {"sequential": comparison.sequential, "concurrent": comparison.concurrent}
        taken = await interleave(variants, ROUNDS)
        ratio = taken.ratio("sequential", "concurrent")
        judged(f"{kind}: one after another / as they come", taken.middle("concurrent") / 1000, "ms", ratio, 20, True)
    served.api.seconds, served.api.listener = 0.0, None


class _Comparison:
    """The same questions of a round in both ways; each chat must get the same replies in the same order."""

    def __init__(self, served: Served, texts: list[list[str]]) -> None:
        self._served = served
        self._texts = texts
        self._replies: dict[int, list[str]] = defaultdict(list)
        self._sequential: list[list[str]] = []
        served.api.listener = lambda _, call: self._replies[call["chat_id"]].append(call["text"])

    async def sequential(self, number: int) -> float:
        """Past the inbox."""
        updates, first = self._updates(number)
        figure = sum(await timed(map(self._served.process, updates)))
        self._sequential = self._of(first)
        return figure

    async def concurrent(self, number: int) -> float:
        """Through the inbox."""
        updates, first = self._updates(number)
        figure = UPDATES * await at_once(map(self._served.deliver, updates), UPDATES)
        assert self._of(first) == self._sequential, "a chat was answered out of order"
        return figure

    def _updates(self, number: int) -> tuple[list[dict[str, Any]], int]:
        texts, first = self._texts[number], next(FIRST)
        return [message(texts[each % len(texts)], first + each % CHATS) for each in range(UPDATES)], first

    def _of(self, first: int) -> list[list[str]]:
        return [self._replies[chat] for chat in range(first, first + CHATS)]
