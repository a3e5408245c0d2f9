"""A question to ranked entries: exact questions first, then the trained model, or the nearest known questions."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.content.catalogue import Catalogue
from bot.matching import language, likeness
from bot.matching.features import document
from bot.matching.keys import keys
from bot.matching.lexicon import compile_lexicon
from bot.matching.model import Example, Lessons, Model

TOPICAL_WORDS = 2
RIVAL = 0.25  # the share of the leading entry's questions with these words that makes another entry a rival


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer, and how likely: 0 to 1."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the index finds: candidates best first, the chance that none fits, and how it was found."""

    candidates: tuple[Candidate, ...]
    off_topic: float
    language: str | None
    method: str  # "exact", "model" or "nearest"
    ambiguous: bool
    repairs: Mapping[str, str]


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


class Index:
    """Immutable once made; `model` may be absent while it is being trained."""

    def __init__(self, catalogue: Catalogue, model: Model | None) -> None:
        self.model = model
        self._lexicon = compile_lexicon(catalogue.concepts)
        known = [(" ".join(keys(example.text)), example) for example in _examples(catalogue)]
        self._texts = [text for text, _ in known]
        self._examples = [example for _, example in known]
        self._exact = {text: example for text, example in reversed(known) if text}
        self._words = sorted({word for text in self._texts for word in text.split()})
        self._askers: dict[str, Counter[str]] = defaultdict(Counter)
        for text, example in known:
            for word in set(text.split()):
                self._askers[word][example.entry] += 1

    def find(self, question: str) -> Ranking:
        """Rank the entries for a question in any language or script. An empty one has no candidates."""
        asked = keys(question)
        exact = self._exact.get(" ".join(asked))
        if exact:
            certain = (Candidate(exact.entry, 1.0),) if exact.entry else ()
            return Ranking(certain, 0.0 if exact.entry else 1.0, exact.language or None, "exact", False, {})
        if not asked:
            return Ranking((), 1.0, None, "exact", False, {})
        return self.rank(asked)

    def rank(self, asked: Sequence[str]) -> Ranking:
        """Rank the entries for a question's keys as if it were new to us."""
        repairs = {word: self._repair(word) for word in asked if word not in self._askers}
        repaired = [repairs.get(word, word) for word in asked]
        found = self._by_model(repaired, self.model) if self.model else self._by_nearest(repaired)
        changed = {word: better for word, better in repairs.items() if word != better}
        return Ranking(*found, "model" if self.model else "nearest", self._is_ambiguous(repaired), changed)

    def _is_ambiguous(self, asked: list[str]) -> bool:
        """Whether one or two words name a matter rather than a question: several entries are asked for with them."""
        if len(asked) > TOPICAL_WORDS:
            return False
        counts = [self._askers.get(word, Counter()) for word in asked]
        together = counts[0] if len(counts) == 1 else counts[0] & counts[1]
        most = [count for entry, count in together.most_common() if entry]
        return len(most) > 1 and most[1] >= RIVAL * most[0]

    def _repair(self, word: str) -> str:
        return likeness.repair(word, self._words)

    def _by_model(self, asked: list[str], model: Model) -> tuple[tuple[Candidate, ...], float, str | None]:
        probabilities, accents = model.rank(document(asked, self._lexicon))
        order = (-probabilities[:-1]).argsort(kind="stable")
        candidates = tuple(Candidate(model.entries[at], float(probabilities[at])) for at in order)
        spoken = language.clear(accents) if len(asked) > 1 else None  # «паспорт» is a word of both
        return candidates, float(probabilities[-1]), model.languages[spoken] if spoken is not None else None

    def _by_nearest(self, asked: list[str]) -> tuple[tuple[Candidate, ...], float, str | None]:
        best: dict[str, float] = {}
        found = [
            (self._examples[position], score) for position, score in likeness.nearest(" ".join(asked), self._texts)
        ]
        for example, score in found:
            best.setdefault(example.entry, score)
        off_topic = best.pop("", 0.0)
        candidates = tuple(Candidate(entry, score) for entry, score in best.items())
        spoken = next((example.language for example, _ in found if example.language), None)
        beaten = not candidates or off_topic >= candidates[0].score
        return candidates, off_topic if beaten else 0.0, spoken
