"""What the ranker sees of a question: n-grams and words of its keys, and the notions they name, weighted by tf-idf."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.lexicon import Lexicon

Keys = Sequence[str]
Document = tuple[Counter[str], ...]
SHORTEST, LONGEST = 2, 5  # letters of an n-gram
WEIGHTS = (1.0, 1.0, 2.0)  # of n-grams, words and notions, each kind scaled to length 1; chosen by cross-fitting
RARE = 2  # a feature that stands in fewer questions teaches nothing


def grams(keys: Keys) -> Iterator[str]:
    """Character n-grams of each word, the word's edges marked by spaces."""
    for word in keys:
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size]


def words(keys: Keys) -> Iterator[str]:
    """Words and pairs of neighbours, marked so that no n-gram is taken for one."""
    for word in keys:
        yield f"={word}"
    for first, second in pairwise(keys):
        yield f"={first} {second}"


def document(keys: Keys, lexicon: Lexicon) -> Document:
    """The features of one question, a counter for each kind: n-grams, words, notions."""
    return Counter(grams(keys)), Counter(words(keys)), Counter(lexicon.features(keys))


@dataclass(frozen=True, slots=True)
class Row:
    """One question: positions in the vocabulary, int32 [n], and their weights, float32 [n]."""

    positions: NDArray[np.int32]
    weights: NDArray[np.float32]


class Vocabulary:
    """The features worth a weight, in a fixed order, with their inverse document frequency, float32 [features]."""

    def __init__(self, names: Sequence[str], idf: NDArray[np.float32]) -> None:
        self.names = names
        self.idf = idf
        self.positions = {name: position for position, name in enumerate(names)}

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "Vocabulary":
        """The features that stand in at least RARE documents."""
        seen: Counter[str] = Counter()
        size = 0
        for document in documents:
            size += 1
            for kind in document:
                seen.update(kind.keys())
        kept = sorted(name for name, count in seen.items() if count >= RARE)
        idf = [math.log((1 + size) / (1 + seen[name])) + 1 for name in kept]
        return cls(kept, np.array(idf, np.float32))

    def row(self, document: Document) -> Row:
        """A question's tf-idf, sublinear in the count, each kind scaled to its weight."""
        positions: list[int] = []
        parts: list[NDArray[np.float32]] = []
        for kind, scale in zip(document, WEIGHTS, strict=True):
            known = [(self.positions[name], count) for name, count in kind.items() if name in self.positions]
            if not known:
                continue
            at = [position for position, _ in known]
            weights = (1 + np.log(np.array([count for _, count in known], np.float32))) * self.idf[at]
            positions += at
            parts.append(weights * np.float32(scale / np.linalg.norm(weights)))
        values = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        return Row(np.array(positions, np.int32), values.astype(np.float32))
