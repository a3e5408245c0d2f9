"""A message beside an entry's own questions: the words that they share, in any form, and those that mean the same."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from math import sqrt

from bot.content.catalogue import Catalogue
from bot.content.page import Entry
from bot.matching.features import WEIGHTS, Kinds, document
from bot.matching.index import Index
from bot.matching.keys import keys
from bot.matching.known import examples
from bot.matching.lexicon import Lexicon

NEAREST = 2  # questions of each language
TELLING = 3  # letters; shorter words stand in every question
STEM = 4  # letters that two forms of one word share at least
_WORD = re.compile(r"([^\W_]+(?:['’ʼʻ`\u00ad\u200b-\u200d][^\W_]+)*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as it is written. `shared`: "word", "notion", or "" for what the other side lacks."""

    text: str
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the entry's questions, and the line where it stands."""

    language: str
    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The message, and the entry's questions most like it in each language, the likest first."""

    message: tuple[Piece, ...]
    questions: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """A word as it was typed, and the known word that it was read as."""

    typed: str
    meant: str


def compare(message: str, repairs: Mapping[str, str], entry: Entry, lexicon: Lexicon) -> Comparison:
    """Lay an entry's title and questions beside a message, whose words `repairs` mends."""
    asked = _mended(message, repairs)
    seen = document(asked, lexicon).kinds()
    compared: list[Compared] = []
    written: list[str] = []
    for language, version in entry.versions.items():
        texts = {version.title: version.line, **{each.text: each.line for each in version.questions}}
        order = sorted(texts, key=lambda text: -_likeness(seen, document(keys(text), lexicon).kinds()))
        compared += [
            Compared(language, texts[text], tuple(_pieces(text, {}, asked, lexicon))) for text in order[:NEAREST]
        ]
        written += [word for text in order[:NEAREST] for word in keys(text)]
    return Comparison(tuple(_pieces(message, repairs, written, lexicon)), tuple(compared))


def repaired(message: str, repairs: Mapping[str, str], index: Index, catalogue: Catalogue) -> tuple[Repair, ...]:
    """The mended words of a message, each once and as people write them; `index` is made of `catalogue`."""
    typed = {key: word for word in _WORD.findall(message) for key in keys(word)}
    return tuple(Repair(typed.get(word, word), _spelt(meant, index, catalogue)) for word, meant in repairs.items())


def _spelt(key: str, index: Index, catalogue: Catalogue) -> str:
    """How the first known question with this key writes it."""
    holding = (at for at, text in enumerate(index.known.texts) if f" {key} " in f" {text} ")
    at = next(holding, None)
    example = next(islice(examples(catalogue), at, None), None) if at is not None else None
    words = _WORD.findall(example.text) if example else []
    return next((word.lower() for word in words if keys(word) == (key,)), key)


def _mended(text: str, repairs: Mapping[str, str]) -> list[str]:
    return [repairs.get(word, word) for word in keys(text)]


def _pieces(text: str, repairs: Mapping[str, str], others: Collection[str], lexicon: Lexicon) -> Iterator[Piece]:
    """A text in pieces that join to it again, its words compared with the `others`."""
    known, notions = set(others), {*lexicon.notions([*others])} - lexicon.common
    for number, part in enumerate(_WORD.split(text)):
        if number % 2:
            words = _mended(part, repairs)
            if any(_same(word, other) for word in words for other in known):
                yield Piece(part, "word")
            else:
                yield Piece(part, "notion" if notions.intersection(lexicon.notions(words)) else "")
        elif part:
            yield Piece(part)


def _same(word: str, other: str) -> bool:
    """Whether two keys are one word in whatever form: Kyrgyz and Russian put what changes at its end."""
    if word == other:
        return len(word) >= TELLING or word.isdigit()
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return alike >= STEM and 3 * alike >= 2 * min(len(word), len(other)) and not word.isdigit()


def _likeness(one: Kinds, other: Kinds) -> float:
    """Of two texts' features, each kind weighted as the ranker weighs it: 0 when they share none."""
    return sum(
        weight * len(mine.keys() & theirs.keys()) / sqrt(max(1, len(mine)) * max(1, len(theirs)))
        for weight, mine, theirs in zip(WEIGHTS, one, other, strict=True)
    )
