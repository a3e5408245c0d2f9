"""Months by the keys of their names in both languages, with their cases, and with one slip of the finger.

The names are Unicode CLDR's; they are read when the first date is, so that no start need wait for them.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from babel.dates import get_month_names

from bot.matching.keys import keys

# Keys of a month's cases: октябр-я, октябр-дан, октябр-ында
_CASES = (
    *("", "ia", "a", "e", "iu", "u", "em", "om", "da", "de", "dan", "den", "ta", "tan", "din", "nin", "ga", "ge", "ka"),
    *(vowel + case for vowel in "iu" for case in ("", "n", "nda", "nde", "nan", "nen", "nin", "nun", "na", "ne")),
)


@lru_cache(4096)
def number(word: str) -> int:
    """The number of a month by the key of its name, with at most one slip in a long one; else 0."""
    if word in _months():
        return _months()[word]
    word = word.replace("ia", "a")
    return next(
        (number for name, number in _long_months().items() if min(len(word), len(name)) > 4 and _slip(word, name)), 0
    )


def _slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours changed places."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    same = next((place for place, pair in enumerate(zip(typed, meant, strict=False)) if len({*pair}) > 1), len(meant))
    typed, meant = typed[same:], meant[same:]
    return typed[1:] in {meant, meant[1:]} or typed == meant[1:] or typed == meant[1::-1] + meant[2:]


@cache
def _months() -> Mapping[str, int]:
    return dict(_month_keys())


@cache
def _long_months() -> Mapping[str, int]:
    """Of the longer names only: a letter off «марта» is «карта»."""
    return {name.replace("ia", "a"): number for name, number in _months().items() if number not in {3, 5, 6, 7}}


def _month_keys() -> Iterator[tuple[str, int]]:
    for number, name in get_month_names("wide", "format", "ky").items():
        yield from ((f"{keys(name)[0]}{case}".replace("ii", "i"), number) for case in _CASES)
    for language in ("ru", "ky"):
        for width in ("wide", "abbreviated"):
            yield from ((keys(name)[0], number) for number, name in get_month_names(width, "format", language).items())
