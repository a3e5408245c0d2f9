"""What can be checked in a sentence: figures, dates, phones and web addresses, in one form for every language."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from babel.dates import get_month_names

_ADDRESS = re.compile(
    r"(?:https?://)?((?:[\w.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6}(?:/[\w./%-]*[\w/])?)", re.I | re.A
)
_SYMBOL = re.compile(r"[A-Z]{3}/[A-Z]/[A-Z]{3}/\d+")
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_RANGE = re.compile(r"(?<=\d)[–-](?=\d)")


# Both are made when the first page is read: a start from a kept edition reads none
@cache
def _months() -> dict[str, int]:
    stems: dict[str, int] = {}
    for language in ("ru", "ky"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names("wide", context, language).items():
                stems[name.casefold()[:3]] = number
    return stems


@cache
def _dates() -> tuple[tuple[re.Pattern[str], tuple[int, int, int]], ...]:
    """Ways to write a date, and which of their parts are the year, the month and the day."""
    # 22 июля 2022 года · июль 2022 · 2022-жылдын 22-июлу · 2022-жылдын июлунда
    month = rf"((?:{'|'.join(sorted(_months()))})[а-яё]*)"
    return (
        (re.compile(rf"(\d{{1,2}})\s+{month}\s+(\d{{4}})", re.I), (3, 2, 1)),
        (re.compile(rf"(\d{{4}})-жыл\w*\s+(\d{{1,2}})-{month}", re.I), (1, 3, 2)),
        (re.compile(rf"(\d{{4}})-жыл\w*\s+{month}", re.I), (1, 2, 0)),
        (re.compile(rf"\b{month}\s+(\d{{4}})", re.I), (2, 1, 0)),
    )


@lru_cache(8192)  # after an edit all texts but one are as they were
def facts(text: str) -> Mapping[str, str]:
    """Each fact in its one form (22.07.2022, 07.2022, 22368, 4.4, migrant.kg) to the words that say it."""
    found: dict[str, str] = {}

    def address(match: re.Match[str]) -> str:
        found[match[1].lower().removeprefix("www.")] = match[0]
        return " "

    text = _SYMBOL.sub(" ", text)
    text = _ADDRESS.sub(address, text)
    for pattern, (year, month, day) in _dates():

        def on(match: re.Match[str], year: int = year, month: int = month, day: int = day) -> str:
            parts = [f"{int(match[day]):02}"] if day else []
            found[".".join([*parts, f"{_months()[match[month].casefold()[:3]]:02}", match[year]])] = match[0]
            return " "

        text = pattern.sub(on, text)
    for match in _NUMBER.finditer(_RANGE.sub(" … ", text)):
        found[re.sub(r"[ \u00a0\u202f]", "", match[0]).replace(",", ".")] = match[0]
    return found


def implied(known: Iterable[str]) -> set[str]:
    """The facts that follow from others: of a full date also its month and its year."""
    every = set(known)
    for fact in tuple(every):
        parts = fact.split(".")
        if len(parts[-1]) == 4 and all(part.isdigit() for part in parts):
            every.update(".".join(parts[start:]) for start in range(1, len(parts)))
    return every
