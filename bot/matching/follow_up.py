"""A message that goes on from the last answer: «сколько это стоит?», «а если не успею?», «эмне үчүн?»."""

from math import sqrt

from bot.content.catalogue import Catalogue
from bot.content.page import Entry
from bot.matching.decision import BUTTONS, Decision, Kind
from bot.matching.index import Candidate, Index, Ranking
from bot.matching.keys import keys

SHORT = 6  # words; a longer message says what it is about
CLEAR = 0.6  # buttons that are right so often are kept, whatever came before
KIND = "follow-up"  # of small talk: what the bot asks back when there is no last answer


def may_be(question: str, ranking: Ranking, decision: Decision) -> bool:
    """Whether a message is so short and so unclear by itself that the last answer may be its subject."""
    if decision.kind is Kind.ANSWER or not 0 < len(keys(question)) <= SHORT:
        return False
    if decision.kind is Kind.UNKNOWN:
        return decision.small_talk in {"", KIND}
    return ranking.reach < CLEAR


def decide(question: str, last: Entry, language: str, index: Index, catalogue: Catalogue) -> Decision:
    """The last entry's neighbours as buttons: those that fit the question by itself and after the entry's title."""
    near = {*last.see_also, *(entry.id for entry in catalogue.of_topic(last.topic))}
    near |= {entry.id for entry in catalogue.entries.values() if last.id in entry.see_also}
    asked, title = keys(question), keys(last.versions[language].title)
    alone, together = ({c.entry: c.score for c in index.rank(part).candidates} for part in (asked, (*title, *asked)))
    fit = [Candidate(name, sqrt(alone.get(name, 0) * together.get(name, 0))) for name in sorted(near - {last.id})]
    return Decision(Kind.SUGGEST, tuple(sorted(fit, key=lambda each: -each.score)[:BUTTONS]), language)
