"""Questions of two entries that the matcher could not tell apart, and entries that their own questions do not find."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import cache
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.matching import likeness, training
from bot.matching.index import Index
from bot.matching.keys import keys
from bot.matching.model import Lessons


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that leads to an entry, or to none when it is off-topic, and where it stands."""

    entry: str
    path: Path
    line: int
    text: str
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Collisions:
    """By the numbers of texts: pairs that are nearly the same, and those that lead elsewhere, with where they lead."""

    twins: tuple[tuple[int, int], ...]
    astray: tuple[tuple[int, str], ...]


def find(catalogue: Catalogue, index: Index) -> Collisions:
    """Compare all texts of a catalogue, which takes half a minute."""
    asked = list(_asked(catalogue))
    texts = [" ".join(keys(each.text)) for each in asked]
    twins = tuple(likeness.twins(texts, [each.entry for each in asked]))
    left = sorted({number for number, each in enumerate(asked) if each.entry}.difference(*twins))
    found = ((number, index.first(texts[number].split())) for number in left)
    return Collisions(twins, tuple((number, best) for number, best in found if best != asked[number].entry))


def problems(catalogue: Catalogue, found: Collisions) -> Iterator[Problem]:
    """F53, F54 and F55 of just this catalogue; two equal titles are F59 and not repeated here."""
    asked = list(_asked(catalogue))
    for one, two in ((asked[first], asked[second]) for first, second in found.twins):
        same = keys(one.text) == keys(two.text)
        if not (same and one.is_title and two.is_title):
            values = {"other": one.path, "line": one.line, "question": one.text}
            yield Problem(two.path, two.line, "F53" if same else "F54", values)
    for number, best in found.astray:
        yield Problem(asked[number].path, asked[number].line, "F55", {"other": best or "–"})


def name(learned: Lessons) -> str:
    """The file that keeps what just this code finds in a catalogue of just these lessons."""
    return training.name(learned).replace("index-", "collisions-")


def keep(path: Path, found: Collisions) -> None:
    """Keep what `kept` gives."""
    cache.keep(path, json.dumps([found.twins, found.astray]).encode())


def kept(path: Path) -> Collisions | None:
    """What was found before, or None."""
    data = cache.kept(path)
    return Collisions(*(tuple(tuple(pair) for pair in pairs) for pairs in json.loads(bytes(data)))) if data else None


def _asked(catalogue: Catalogue) -> Iterator[Asked]:
    for entry in catalogue.entries.values():
        for version in entry.versions.values():
            yield Asked(entry.id, entry.path, version.line, version.title, is_title=True)
            for question in version.questions:
                yield Asked(entry.id, entry.path, question.line, question.text)
    for message in catalogue.off_topic:
        yield Asked("", catalogue.off_topic_path, message.line, message.text)
