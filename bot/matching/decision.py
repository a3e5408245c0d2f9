"""Answer, suggest or admit: what a ranking lets the bot say. Being wrong about law costs more than one tap."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.matching.index import Candidate, Ranking

BUTTONS = 4
BESIDE = 2  # entries for people in danger that stand under another answer
IN_DOUBT = 0.05  # the chance that makes it worth showing help to someone who may be in danger


class Kind(StrEnum):
    """The three outcomes of a question."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message. `candidates`: for an answer it first, then others; for a suggestion the buttons.

    `small_talk`: the kind of an unknown message that wants only a short reply; `also`: beside an answer, entries for a
    reader who may be in danger, and those that answer what else the message asks.
    """

    kind: Kind
    candidates: tuple[Candidate, ...]
    language: str | None
    small_talk: str = ""
    also: tuple[str, ...] = ()


def decide(
    ranking: Ranking,
    urgent: Collection[str] = (),
    elsewhere: Collection[str] = (),
    here: Collection[str] = (),
) -> Decision:
    """Weigh a ranking against its bounds. An entry for people in danger (`urgent`) comes first among the buttons.

    One that tells another country's law than the message speaks of (`elsewhere`) is no answer but the last button, and
    the likeliest that tells that of this one (`here`) comes first.
    """
    shown = ranking.candidates[:BUTTONS]
    if not shown or ranking.reach < ranking.bounds.likely:
        return Decision(Kind.UNKNOWN, shown, ranking.language, ranking.small_talk)
    if is_sure(ranking) and shown[0].entry not in elsewhere:
        beside = _in_doubt(ranking.candidates[1:], urgent)[:BESIDE]
        return Decision(Kind.ANSWER, shown, ranking.language, also=tuple(each.entry for each in beside))
    buttons = _urgent_first(ranking.candidates, urgent)
    if shown[0].entry in elsewhere:
        local = [each for each in ranking.candidates if each.entry in here][:1]
        buttons = _in_place([*local, *(each for each in buttons if each not in local)], urgent, elsewhere)
    return Decision(Kind.SUGGEST, buttons, ranking.language)


def is_sure(ranking: Ranking) -> bool:
    """Whether the first candidate may be answered with, wherever it holds."""
    return ranking.trust >= ranking.bounds.sure and not ranking.ambiguous


def _urgent_first(candidates: Sequence[Candidate], urgent: Collection[str]) -> tuple[Candidate, ...]:
    """The likeliest, the urgent one of them first; one that just misses the buttons takes the last place's."""
    near = _in_doubt(candidates, urgent)[:1]
    others = [each for each in candidates if each not in near]
    return tuple((near + others)[:BUTTONS])


def _in_place(
    candidates: Sequence[Candidate], urgent: Collection[str], elsewhere: Collection[str]
) -> tuple[Candidate, ...]:
    """First those for people in danger, last those of other countries' law."""
    ordered = sorted(candidates, key=lambda each: (each.entry in elsewhere, each.entry not in urgent))
    return tuple(ordered[:BUTTONS])


def _in_doubt(candidates: Sequence[Candidate], urgent: Collection[str]) -> list[Candidate]:
    """The entries for people in danger that may well be meant, the likeliest first."""
    return [each for each in candidates if each.entry in urgent and each.score >= IN_DOUBT]
