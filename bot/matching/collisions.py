"""Questions of two entries that the matcher could not tell apart, and entries that their own questions do not find."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.matching import likeness
from bot.matching.index import Index
from bot.matching.keys import keys


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that leads to an entry, or to none when it is off-topic, and where it stands."""

    entry: str
    path: Path
    line: int
    text: str
    is_title: bool = False


def check(catalogue: Catalogue, index: Index) -> Iterator[Problem]:
    """F53, F54 and F55 of every page; two equal titles are F59 and not repeated here."""
    asked = list(_asked(catalogue))
    texts = [" ".join(keys(each.text)) for each in asked]
    reported: set[int] = set()
    for first, second in likeness.twins(texts, [each.entry for each in asked]):
        one, two, same = asked[first], asked[second], texts[first] == texts[second]
        reported |= {first, second}
        if not (same and one.is_title and two.is_title):
            values = {"other": one.path, "line": one.line, "question": one.text}
            yield Problem(two.path, two.line, "F53" if same else "F54", values)
    for number, each in enumerate(asked):
        if each.entry and number not in reported:
            best = index.first(keys(each.text))
            if best != each.entry:
                yield Problem(each.path, each.line, "F55", {"other": best or "–"})


def _asked(catalogue: Catalogue) -> Iterator[Asked]:
    for entry in catalogue.entries.values():
        for version in entry.versions.values():
            yield Asked(entry.id, entry.path, version.line, version.title, is_title=True)
            for question in version.questions:
                yield Asked(entry.id, entry.path, question.line, question.text)
    for message in catalogue.off_topic:
        yield Asked("", catalogue.off_topic_path, message.line, message.text)
