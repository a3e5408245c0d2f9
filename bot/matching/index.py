"""A question to ranked entries: exact questions first, then the trained model, or the nearest known questions."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching import language, likeness
from bot.matching.confidence import Evidence
from bot.matching.features import Document, document
from bot.matching.keys import keys
from bot.matching.known import Known
from bot.matching.model import Model

Probabilities = NDArray[np.float32]
TOPICAL_WORDS = 2
SMALL_TALK_LENGTH = 60  # letters of a message that may be nothing but small talk
SMALL_TALK_LIKENESS = 0.75
SEVERAL = 3  # questions with a word; one that fewer hold may be a name in an example
RIVAL = 0.25  # the share of the leading entry's questions with these words that makes another entry a rival


class Candidate(NamedTuple):
    """An entry that may answer, and how likely: 0 to 1. A tuple, because each question makes one for every entry."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a ranking must have: the least trust to answer, and the least reach to suggest."""

    sure: float
    likely: float


EXACT = Bounds(1.0, 1.0)
NEAREST = Bounds(0.9, 0.55)  # a likeness is no probability: it must be near-certain
NEAREST_LEAD = 0.05


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the index finds, and how.

    `candidates`: best first; `trust`: the chance that the first is right; `reach`: that one of those shown is;
    `off_topic`: that the message is not ours; `notions`: what its words name, mended and as typed.
    """

    candidates: tuple[Candidate, ...]
    trust: float
    reach: float
    off_topic: float
    bounds: Bounds
    language: str | None
    method: str  # "exact", "model" or "nearest"
    ambiguous: bool = False
    small_talk: str = ""  # the kind, when the message is no question but a greeting, thanks or the like
    repairs: Mapping[str, str] = field(default_factory=dict)
    notions: tuple[str, ...] = ()


def _with_off_topic(probabilities: Probabilities, typed: np.float32) -> Probabilities:
    """The ranking with off-topic's chance halfway to that of the words as typed."""
    off_topic = (probabilities[-1] + typed) / 2
    entries = probabilities[:-1] * ((1 - off_topic) / (1 - probabilities[-1]))
    return np.append(entries, off_topic)


class Index:
    """Immutable once made; `model` may be absent while it is being trained."""

    def __init__(self, known: Known, model: Model | None) -> None:
        self.known = known
        self.model = model
        self.lexicon = known.lexicon
        self._texts = known.texts
        self._owners = known.owners
        self._exact = dict(zip(reversed(known.texts), reversed(known.owners), strict=True))
        self._words = likeness.Words(known.uses)
        self._talk_texts = [likeness.in_order(text) for text in known.talk]
        self._talk = list(known.talk.values())

    def find(self, question: str) -> Ranking:
        """Rank the entries for a question in any language or script. An empty one has no candidates."""
        asked = keys(question)
        exact = self._exact.get(" ".join(asked)) if asked else None
        if exact and exact[0]:
            return Ranking((Candidate(exact[0], 1.0),), 1.0, 1.0, 0.0, EXACT, exact[1], "exact")
        talk = self._small_talk_like(" ".join(asked))
        if exact or not asked:
            return Ranking((), 0.0, 0.0, 1.0, EXACT, None, "exact", small_talk=talk)
        return replace(self.rank(asked), small_talk=talk)

    def rank(self, asked: Sequence[str]) -> Ranking:
        """Rank the entries for a question's keys as if it were new to us."""
        repairs = {word: self._words.repair(word) for word in asked if word not in self._words}
        repaired = [repairs.get(word, word) for word in asked]
        typed = meant = document(asked, self.lexicon)
        if repaired != list(asked):
            meant = document(repaired, self.lexicon)
        found = self._by_model(meant, typed, self.model) if self.model else self._by_nearest(repaired)
        changed = {word: better for word, better in repairs.items() if word != better}
        notions = (*meant.notions, *typed.notions)
        return replace(found, ambiguous=self._is_ambiguous(repaired), repairs=changed, notions=notions)

    def first(self, asked: Sequence[str]) -> str:
        """The entry that a question's known words lead to first, as `rank` finds it, or "" where none does."""
        if not self.model:
            return next((candidate.entry for candidate in self._by_nearest(list(asked)).candidates), "")
        return self.model.entries[int(self.model.rank(document(asked, self.lexicon))[0][:-1].argmax())]

    def _is_ambiguous(self, asked: list[str]) -> bool:
        """Whether one or two words name a matter rather than a question: several entries are asked for with them."""
        if len(asked) > TOPICAL_WORDS:
            return False
        holding = set.intersection(*map(self._holding, asked)) if asked else set()
        askers = Counter(self._owners[at][0] for at in holding)
        most = [count for entry, count in askers.most_common() if entry]
        return len(most) > 1 and most[1] >= RIVAL * most[0]

    def _holding(self, word: str) -> set[int]:
        """The numbers of the known questions with this word, found in all of them at once."""
        text, begins = self._joined
        found, at = set(), -1
        while (at := text.find(f" {word} ", at + 1)) >= 0:
            found.add(bisect_right(begins, at) - 1)
        return found

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """The known questions one after another, with a space before and after each, and where each begins."""
        begins = list(accumulate((len(text) + 3 for text in self._texts[:-1]), initial=0))
        return "\n".join(f" {text} " for text in self._texts), begins

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The keys of words that several of the entries' own questions hold."""
        owned = (text for text, (entry, _) in zip(self._texts, self._owners, strict=True) if entry)
        uses = Counter(word for text in owned for word in set(text.split()))
        return frozenset(word for word, count in uses.items() if count >= SEVERAL)

    def _small_talk_like(self, asked: str) -> str:
        if not asked or len(asked) > SMALL_TALK_LENGTH:
            return ""
        found = likeness.most_like(likeness.in_order(asked), self._talk_texts, SMALL_TALK_LIKENESS)
        return "" if found is None else self._talk[found]

    def _by_model(self, meant: Document, typed: Document, model: Model) -> Ranking:
        """Mended words choose the entry; whether the message is ours, the words as typed have their say too."""
        trusted, asked = model.confidence, meant.keys
        probabilities, accents = model.rank(meant)
        if asked != typed.keys:
            probabilities = _with_off_topic(probabilities, model.rank(typed)[0][-1])
        order = (-probabilities[:-1]).argsort(kind="stable")
        names = [model.entries[at] for at in order.tolist()]
        candidates = tuple(map(Candidate, names, probabilities[order].tolist()))
        worded = len(asked) > 1 and not all(word.isdigit() for word in asked)  # «паспорт» is a word of both
        spoken = language.clear(accents) if worded else None
        trust, reach = trusted.weigh(Evidence(probabilities, len(asked), model.vocabulary.known(asked)))
        if all(word.isdigit() for word in asked) and not meant.notions:
            # a day, a sum, a telephone: figures alone ask nothing, unless they are a name, as 1899 is
            trust = reach = 0.0
        return Ranking(
            candidates,
            trust,
            reach,
            float(probabilities[-1]),
            Bounds(trusted.sure, trusted.likely),
            model.languages[spoken] if spoken is not None else None,
            "model",
        )

    def _by_nearest(self, asked: list[str]) -> Ranking:
        best: dict[str, float] = {}
        found = [(*self._owners[at], score) for at, score in likeness.nearest(" ".join(asked), self._texts)]
        for entry, _, score in found:
            best.setdefault(entry, score)
        off_topic = best.pop("", 0.0)
        candidates = tuple(Candidate(entry, score) for entry, score in best.items())
        first, second, *_ = [*best.values(), 0.0, 0.0]
        beaten = first <= off_topic
        spoken = next((spoken for _, spoken, _ in found if spoken), None)
        trust = first if first - second >= NEAREST_LEAD else 0.0
        reach = 0.0 if beaten else first
        return Ranking(candidates, trust, reach, 1 - reach, NEAREST, spoken, "nearest")
