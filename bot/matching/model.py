"""What training gives: the vocabulary, the ranker's weights and the languages' n-grams, in one file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.content.concepts import Concept
from bot.matching import language, ranker
from bot.matching.features import Document, Vocabulary, document
from bot.matching.keys import keys
from bot.matching.lexicon import compile_lexicon


@dataclass(frozen=True, slots=True)
class Example:
    """A question to learn from. Without an entry it is off-topic; without a language it teaches none."""

    text: str
    entry: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that a model learns from."""

    examples: tuple[Example, ...]
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Immutable; weights are float16 [features, entries + 1], the last class being off-topic."""

    entries: tuple[str, ...]
    languages: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float16]
    accents: NDArray[np.float32]

    def rank(self, question: Document) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """From a question's features: the probability of each entry and of off-topic, and a score for each language."""
        row = self.vocabulary.row(question)
        scores = row.weights @ self.weights[row.positions].astype(np.float32)
        return ranker.probabilities(scores), self.accents[row.positions].sum(0)

    def save(self, path: Path) -> None:
        """Write the file in one step, so that no reader ever sees half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(
                file,
                entries=np.array(self.entries),
                languages=np.array(self.languages),
                names=np.frombuffer("\n".join(self.vocabulary.names).encode(), np.uint8),
                idf=self.vocabulary.idf,
                weights=self.weights,
                accents=self.accents,
            )
        part.replace(path)


def build(lessons: Lessons) -> Model:
    """Train; the same lessons in the same order give the same model."""
    examples, lexicon = lessons.examples, compile_lexicon(lessons.concepts)
    documents = [document(keys(example.text), lexicon) for example in examples]
    vocabulary = Vocabulary.of(documents)
    rows = [vocabulary.row(features) for features in documents]
    entries = sorted({example.entry for example in examples if example.entry})
    classes = {entry: number for number, entry in enumerate(entries)}
    labels = [classes.get(example.entry, len(entries)) for example in examples]
    weights = ranker.train(rows, labels, len(vocabulary), len(entries) + 1)
    languages = sorted({example.language for example in examples if example.language})
    spoken = [(row, example.language) for row, example in zip(rows, examples, strict=True) if example.language]
    accents = language.train(
        [row for row, _ in spoken], [languages.index(name) for _, name in spoken], len(vocabulary), len(languages)
    )
    return Model(tuple(entries), tuple(languages), vocabulary, weights.astype(np.float16), accents)


def load(path: Path) -> Model:
    """Read a file that `save` wrote. Raises OSError, ValueError, KeyError or BadZipFile when it cannot be used."""
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        names = file["names"].tobytes().decode().split("\n")
        return Model(
            tuple(file["entries"].tolist()),
            tuple(file["languages"].tolist()),
            Vocabulary(names, file["idf"]),
            file["weights"],
            file["accents"],
        )
