"""Answers that are hard to read: sentences that are too long, and long words that people do not use.

The bounds were measured on the 141 pages of November 2026: of their sentences a hundredth has more than 24 words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.content.page import Entry, Version
from bot.content.problem import Problem

SENTENCE_LIMIT = 25  # words
LONG_WORD = 13  # letters
STEM = 6  # letters by which a word is the same in its other forms; endings of both languages come after them
_END = re.compile(r"(?<=[.!?…;])[»”)]*\s+")
_WORD = re.compile(r"\w[\w-]*")
_LETTERS = re.compile(r"[^\W\d_]+")


def check(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """W73 for each sentence that should be split, W74 for each long word that no question and no other answer has."""
    versions = [(entry, version) for entry in entries.values() for version in entry.versions.values()]
    asked = frozenset().union(*(_stems(_questions(version)) for _, version in versions))
    answering = Counter(stem for entry in entries.values() for stem in _stems(_answers(entry.versions.values())))
    for entry, version in versions:
        known: set[str] = set()
        for paragraph in version.answer:
            for sentence in _END.split(paragraph.text):
                words = _WORD.findall(sentence)
                if len(words) > SENTENCE_LIMIT:
                    values = {"count": len(words), "limit": SENTENCE_LIMIT, "words": " ".join(words[:4])}
                    yield Problem(entry.path, paragraph.line, "W73", values)
            for word in _LETTERS.findall(paragraph.text):
                stem = _stem(word)
                if len(word) >= LONG_WORD and answering[stem] == 1 and stem not in asked | known:
                    known.add(stem)
                    yield Problem(entry.path, paragraph.line, "W74", {"word": word})


def _questions(version: Version) -> tuple[str, ...]:
    return (version.title, *(question.text for question in version.questions))


def _answers(versions: Iterable[Version]) -> tuple[str, ...]:
    return tuple(part.text for version in versions for part in version.answer)


@lru_cache(1024)  # after an edit all pages but one are as they were
def _stems(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_stem(word) for word in set(_LETTERS.findall("\n".join(texts))))


def _stem(word: str) -> str:
    return word.casefold()[:STEM]
