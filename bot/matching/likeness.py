"""Likeness of words and of questions, by rapidfuzz: repair of typos, the nearest known questions, near-duplicates."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST_REPAIRED = 4  # letters; a shorter word is as likely another word as a misspelt one
LONG = 9  # letters of a word that may hold two slips; in a shorter one they make another word
SAME_BEGINNING = 0.90  # Jaro-Winkler similarity
TWINS = 95.0  # per cent, of two questions' words in any order
NEAREST = 40  # questions looked at; some entries hold several of them


def repair(word: str, known: Mapping[str, int]) -> str:
    """The known word that an unknown `word` most likely means, or `word` itself. `known`: how often each word is used.

    One slip (two in a long word) is mended to the word used most; else a word with the same long beginning is taken.
    """
    if len(word) < SHORTEST_REPAIRED or word.isdigit():
        return word
    slips = 2 if len(word) >= LONG else 1
    near = process.extract(word, known.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None)
    if near:
        return min(near, key=lambda found: (found[1], -known[found[0]], found[0]))[0]
    if len(word) >= LONG:
        found = process.extractOne(word, known.keys(), scorer=JaroWinkler.similarity, score_cutoff=SAME_BEGINNING)
        return found[0] if found else word
    return word


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
