"""Likeness of words and of questions, by rapidfuzz: repair of typos, the nearest known questions, near-duplicates."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST_REPAIRED = 4  # letters; a shorter word is as likely another word as a misspelt one
LONG = 9  # letters of a word that may hold two slips; in a shorter one they make another word
SAME_BEGINNING = 0.90  # Jaro-Winkler similarity
TWINS = 95.0  # per cent, of two questions' words in any order
NEAREST = 40  # questions looked at; some entries hold several of them


class Words:
    """Known words, each with how often it is used, in piles by length and by first letter so that few are compared."""

    def __init__(self, uses: Mapping[str, int]) -> None:
        self._uses = uses
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in uses:
            self._by_length[len(word)].append(word)
            if len(word) >= LONG - 1:
                self._by_letter[word[0]].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._uses

    def repair(self, word: str) -> str:
        """The known word that an unknown `word` most likely means, or `word` itself.

        One slip (two in a long word) is mended to the word used most; else a word that begins the same is taken.
        """
        if len(word) < SHORTEST_REPAIRED or word.isdigit():
            return word
        slips = 2 if len(word) >= LONG else 1
        for distance in range(1, slips + 1):
            near = self._within(word, distance)
            if near:
                return min(near, key=lambda found: (-self._uses[found], found))
        if len(word) >= LONG:
            pile = self._by_letter.get(word[0], [])
            found = process.extractOne(word, pile, scorer=JaroWinkler.similarity, score_cutoff=SAME_BEGINNING)
            return found[0] if found else word
        return word

    def _within(self, word: str, distance: int) -> list[str]:
        lengths = range(len(word) - distance, len(word) + distance + 1)
        piles = [self._by_length[length] for length in lengths if length in self._by_length]
        return [
            found
            for pile in piles
            for found, _, _ in process.extract(
                word, pile, scorer=OSA.distance, score_cutoff=distance, score_hint=distance, limit=None
            )
        ]


def nearest(question: str, known: Sequence[str]) -> list[tuple[int, float]]:
    """Positions in `known` of the questions most like this one, best first, with their likeness from 0 to 1."""
    found = process.extract(question, known, scorer=fuzz.token_sort_ratio, limit=NEAREST)
    return [(position, score / 100) for _, score, position in found]


def twins(questions: Sequence[str], owners: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose questions are nearly the same but belong to different owners, each pair once."""
    ordered = [" ".join(sorted(question.split())) for question in questions]
    step = 500
    for start in range(0, len(ordered), step):
        block = process.cdist(
            ordered[start : start + step], ordered[start:], scorer=fuzz.ratio, score_cutoff=TWINS, dtype=np.uint8
        )
        for row, column in np.argwhere(block):
            first, second = start + int(row), start + int(column)
            if first < second and owners[first] != owners[second]:
                yield first, second
