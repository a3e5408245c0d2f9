"""Score decisions against labelled questions: the figures that tell whether the bot answers rightly."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError
from bot.matching.decision import Decision, Kind
from bot.matching.keys import keys

COLUMNS = ("id", "lang", "style", "question", "accept")
NONE = "–"
STEM = 4  # letters of a key that tell a word from another, whatever its ending
SIGNPOSTS = "elsewhere"  # the topic whose entries say that the report has no answer; reaching one is no harm


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, and the entries that a reasonable reader would be content with; none when we have no answer."""

    language: str
    style: str
    question: str
    accepted: tuple[str, ...]


def read(path: Path) -> list[Labelled]:
    """Read a tab-separated file with the columns COLUMNS. Raises ConfigError when it is not one."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError("{path} cannot be read: {reason}", path=path, reason=error) from error
    if not rows or any(row.get(column) is None for row in rows for column in COLUMNS):
        raise ConfigError(
            "{path} must have the columns {columns}, divided by tabs.", path=path, columns=", ".join(COLUMNS)
        )
    return [
        Labelled(row["lang"], row["style"], row["question"], tuple(a for a in row["accept"].split(",") if a != "-"))
        for row in rows
    ]


def score(
    pairs: Iterable[tuple[Labelled, Decision]], topics: Mapping[str, str], urgent: frozenset[str]
) -> Counter[str]:
    """Count each figure and what it is a share of. `topics`: each entry's topic; `urgent`: the urgent entries' ids."""
    counted: Counter[str] = Counter()
    for labelled, decision in pairs:
        shown = [candidate.entry for candidate in decision.candidates]
        answered = decision.kind is Kind.ANSWER
        if not labelled.accepted:
            counted["off_topic"] += 1
            counted["oos_wrong"] += answered and topics.get(shown[0]) != SIGNPOSTS
            continue
        right = answered and shown[0] in labelled.accepted
        reached = decision.kind is not Kind.UNKNOWN and not set(labelled.accepted).isdisjoint(shown)
        counted["in_scope"] += 1
        counted["right"] += right
        counted["wrong"] += answered and not right
        counted["one_tap"] += reached
        counted["missed"] += not reached
        if labelled.accepted[0] in urgent:
            counted["urgent"] += 1
            counted["urgent_one_tap"] += reached
    return counted


def shares(counted: Counter[str]) -> dict[str, float]:
    """Each figure in per cent of what it is a share of."""
    of = {"oos_wrong": "off_topic", "urgent_one_tap": "urgent"}
    figures = ("right", "one_tap", "wrong", "missed", "oos_wrong", "urgent_one_tap")
    return {
        figure: round(100 * counted[figure] / counted[of.get(figure, "in_scope")], 1)
        for figure in figures
        if counted[of.get(figure, "in_scope")]
    }


@dataclass(frozen=True, slots=True)
class Confusion:
    """An entry answered in place of another (or of none), the questions, and their words that the page wanted lacks."""

    wanted: str
    answered: str
    questions: tuple[str, ...]
    lacking: tuple[str, ...]


def confusions(pairs: Iterable[tuple[Labelled, Decision]], known: Mapping[str, Iterable[str]]) -> list[Confusion]:
    """The wrong answers, most frequent first. `known`: each entry's own questions."""
    found: dict[tuple[str, str], list[str]] = {}
    for labelled, decision in pairs:
        if decision.kind is Kind.ANSWER and decision.candidates[0].entry not in labelled.accepted:
            wanted = labelled.accepted[0] if labelled.accepted else NONE
            found.setdefault((wanted, decision.candidates[0].entry), []).append(labelled.question)
    ordered = sorted(found.items(), key=lambda row: (-len(row[1]), row[0]))
    return [
        Confusion(wanted, answered, tuple(asked), tuple(_lacking(asked, known.get(wanted, ()))))
        for (wanted, answered), asked in ordered
    ]


def _lacking(asked: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Words of the questions, as typed, that the page's own questions have in no spelling and with no ending."""
    has = {word[:STEM] for question in known for word in keys(question)}
    words = dict.fromkeys(word for question in asked for word in re.findall(r"[^\W\d_]+", question.lower()))
    return (word for word in words if (key := "".join(keys(word))) and len(key) >= STEM and key[:STEM] not in has)
