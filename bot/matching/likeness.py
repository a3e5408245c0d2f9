"""Likeness of words and of questions, by rapidfuzz: repair of typos, the nearest known questions, near-duplicates."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST_REPAIRED = 4  # letters; a shorter word is as likely another word as a misspelt one
LONG = 9  # letters of a word that may hold two slips; in a shorter one they make another word
SAME_BEGINNING = 0.90  # Jaro-Winkler similarity
MEANT, LONGEST_MEANT = 4096, 40  # unknown words whose repair is kept, and their letters
TWINS = 95.0  # per cent, of two questions' words in any order
AT_ONCE = 500  # questions compared with all of like length
NEAREST = 40  # questions looked at; some entries hold several of them


class Words:
    """Known words, each with how often it is used, in piles by length and by first letter so that few are compared."""

    def __init__(self, uses: Mapping[str, int]) -> None:
        self._uses = uses
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._letters: dict[int, NDArray[np.uint32]] = {}
        self._meant = lru_cache(MEANT)(self._likeliest)
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
        return self._meant(word) if len(word) <= LONGEST_MEANT else self._likeliest(word)

    def _likeliest(self, word: str) -> str:
        slips = 2 if len(word) >= LONG else 1
        near = self._within(word, slips)
        if near:
            return min(near, key=lambda found: (near[found], -self._uses[found], found))
        if len(word) >= LONG:
            pile = self._by_letter.get(word[0], [])
            found = process.extractOne(word, pile, scorer=JaroWinkler.similarity, score_cutoff=SAME_BEGINNING)
            return found[0] if found else word
        return word

    def _within(self, word: str, slips: int) -> dict[str, int]:
        """The known words at most so many slips away, and how many."""
        near: dict[str, int] = {}
        for length in range(len(word) - slips, len(word) + slips + 1):
            pile = self._by_length.get(length, [])
            # a slip adds a letter, drops one or does both, so most words need not be compared
            likely = np.bitwise_count(self._letters_of(length) ^ np.uint32(_letters(word))) <= 2 * slips
            for at in np.flatnonzero(likely).tolist():
                distance = OSA.distance(word, pile[at], score_cutoff=slips)
                if distance <= slips:
                    near[pile[at]] = distance
        return near

    def _letters_of(self, length: int) -> NDArray[np.uint32]:
        """The `_letters` of each word of this length, made when they are first needed."""
        if length not in self._letters:
            self._letters[length] = np.array([_letters(word) for word in self._by_length.get(length, [])], np.uint32)
        return self._letters[length]


def _letters(word: str) -> int:
    """Which letters a word has, one bit each; some letters share a bit."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 32
    return found


def nearest(question: str, known: Sequence[str]) -> list[tuple[int, float]]:
    """Positions in `known` of the questions most like this one, best first, with their likeness from 0 to 1."""
    found = process.extract(question, known, scorer=fuzz.token_sort_ratio, limit=NEAREST)
    return [(position, score / 100) for _, score, position in found]


def in_order(question: str) -> str:
    """Its words sorted, so that questions are alike whatever their order."""
    return " ".join(sorted(question.split()))


def most_like(question: str, known: Sequence[str], least: float) -> int | None:
    """The position in `known` of the one most like this, all of them `in_order`, if their likeness reaches `least`."""
    found = process.extractOne(question, known, scorer=fuzz.ratio, score_cutoff=100 * least)
    return found[2] if found else None


def twins(questions: Sequence[str], owners: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose questions are nearly the same but belong to different owners, each pair once."""
    ordered = [in_order(question) for question in questions]
    by_length = sorted(range(len(ordered)), key=lambda number: len(ordered[number]))
    lengths = [len(ordered[number]) for number in by_length]
    for start in range(0, len(by_length), AT_ONCE):
        some = by_length[start : start + AT_ONCE]
        # of two texts that differ in length the longer has letters left over: at most 2 * shorter / both are alike
        longest = lengths[start + len(some) - 1] * (200 - TWINS) / TWINS
        others = by_length[start : bisect_right(lengths, longest)]
        texts, beside = ([ordered[number] for number in numbers] for numbers in (some, others))
        block = process.cdist(texts, beside, scorer=fuzz.ratio, score_cutoff=TWINS, dtype=np.uint8)
        for row, column in np.argwhere(block):
            first, second = sorted((some[row], others[column]))
            if column > row and owners[first] != owners[second]:
                yield first, second
