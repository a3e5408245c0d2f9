"""From one message, which may ask several things, to one decision."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.content.catalogue import Catalogue
from bot.matching.decision import BUTTONS, Decision, Kind, decide
from bot.matching.index import Candidate, Index, Ranking
from bot.matching.keys import keys

SHORTEST = 3  # words of a question that can stand alone
MOST = 8  # questions of one message that are read; hundreds would hold up every other reader


def read(text: str, index: Index, catalogue: Catalogue) -> tuple[Ranking, Decision]:
    """The ranking of the whole message and what to do with it.

    Where a message asks several things, the entries that surely answer them one by one come first: behind the one that
    answers the whole, or as buttons; a blend of two questions that is neither's answer is not answered.
    """
    ranking = index.find(text)
    whole = as_one(ranking, catalogue)
    sure = list(_sure(text, index, catalogue, ranking.notions))
    if not sure:
        return ranking, whole
    best = whole.candidates[0].entry
    answered = whole.kind is Kind.ANSWER and (len(sure) == 1 or best in {each.entry for each in sure})
    leads = whole.candidates[: answered or best in catalogue.urgent]
    ordered: dict[str, Candidate] = {}
    for candidate in (*leads, *sure, *whole.candidates):
        ordered.setdefault(candidate.entry, candidate)
    asked = [each.entry for each in sure if each.entry != best]
    also = tuple(dict.fromkeys((*whole.also, *asked))) if answered else ()
    kind = Kind.ANSWER if answered else Kind.SUGGEST
    return ranking, replace(whole, kind=kind, candidates=tuple(ordered.values())[:BUTTONS], also=also)


def as_one(ranking: Ranking, catalogue: Catalogue) -> Decision:
    """What to do with a message that asks one thing."""
    return _decided(ranking, catalogue, ranking.notions)


def next_likely(text: str, index: Index, decision: Decision) -> tuple[str, ...]:
    """The next likely entries, for a reader who meant something else; of a known question, what it may be taken for."""
    first, *others = (candidate.entry for candidate in decision.candidates)
    if not others and index.model:
        others = list(index.model.confused(first))
    elif not others:
        others = [each.entry for each in index.rank(keys(text)).candidates if each.entry != first]
    return tuple(others[: BUTTONS - 1])


def _decided(ranking: Ranking, catalogue: Catalogue, notions: Collection[str]) -> Decision:
    here, elsewhere = catalogue.by_law(notions)
    return decide(ranking, catalogue.urgent, elsewhere, here)


def _sure(text: str, index: Index, catalogue: Catalogue, notions: Collection[str]) -> Iterator[Candidate]:
    """The entries that answer the message's questions one by one, all about the places that it names; else none."""
    parts = [part for part in re.split(r"\?+", text) if len(keys(part)) >= SHORTEST]
    found: dict[str, Candidate] = {}
    for part in parts[:MOST] if len(parts) > 1 else ():
        decision = _decided(index.find(part), catalogue, notions)
        if decision.kind is Kind.ANSWER:
            found.setdefault(decision.candidates[0].entry, decision.candidates[0])
    yield from found.values()
