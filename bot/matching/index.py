"""A question to ranked entries: exact questions first, then the trained model, or the nearest known questions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from bot.content.catalogue import Catalogue
from bot.matching import language, likeness
from bot.matching.confidence import Evidence
from bot.matching.features import document
from bot.matching.keys import keys
from bot.matching.lexicon import compile_lexicon
from bot.matching.model import Example, Lessons, Model

Probabilities = NDArray[np.float32]
TOPICAL_WORDS = 2
SMALL_TALK_LENGTH = 60  # letters of a message that may be nothing but small talk
SMALL_TALK_LIKENESS = 0.75
RIVAL = 0.25  # the share of the leading entry's questions with these words that makes another entry a rival


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer, and how likely: 0 to 1."""

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
    `off_topic`: that the message is not ours.
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


def lessons(catalogue: Catalogue) -> Lessons:
    """What a model of this catalogue learns from."""
    return Lessons(tuple(_examples(catalogue)), catalogue.concepts)


def _examples(catalogue: Catalogue) -> Iterator[Example]:
    """Titles, ways people ask, and messages that are not ours."""
    for entry in catalogue.entries.values():
        for name, version in entry.versions.items():
            yield Example(version.title, entry.id, name)
            for question in version.questions:
                yield Example(question.text, entry.id, name)
    for message in catalogue.off_topic:
        yield Example(message.text)
    for kind in catalogue.small_talk:
        for messages in kind.messages.values():
            yield from (Example(message.text) for message in messages)


def _with_off_topic(probabilities: Probabilities, typed: np.float32) -> Probabilities:
    """The ranking with off-topic's chance halfway to that of the words as typed."""
    off_topic = (probabilities[-1] + typed) / 2
    entries = probabilities[:-1] * ((1 - off_topic) / (1 - probabilities[-1]))
    return np.append(entries, off_topic)


class Index:
    """Immutable once made; `model` may be absent while it is being trained."""

    def __init__(self, catalogue: Catalogue, model: Model | None) -> None:
        self.model = model
        self.lexicon = compile_lexicon(catalogue.concepts)
        known = [(" ".join(keys(example.text)), example) for example in _examples(catalogue)]
        self._texts = [text for text, _ in known]
        self._examples = [example for _, example in known]
        self._exact = {text: example for text, example in reversed(known) if text}
        self._words = likeness.Words(Counter(word for text, _ in known for word in set(text.split())))
        talk = {
            " ".join(keys(message.text)): kind.kind
            for kind in catalogue.small_talk
            for messages in kind.messages.values()
            for message in messages
        }
        self._talk_texts, self._talk = list(talk), list(talk.values())

    def find(self, question: str) -> Ranking:
        """Rank the entries for a question in any language or script. An empty one has no candidates."""
        asked = keys(question)
        exact = self._exact.get(" ".join(asked))
        if exact and exact.entry:
            return Ranking((Candidate(exact.entry, 1.0),), 1.0, 1.0, 0.0, EXACT, exact.language, "exact")
        talk = self._small_talk_like(" ".join(asked))
        if exact or not asked:
            return Ranking((), 0.0, 0.0, 1.0, EXACT, None, "exact", small_talk=talk)
        return replace(self.rank(asked), small_talk=talk)

    def rank(self, asked: Sequence[str]) -> Ranking:
        """Rank the entries for a question's keys as if it were new to us."""
        repairs = {word: self._words.repair(word) for word in asked if word not in self._words}
        repaired = [repairs.get(word, word) for word in asked]
        found = self._by_model(repaired, asked, self.model) if self.model else self._by_nearest(repaired)
        changed = {word: better for word, better in repairs.items() if word != better}
        return replace(found, ambiguous=self._is_ambiguous(repaired), repairs=changed)

    def _is_ambiguous(self, asked: list[str]) -> bool:
        """Whether one or two words name a matter rather than a question: several entries are asked for with them."""
        if len(asked) > TOPICAL_WORDS:
            return False
        holding: Sequence[int] = range(len(self._texts))
        for word in asked:
            near = [at for at in holding if word in self._texts[at]]
            holding = [at for at in near if f" {word} " in f" {self._texts[at]} "]
        askers = Counter(self._examples[at].entry for at in holding)
        most = [count for entry, count in askers.most_common() if entry]
        return len(most) > 1 and most[1] >= RIVAL * most[0]

    def _small_talk_like(self, asked: str) -> str:
        near = likeness.nearest(asked, self._talk_texts) if asked and len(asked) <= SMALL_TALK_LENGTH else []
        return self._talk[near[0][0]] if near and near[0][1] >= SMALL_TALK_LIKENESS else ""

    def _by_model(self, asked: list[str], typed: Sequence[str], model: Model) -> Ranking:
        """Mended words choose the entry; whether the message is ours, the words as typed have their say too."""
        trusted = model.confidence
        probabilities, accents = model.rank(document(asked, self.lexicon))
        if asked != list(typed):
            probabilities = _with_off_topic(probabilities, model.rank(document(typed, self.lexicon))[0][-1])
        order = (-probabilities[:-1]).argsort(kind="stable")
        candidates = tuple(Candidate(model.entries[at], float(probabilities[at])) for at in order)
        worded = len(asked) > 1 and not all(word.isdigit() for word in asked)  # «паспорт» is a word of both
        spoken = language.clear(accents) if worded else None
        trust, reach = trusted.weigh(Evidence(probabilities, len(asked), model.vocabulary.known(asked)))
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
        found = [(self._examples[at], score) for at, score in likeness.nearest(" ".join(asked), self._texts)]
        for example, score in found:
            best.setdefault(example.entry, score)
        off_topic = best.pop("", 0.0)
        candidates = tuple(Candidate(entry, score) for entry, score in best.items())
        first, second, *_ = [*best.values(), 0.0, 0.0]
        beaten = first <= off_topic
        spoken = next((example.language for example, _ in found if example.language), None)
        trust = first if first - second >= NEAREST_LEAD else 0.0
        reach = 0.0 if beaten else first
        return Ranking(candidates, trust, reach, 1 - reach, NEAREST, spoken, "nearest")
