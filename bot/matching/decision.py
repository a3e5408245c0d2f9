"""Answer, suggest or admit: what a ranking lets the bot say. Being wrong about law costs more than one tap."""

from dataclasses import dataclass
from enum import StrEnum

from bot.matching.index import Candidate, Ranking

BUTTONS = 4


class Kind(StrEnum):
    """The three outcomes of a question."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a ranking must reach: the first candidate's score and lead to answer, its score to suggest."""

    sure: float
    lead: float
    likely: float
    off_topic_answer: float
    off_topic_suggest: float


# Measured on 1,212 held-out questions: at 0.4 the model is right in 84% and wrong in 2.5%; buttons while off-topic
# stays under 0.7 keep the right entry on the screen in 99%. A likeness is no probability: it must be near-certain.
BOUNDS = {
    "exact": Bounds(1.0, 0.0, 1.0, 0.5, 0.5),
    "model": Bounds(0.4, 0.1, 0.0, 0.3, 0.7),
    "nearest": Bounds(0.9, 0.05, 0.55, 0.5, 0.7),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a question. `candidates`: for an answer it first, then others; for a suggestion the buttons."""

    kind: Kind
    candidates: tuple[Candidate, ...]
    language: str | None


def decide(ranking: Ranking) -> Decision:
    """Weigh a ranking against the bounds of the method that gave it."""
    bounds = BOUNDS[ranking.method]
    shown = ranking.candidates[:BUTTONS]
    if not shown or shown[0].score < bounds.likely or ranking.off_topic >= bounds.off_topic_suggest:
        return Decision(Kind.UNKNOWN, shown, ranking.language)
    lead = shown[0].score - (shown[1].score if len(shown) > 1 else 0.0)
    sure = (
        not ranking.ambiguous
        and shown[0].score >= bounds.sure
        and lead >= bounds.lead
        and ranking.off_topic < bounds.off_topic_answer
    )
    return Decision(Kind.ANSWER if sure else Kind.SUGGEST, shown, ranking.language)
