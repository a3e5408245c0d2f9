"""Questions that had no answer, grouped by likeness: what is asked again and again is worth a page."""

import hashlib
from collections import Counter, defaultdict
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
    """One way to ask and how often it was seen: as it was typed most, in Cyrillic letters if anybody did."""

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
    ways: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    languages: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    for each in members:
        ways[_text(each.question), each.language][each.question] += each.count
        languages[each.language] += each.count
        entries[each.entry] += each.count
    examples = [Example(_best(typed), language, typed.total()) for (_, language), typed in ways.items()]
    return Group(
        hashlib.blake2b(oldest.encode(), digest_size=4).hexdigest(),
        tuple(sorted(examples, key=lambda each: -each.sightings)),
        languages.total(),
        tuple(language for language, _ in languages.most_common()),
        entries.most_common(1)[0][0],
        members[0].day,
        members[-1].day,
    )


def _best(typed: Counter[str]) -> str:
    return max(typed, key=lambda question: (not question.isascii(), typed[question]))


def _text(question: str) -> str:
    return likeness.in_order(" ".join(keys(question)))
