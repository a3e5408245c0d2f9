"""Who gets a free lawyer: a few choices to the kind of legal aid (the report's §47, §48 and §129).

The law gives advice to everyone, and a lawyer regardless of income to people of 14 categories, numbered here as in §48.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Aid(StrEnum):
    """What a person gets free of charge."""

    LAWYER = "lawyer"
    ADVICE = "advice"
    ADVICE_ABROAD = "advice-abroad"


@dataclass(frozen=True, slots=True)
class Step:
    """A question to answer: what it asks ("place", "situation", or a situation's own), and the choices in order."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers come to: the aid, the category's number where one gives it, and the entry that says more."""

    aid: Aid
    category: int | None
    entry: str
    urgent: str = ""  # the entry for someone who is in danger now


HERE, ABROAD, NONE = "here", "abroad", "none"
PLACES = (HERE, ABROAD)
SITUATIONS: Mapping[str, tuple[int, ...]] = {
    "case": (1, 2, 13, 14),
    "harm": (7, 12),
    "family": (6, 8, 10),
    "health": (3, 4),
    "service": (9, 5),
    "foreign": (11,),
}
ENTRIES: Mapping[int, str] = {
    1: "legal-aid-suspect",
    2: "legal-aid-suspect",
    3: "legal-aid-disability",
    4: "legal-aid-disability",
    5: "legal-aid-older-conscript-veteran",
    6: "legal-aid-children",
    7: "legal-aid-domestic-violence",
    8: "legal-aid-single-parent",
    9: "legal-aid-older-conscript-veteran",
    10: "legal-aid-older-conscript-veteran",
    11: "legal-aid-foreigners",
    12: "legal-aid-trafficking-victim",
    13: "legal-aid-suspect",
    14: "legal-aid-suspect",
}
IN_DANGER: Mapping[int, str] = {7: "legal-aid-domestic-violence", 12: "trafficking-help"}


def follow(path: Sequence[str]) -> Step | Outcome | None:
    """Where the choices made so far lead: the next step or the outcome; None when they are no path of this guide.

    A path is a place, a situation, a category's number; each may be the last.
    """
    return TREE.get(tuple(path))


def _paths() -> Iterator[tuple[tuple[str, ...], Step | Outcome]]:
    advice = Outcome(Aid.ADVICE, None, "legal-aid-what-is")
    yield (), Step("place", PLACES)
    yield (ABROAD,), Outcome(Aid.ADVICE_ABROAD, None, "legal-aid-abroad")
    yield (HERE,), Step("situation", (*SITUATIONS, NONE))
    yield (HERE, NONE), advice
    for situation, categories in SITUATIONS.items():
        if len(categories) == 1:
            yield (HERE, situation), _lawyer(categories[0])
            continue
        yield (HERE, situation), Step(situation, (*map(str, categories), NONE))
        yield (HERE, situation, NONE), advice
        for category in categories:
            yield (HERE, situation, str(category)), _lawyer(category)


def _lawyer(category: int) -> Outcome:
    return Outcome(Aid.LAWYER, category, ENTRIES[category], IN_DANGER.get(category, ""))


TREE: Mapping[tuple[str, ...], Step | Outcome] = dict(_paths())
