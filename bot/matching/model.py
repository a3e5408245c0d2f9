"""What training gives: the vocabulary, the ranker's weights and the languages' n-grams, in one file."""

import concurrent.futures
import json
import multiprocessing
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.content.concepts import Concept
from bot.matching import confidence, language, ranker
from bot.matching.confidence import Confidence, Evidence
from bot.matching.features import Corpus, Document, Vocabulary, document
from bot.matching.keys import keys
from bot.matching.lexicon import compile_lexicon
from bot.matching.names import Names

NEIGHBOURS = 3
_ALIGNED = 64  # bytes; where each array begins


class Example(NamedTuple):
    """A question to learn from. Without an entry it is off-topic; without a language it teaches none.

    A tuple, because an edit makes all of them anew, three times.
    """

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
    confidence: Confidence
    neighbours: NDArray[np.int16]  # [entries, NEIGHBOURS], most confused first

    def confused(self, entry: str) -> tuple[str, ...]:
        """The entries that an entry's own questions were most taken for by a model that had not seen them."""
        return tuple(self.entries[other] for other in self.neighbours[self.entries.index(entry)].tolist())

    def rank(self, question: Document) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """From a question's features: the probability of each entry and of off-topic, and a score for each language."""
        row = self.vocabulary.row(question)
        scores = row.weights @ self.weights[row.positions].astype(np.float32)
        return ranker.probabilities(scores), self.accents[row.positions].sum(0)

    def reasons(self, question: Document, entry: str) -> list[tuple[str, float]]:
        """What in a question speaks for an entry: its features and how much each adds to the score, most first."""
        row = self.vocabulary.row(question)
        parts = row.weights * self.weights[row.positions, self.entries.index(entry)].astype(np.float32)
        return [(self.vocabulary.names[row.positions[at]], float(parts[at])) for at in np.argsort(-parts)]

    def dump(self) -> bytes:
        """What `load` reads."""
        names, trusted = self.vocabulary.names, self.confidence
        parts: dict[str, NDArray[Any]] = {
            "names": np.frombuffer(names.text, np.uint8),
            "bounds": names.bounds,
            "sums": names.sums,
            "order": names.order,
            "idf": self.vocabulary.idf,
            "weights": self.weights,
            "accents": self.accents,
            "confidence": np.array([np.r_[trusted.centre, 0], np.r_[trusted.scale, 1], *trusted.weights]),
            "neighbours": self.neighbours,
            "trust": np.array([trusted.sure, trusted.likely]),
        }
        kinds = {name: (part.dtype.str, part.shape) for name, part in parts.items()}
        head = json.dumps({"entries": self.entries, "languages": self.languages, "arrays": kinds}).encode()
        pieces = [len(head).to_bytes(_ALIGNED), _padded(head), *(_padded(part.tobytes()) for part in parts.values())]
        return b"".join(pieces)


def build(lessons: Lessons) -> Model:
    """Train; the same lessons give the same model. A second process learns how far to trust it.

    Examples are mixed by their words, so that an edit leaves the places of all others, and hardly changes what it does
    not touch.
    """
    examples, lexicon = sorted(lessons.examples, key=_place), compile_lexicon(lessons.concepts)
    asked = [keys(example.text) for example in examples]
    corpus = Corpus(document(question, lexicon) for question in asked)
    entries = sorted({example.entry for example in examples if example.entry})
    classes = {entry: number for number, entry in enumerate(entries)}
    labels = [classes.get(example.entry, len(entries)) for example in examples]
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as second:
        halves = np.array([_place(example) & 1 for example in examples])
        unseen = second.submit(_learn_from_unseen, corpus, asked, labels, len(entries), halves)
        vocabulary, rows = corpus.learn(range(len(corpus)))
        weights = ranker.train(rows, labels, len(vocabulary), len(entries) + 1)
        languages = sorted({example.language for example in examples if example.language})
        spoken = [(row, example.language) for row, example in zip(rows, examples, strict=True) if example.language]
        accents = language.train(
            [row for row, _ in spoken], [languages.index(name) for _, name in spoken], len(vocabulary), len(languages)
        )
        shrunk = weights.astype(np.float16)
        return Model(tuple(entries), tuple(languages), vocabulary, shrunk, accents, *unseen.result())


def _place(example: Example) -> int:
    return zlib.crc32(example.text.encode())


def _learn_from_unseen(
    corpus: Corpus, asked: Sequence[Sequence[str]], labels: Sequence[int], off_topic: int, halves: NDArray[np.int_]
) -> tuple[Confidence, NDArray[np.int16]]:
    """From the ranking of each question by a model trained on the other half: when to trust one, and the neighbours."""
    found: dict[int, Evidence] = {}
    for half in (0, 1):
        learned = np.flatnonzero(halves != half).tolist()
        vocabulary, rows = corpus.learn(learned)
        taught = [rows[number] for number in learned]
        weights = ranker.train(taught, [labels[number] for number in learned], len(vocabulary), off_topic + 1)
        for number in np.flatnonzero(halves == half).tolist():
            row = rows[number]
            ranked = ranker.probabilities(row.weights @ weights[row.positions])
            found[number] = Evidence(ranked, len(asked[number]), vocabulary.known(asked[number]))
    rankings = [found[number] for number in range(len(corpus))]
    taken_for = np.zeros((off_topic, off_topic), np.float32)
    for evidence, label in zip(rankings, labels, strict=True):
        if label != off_topic:
            taken_for[label] += evidence.probabilities[:-1]
    np.fill_diagonal(taken_for, -1)
    neighbours = np.argsort(-taken_for, axis=1, kind="stable")[:, : min(NEIGHBOURS, off_topic - 1)]
    return confidence.learn(rankings, labels, off_topic), neighbours.astype(np.int16)


def load(data: bytes | memoryview) -> Model:
    """Read what `dump` gave, without copying the weights."""
    at = _ALIGNED + int.from_bytes(data[:_ALIGNED])
    head = json.loads(bytes(data[_ALIGNED:at]))
    parts: dict[str, NDArray[Any]] = {}
    for name, (kind, shape) in head["arrays"].items():
        at += -at % _ALIGNED
        parts[name] = np.frombuffer(data, kind, prod(shape), at).reshape(shape)
        at += parts[name].nbytes
    centre, scale, *weights = parts["confidence"]
    sure, likely = parts["trust"].tolist()
    return Model(
        tuple(head["entries"]),
        tuple(head["languages"]),
        Vocabulary(Names(parts["names"].tobytes(), parts["bounds"], parts["sums"], parts["order"]), parts["idf"]),
        parts["weights"],
        parts["accents"],
        Confidence(centre[:-1], scale[:-1], np.array(weights), sure, likely),
        parts["neighbours"],
    )


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % _ALIGNED)
