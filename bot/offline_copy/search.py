"""What the offline copy searches: for each beginning of a folded word, the entries that it speaks for and how much."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from bot.content.page import Entry
from bot.matching.keys import keys

# Measured on held-out questions of the pages, right entry first / among three: beginnings of 4 letters find 81/95%,
# of 5 and of 6 82/95%, in indexes of 140, 179 and 220 kB; of 5, without frequent words said once, 79/93% in 119 kB.
# Fewer letters would be too few to forgive a slip of the finger.
BEGINNING = 5  # letters of a key, a figure of one digit
COMMON = 10  # entries; a word that more of them have must be said twice in an entry to speak for it
TITLE = 3  # questions that a title is worth
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def index(entries: Sequence[Entry]) -> str:
    """The length of a beginning, then one line a beginning, in their order: for each of its entries a gap and a weight.

    «3ul 1C2A» begins with 3 letters of the line before, and speaks for entry 0 with 3 and for entry 2 with 1: the gap
    to the entry before stands in base 36, the weight as a capital letter.
    """
    said = [_beginnings(entry) for entry in entries]
    spread = Counter(beginning for counts in said for beginning in counts)
    postings: dict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = defaultdict(lambda: -1)
    for number, counts in enumerate(said):
        for beginning, count in counts.items():
            if count > 1 or spread[beginning] <= COMMON:
                postings[beginning].append(_base_36(number - last[beginning]) + _weight(count))
                last[beginning] = number
    words = sorted(postings)
    shared = [_shared(before, word) for before, word in pairwise(["", *words])]
    lines = [f"{same}{word[same:]} {''.join(postings[word])}" for same, word in zip(shared, words, strict=True)]
    return "\n".join([str(BEGINNING), *lines])


def _beginnings(entry: Entry) -> Counter[str]:
    """How often the questions say each beginning; the title's count for more, and the answer's alone for one."""
    versions = entry.versions.values()
    counts = Counter(_all(question.text for version in versions for question in version.questions))
    counts.update(_all(version.title for version in versions) * TITLE)
    answers = _all(part.text for version in versions for part in version.answer)
    counts.update(dict.fromkeys(set(answers) - counts.keys(), 1))
    return counts


def _all(texts: Iterable[str]) -> list[str]:
    return [key[:BEGINNING] for key in keys("\n".join(texts))]


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False)))


def _weight(count: int) -> str:
    return ALPHABET[min(round(2 * math.sqrt(count)), len(ALPHABET)) - 1].upper()


def _base_36(number: int) -> str:
    digits = "0123456789" + ALPHABET
    return (_base_36(number // 36) if number >= 36 else "") + digits[number % 36]
