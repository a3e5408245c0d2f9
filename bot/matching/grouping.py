"""Questions that had no answer, grouped by likeness: what is asked again and again is worth a page."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.matching import likeness
from bot.matching.keys import keys

ALIKE = 0.65  # of ten thousand pairs of questions of different entries one is so like
REWORDED = 0.50  # of one reader on one day, who says it again in other words; a twin of another matter is not counted
ENOUGH = 3  # sightings of a group that is shown: one of fewer could tell of somebody


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A scrubbed question, its language, its nearest entry's id or "", a day and how many readers asked it that day."""

    day: date
    question: str
    language: str
    entry: str
    count: int


@dataclass(frozen=True, slots=True)
class Example:
    """One way to ask, as it was typed first, and how often it was seen."""

    question: str
    language: str
    sightings: int


@dataclass(frozen=True, slots=True)
class Group:
    """Like questions, the most frequent first. `id` stays while its oldest question is kept.

    `entry`: the id of the entry that was nearest most often, or "".
    """

    id: str
    examples: tuple[Example, ...]
    sightings: int
    languages: tuple[str, ...]
    entry: str
    first: date
    last: date


def alike(one: str, other: str, least: float = ALIKE) -> bool:
    """Whether two questions ask the same, as far as their words tell."""
    return likeness.most_like(_text(one), [_text(other)], least) is not None


def group(asked: Iterable[Unanswered], enough: int = ENOUGH) -> tuple[Group, ...]:
    """Groups seen `enough` times, the largest first. Each question joins the group whose oldest is most like it."""
    oldest: list[str] = []
    members: list[list[Unanswered]] = []
    for each in sorted(asked, key=lambda each: (each.day, _text(each.question), each.question, each.language)):
        text = _text(each.question)
        if not text:
            continue
        found = likeness.most_like(text, oldest, ALIKE)
        if found is None:
            oldest.append(text)
            members.append([each])
        else:
            members[found].append(each)
    groups = [_group(text, found) for text, found in zip(oldest, members, strict=True)]
    shown = [each for each in groups if each.sightings >= enough]
    return tuple(sorted(shown, key=lambda each: (-each.sightings, each.first, each.id)))


def _group(oldest: str, members: Sequence[Unanswered]) -> Group:
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    languages: dict[str, int] = {}
    entries: dict[str, int] = {}
    for each in members:
        name = (_text(each.question), each.language)
        first, count = seen.get(name, (each.question, 0))
        seen[name] = (first, count + each.count)
        languages[each.language] = languages.get(each.language, 0) + each.count
        entries[each.entry] = entries.get(each.entry, 0) + each.count
    examples = [Example(question, language, count) for (_, language), (question, count) in seen.items()]
    return Group(
        hashlib.blake2b(oldest.encode(), digest_size=4).hexdigest(),
        tuple(sorted(examples, key=lambda each: -each.sightings)),
        sum(each.count for each in members),
        tuple(sorted(languages, key=lambda name: -languages[name])),
        max(entries, key=lambda name: (entries[name], name)),
        members[0].day,
        members[-1].day,
    )


def _text(question: str) -> str:
    return likeness.in_order(" ".join(keys(question)))
