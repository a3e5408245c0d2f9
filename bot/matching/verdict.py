"""What became of a question and what settled it, for an editor who wants the bot to be certain next time."""

from dataclasses import dataclass
from enum import StrEnum

from bot.content.catalogue import Catalogue
from bot.matching import follow_up
from bot.matching.decision import Decision, Kind, is_sure
from bot.matching.index import Candidate, Index, Ranking
from bot.matching.keys import keys
from bot.matching.message import as_one, read

LISTED = 6  # candidates worth an editor's look


class Cause(StrEnum):
    """What settled a decision."""

    KNOWN = "known"  # a known question, word for word
    SURE = "sure"
    UNSURE = "unsure"  # too little trust to answer
    AMBIGUOUS = "ambiguous"  # words that several entries are asked for with
    ELSEWHERE = "elsewhere"  # the first tells another country's law than the message speaks of
    SEVERAL = "several"  # several questions in one message
    FOLLOW_UP = "follow-up"  # it goes on from the answer before
    SMALL_TALK = "small talk"
    OFF_TOPIC = "off-topic"  # it looks most like messages that are not ours
    UNLIKE = "unlike"  # too little reach to suggest
    WORDLESS = "wordless"


@dataclass(frozen=True, slots=True)
class Heard:
    """A private message as the bot took it. `last`: the entry it may go on from, or ""; `language`: the reply's."""

    text: str
    last: str
    language: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ranking of a message, the decision and its cause. `candidates`: the decision's, then the next likely."""

    ranking: Ranking
    decision: Decision
    cause: Cause
    candidates: tuple[Candidate, ...]


def judge(heard: Heard, index: Index, catalogue: Catalogue) -> Verdict:
    """What the bot does with a message by this index, made of this catalogue."""
    ranking, decision = read(heard.text, index, catalogue)
    last = catalogue.entries.get(heard.last)
    if last and follow_up.may_be(heard.text, ranking, decision):
        decision = follow_up.decide(heard.text, last, heard.language, index, catalogue)
        return Verdict(ranking, decision, Cause.FOLLOW_UP, decision.candidates)
    listed: dict[str, Candidate] = {}
    for candidate in (*decision.candidates, *ranking.candidates[:LISTED]):
        listed.setdefault(candidate.entry, candidate)
    cause = _cause(heard.text, ranking, decision, as_one(ranking, catalogue))
    return Verdict(ranking, decision, cause, tuple(listed.values())[:LISTED])


def _cause(question: str, ranking: Ranking, decision: Decision, whole: Decision) -> Cause:
    """`whole`: the decision on the message as one question."""
    if decision.kind is Kind.ANSWER:
        return Cause.KNOWN if ranking.method == "exact" else Cause.SURE
    if decision.kind is Kind.SUGGEST:
        return _doubt(ranking) if decision == whole else Cause.SEVERAL
    if decision.small_talk:
        return Cause.SMALL_TALK
    if not keys(question):
        return Cause.WORDLESS
    first = ranking.candidates[0].score if ranking.candidates else 0.0
    return Cause.OFF_TOPIC if ranking.off_topic > first else Cause.UNLIKE


def _doubt(ranking: Ranking) -> Cause:
    if is_sure(ranking):
        return Cause.ELSEWHERE
    return Cause.AMBIGUOUS if ranking.ambiguous else Cause.UNSURE
