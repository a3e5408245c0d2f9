"""Changes of an input that keep its shape, so that more than the first parser sees it."""

import copy
import json
import re
from collections.abc import Sequence
from itertools import islice
from random import Random
from typing import Any

# A reader sees none of them, or they turn the text around, or are half a character
ODD = "\x00\x1b\t\r\n \u00a0\u00ad\u200b\u200d\u200f\u202e\u2066\ufeff\ufffe\ud800\udfff\U000e0041\U0001f9ff"
# Digits, letters and cases that Python's predicates and Unicode's tables do not agree about
TRAPS = "²①፩٣𝟗ⅷßıİſKᲀᲃᲄŉǰﬁẞ҈́Ꚃ"
MARKS = "<>&\"'{}%\\/:;,.?!#*-_`~|[]()@§«»…"
WORDS = (
    "<b>",
    "</b>",
    "&lt;",
    "&#x41;",
    "{question}",
    "{0}",
    "%s",
    "/start",
    "/close",
    "/days",
    "null",
    "12.10",
    "§19",
    "22 июля 2022",
    "2022-жылдын 22-июлу",
)
NUMBERS = (0, 1, -1, 2, 99, -100, 127, 2**31 - 1, 2**31, -(2**31) - 1, 2**52, 2**63 - 1, 2**63, -(2**63) - 1, 10**30)
LONGEST = 4096
_FIGURE = re.compile(r"\d+")
HUGE = "9" * 4301  # digits, one more than int() reads
VALUES = (None, True, False, 0.5, 1e308, float("nan"), float("inf"), "", " ", "0", [], {}, [[]], [None], [{}], {"": 0})


def text(random: Random, words: str, others: Sequence[str] = ()) -> str:
    """Other words, a few changes away."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        start = random.randint(0, len(words))
        end = min(len(words), start + random.choice((0, 0, 1, 1, 2, 5, 20)))
        match random.randrange(9):
            case 0:
                new = random.choice(ODD)
            case 1:
                new = random.choice(TRAPS) * random.choice((1, 1, 3))
            case 2:
                new = random.choice(MARKS) * random.choice((1, 2, 3))
            case 3:
                new = random.choice(WORDS)
            case 4:
                new = ""
            case 5:
                new = words[start : start + random.choice((1, 3, 9))] * random.choice((2, 3, 50))
            case 6 if others:
                other = random.choice(others)
                at = random.randint(0, len(other))
                new = other[at : at + random.choice((1, 5, 20, 200))]
            case 7:
                figures = [found.span() for found in _FIGURE.finditer(words)]
                start, end = random.choice(figures or [(start, end)])
                new = str(random.choice(NUMBERS)) if random.random() < 0.7 else HUGE
            case _:
                new = chr(
                    random.choice((random.randrange(128), random.randrange(0x400, 0x530), random.randrange(0x11000)))
                )
        words = words[:start] + new + words[end:]
    if random.random() < 0.02:
        words = ((words or "ы") * LONGEST)[:LONGEST]
    return words


def raw(random: Random, data: bytes) -> bytes:
    """Other bytes, one change away."""
    start = random.randint(0, len(data))
    end = min(len(data), start + random.choice((0, 1, 1, 4, 30)))
    return data[:start] + random.randbytes(random.choice((0, 1, 1, 2, 4))) + data[end:]


class Structure:
    """Changes parsed JSON; knows which fields there are, and their values, from `examples`."""

    def __init__(self, examples: Sequence[Any]) -> None:
        self._examples = examples
        self._values: dict[str, list[Any]] = {}
        self._texts: list[str] = []
        for example in examples:
            for holder, key in _places(example):
                value = holder[key]
                if isinstance(key, str):
                    self._values.setdefault(key, []).append(value)
                if isinstance(value, str):
                    self._texts.append(value)
        self._names = sorted(self._values)

    def change(self, random: Random, value: Any) -> Any:
        """A copy with a few changes."""
        root = [copy.deepcopy(value)]
        for _ in range(random.choice((1, 1, 1, 2, 2, 4))):
            holder, key = random.choice(list(_places(root)) or [([None], 0)])
            self._change_one(random, holder, key)
        return root[0] if root else None

    def _change_one(self, random: Random, holder: Any, key: Any) -> None:
        old = holder[key]
        match random.randrange(10):
            case 0 | 1 if isinstance(old, str):
                holder[key] = text(random, old, self._texts)
            case 0 | 1 if isinstance(old, int | float):
                holder[key] = random.choice((-old, old + 1, old - 1, old * 2**32, random.choice(NUMBERS)))
            case 2:
                holder[key] = random.choice(
                    (*copy.deepcopy(VALUES), random.choice(NUMBERS), random.choice(ODD), random.choice(self._texts))
                )
            case 3:
                del holder[key]
            case 4 | 5 if isinstance(key, str):
                holder[key] = copy.deepcopy(random.choice(self._values.get(key, [None])))
            case 6 | 7 if isinstance(old, dict):
                name = random.choice(self._names)
                old[name] = copy.deepcopy(random.choice(self._values[name]))
            case 8 if isinstance(old, list) and _is_small(old):
                random.shuffle(old)
                old += copy.deepcopy(random.choice((old, old[:1], [*random.choice(self._examples)])))
            case 9 if _is_small(old):
                holder[key] = random.choice(([old], {"id": old}, str(old), old if old is None else [old] * 101))


def structured(random: Random, data: bytes, structure: Structure, seeds: Sequence[bytes]) -> bytes:
    """Other JSON; what is none is left for another seed."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = json.loads(random.choice(seeds))
    return json.dumps(structure.change(random, value)).encode()


def _is_small(value: Any) -> bool:
    """Whether a hundred copies of it fit into an input."""
    return sum(1 for _ in islice(_places(value), 50)) < 50


def _places(value: Any) -> Any:
    """Every holder and key within, a dict's or a list's."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            yield holder, key
            waiting.append(holder[key])
