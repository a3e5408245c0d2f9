"""What the ranker sees of a question: n-grams and words of its keys, and the notions they name, weighted by tf-idf."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.lexicon import Lexicon
from bot.matching.names import Names

Keys = Sequence[str]
Kinds = tuple[Counter[str], ...]  # of features: n-grams, words, notions
SHORTEST, LONGEST = 2, 5  # letters of an n-gram
WEIGHTS = (1.0, 1.0, 2.0)  # of n-grams, words and notions, each kind scaled to length 1; chosen by cross-fitting
RARE = 2  # a feature that stands in fewer questions teaches nothing
MET, LONGEST_MET = 4096, 40  # words whose n-grams are kept found, and their letters: a megabyte of real ones
NAMED = 4 * MET  # words, pairs and notions kept found: two megabytes


def grams(word: str) -> list[str]:
    """Character n-grams of a word, its edges marked by spaces."""
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(max(1, len(padded) - size + 1))
    ]


def words(keys: Keys) -> Iterator[str]:
    """Words and pairs of neighbours, marked so that no n-gram is taken for one."""
    for word in keys:
        yield f"={word}"
    for first, second in pairwise(keys):
        yield f"={first} {second}"


@dataclass(frozen=True, slots=True)
class Document:
    """What one question is made of: its keys, the notions that they name, and what the ranker sees of these."""

    keys: tuple[str, ...]
    notions: tuple[str, ...]
    signs: tuple[str, ...]

    def kinds(self) -> Kinds:
        """Its features, counted."""
        return Counter(gram for word in self.keys for gram in grams(word)), *self.named()

    def named(self) -> tuple[Counter[str], Counter[str]]:
        """Those that are no parts of words."""
        return Counter(words(self.keys)), Counter(self.signs)


def document(keys: Keys, lexicon: Lexicon) -> Document:
    """Look a question's notions up."""
    notions = tuple(lexicon.notions(keys))
    return Document(tuple(keys), notions, tuple(lexicon.features(notions)))


@dataclass(frozen=True, slots=True)
class Row:
    """One question: positions in the vocabulary, int32 [n], and their weights, float32 [n]."""

    positions: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features worth a weight, in a fixed order, with their inverse document frequency, float32 [features]."""

    names: Names
    idf: NDArray[np.float32]
    _met: dict[str, NDArray[np.int32]] = field(default_factory=dict, repr=False, compare=False)
    _named: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.names)

    def row(self, document: Document) -> Row:
        """A question's tf-idf, sublinear in the count, each kind scaled to its weight."""
        parts, times = np.unique(self._parts(document.keys), return_counts=True)
        named = document.named()
        found = np.array(self._numbers([name for kind in named for name in kind]), np.int32)
        known = found >= 0
        sizes = [len(parts), int(known[: len(named[0])].sum()), int(known[len(named[0]) :].sum())]
        positions = np.concatenate([parts, found[known]])
        counts = np.array([count for kind in named for count in kind.values()], np.float32)[known]
        return Row(positions, _weigh(np.concatenate([times.astype(np.float32), counts]), self.idf[positions], sizes))

    def _parts(self, keys: Keys) -> NDArray[np.int32]:
        """The positions of all the words' n-grams."""
        return np.concatenate([self._parts_of(word) for word in keys]) if keys else np.empty(0, np.int32)

    def _parts_of(self, word: str) -> NDArray[np.int32]:
        """People use the same words, so what a word has is kept found; an endless one would take all the room."""
        parts = self._met.get(word)
        if parts is None:
            found = np.array(self.names.find(grams(word)), np.int32)
            parts = found[found >= 0]
            if len(self._met) >= MET:
                self._met.clear()
            if len(word) <= LONGEST_MET:
                self._met[word] = parts
        return parts

    def known(self, keys: Keys) -> float:
        """The share of a question's words that stand in the vocabulary, 0 to 1."""
        return sum(found >= 0 for found in self._numbers([f"={word}" for word in keys])) / max(1, len(keys))

    def _numbers(self, names: Sequence[str]) -> list[int]:
        """The number of each name that is no part of a word, or -1; the same ones come again and again."""
        kept = {name: self._named.get(name) for name in names}  # looked up once: another thread may clear them
        new = [name for name, number in kept.items() if number is None]
        found = dict(zip(new, self.names.find(new), strict=True)) if new else {}
        if len(self._named) >= NAMED:
            self._named.clear()
        self._named.update((name, number) for name, number in found.items() if len(name) <= 2 * LONGEST_MET)
        return [found[name] if (number := kept[name]) is None else number for name in names]


def _weigh(counts: NDArray[np.float32], idf: NDArray[np.float32], sizes: Sequence[int]) -> NDArray[np.float32]:
    """Weights of one question's features, which stand kind by kind, `sizes` of each."""
    weights: NDArray[np.float32] = (1 + np.log(counts)) * idf
    start = 0
    for size, scale in zip(sizes, WEIGHTS, strict=True):
        part = weights[start : start + size]
        if size:
            part *= np.float32(scale / np.sqrt(part @ part))
        start += size
    return weights


class Corpus:
    """Many documents as numbers, so that several vocabularies can be made of parts of them quickly."""

    def __init__(self, documents: Iterable[Document]) -> None:
        numbers: dict[str, int] = {}
        self._features: list[NDArray[np.int32]] = []
        self._counts: list[NDArray[np.float32]] = []
        self._sizes: list[list[int]] = []
        for document in documents:
            kinds = document.kinds()
            found = [numbers.setdefault(name, len(numbers)) for kind in kinds for name in kind]
            self._features.append(np.array(found, np.int32))
            self._counts.append(np.array([count for kind in kinds for count in kind.values()], np.float32))
            self._sizes.append([len(kind) for kind in kinds])
        self._names = list(numbers)

    def __len__(self) -> int:
        return len(self._features)

    def learn(self, chosen: Sequence[int]) -> tuple[Vocabulary, list[Row]]:
        """The features that stand in at least RARE of the chosen documents, and a row for every document of all."""
        seen = np.bincount(np.concatenate([self._features[number] for number in chosen]), minlength=len(self._names))
        kept = sorted(np.flatnonzero(seen >= RARE), key=self._names.__getitem__)
        idf = np.log((1 + len(chosen)) / (1 + seen[kept])).astype(np.float32) + np.float32(1)
        positions = np.full(len(self._names), -1, np.int32)
        positions[kept] = np.arange(len(kept), dtype=np.int32)
        vocabulary = Vocabulary(Names.of([self._names[number] for number in kept]), idf)
        return vocabulary, [self._row(number, positions, idf) for number in range(len(self))]

    def _row(self, number: int, positions: NDArray[np.int32], idf: NDArray[np.float32]) -> Row:
        at = positions[self._features[number]]
        known = at >= 0
        ends = np.cumsum([0, *self._sizes[number]])
        sizes = [int(known[start:end].sum()) for start, end in pairwise(ends)]
        return Row(at[known], _weigh(self._counts[number][known], idf[at[known]], sizes))
