"""The `Name: value` lines at the top of a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.content.problem import Problem

T = TypeVar("T")

_FIELD = re.compile(r"(\w[\w ]*?)\s*:\s*(.*?)\s*")
_PARAGRAPHS = re.compile(r"§?\s*(\d{1,3})(?:\s*[-–]\s*§?\s*(\d{1,3}))?")
_EXAMPLES = {
    "Source": "Source: §19, §198-200",
    "Checked": "Checked: 2026-11-23",
    "Urgent": "Urgent: yes",
    "Order": "Order: 3",
}


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a field's name, and its line."""

    text: str
    line: int


class Fields:
    """The fields of one file; reading a value that does not fit adds a problem and gives the field's empty value."""

    def __init__(self, path: Path, values: Mapping[str, Value], problems: list[Problem]) -> None:
        self.path = path
        self.values = values
        self.problems = problems

    def __getitem__(self, name: str) -> str:
        value = self.values.get(name)
        return value.text if value else ""

    def line(self, name: str) -> int:
        """The field's line, or 1 when it is absent."""
        value = self.values.get(name)
        return value.line if value else 1

    def names(self, name: str) -> tuple[str, ...]:
        """A list of ids, separated by commas."""
        return tuple(part.strip() for part in self[name].split(",") if part.strip())

    def number(self, name: str) -> int:
        """A whole number."""
        return int(self[name]) if re.fullmatch(r"[0-9]{1,9}", self[name]) else self._misfit(name, 0)

    def yes(self, name: str) -> bool:
        """The word “yes”, or nothing."""
        return self[name] == "yes" or (name in self.values and self._misfit(name, False))

    def day(self, name: str) -> date:
        """A date as YYYY-MM-DD."""
        try:
            return date.fromisoformat(self[name])
        except ValueError:
            return self._misfit(name, date.min)

    def paragraphs(self, name: str) -> tuple[int, ...]:
        """Paragraph numbers of the report, «§19, §198-200», rising and each once."""
        numbers: set[int] = set()
        for part in self.names(name):
            match = _PARAGRAPHS.fullmatch(part)
            if not match or int(match[2] or match[1]) < int(match[1]):
                return self._misfit(name, ())
            numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
        return tuple(sorted(numbers)) or self._misfit(name, ())

    def _misfit(self, name: str, empty: T) -> T:
        if name in self.values:
            values = {"field": name, "value": self[name], "example": _EXAMPLES[name]}
            self.problems.append(Problem(self.path, self.line(name), "F14", values))
        return empty


def read(text: str, path: Path, known: tuple[str, ...], required: tuple[str, ...]) -> tuple[Fields, str, list[Problem]]:
    """Read the lines before the first heading; they come back empty, so that lines keep their numbers."""
    lines = text.split("\n")
    problems: list[Problem] = []
    values: dict[str, Value] = {}
    count = next((number for number, line in enumerate(lines) if line.startswith("#")), len(lines))
    for number, line in enumerate(lines[:count], 1):
        match = _FIELD.fullmatch(line.strip())
        if not line.strip():
            continue
        if not match:
            problems.append(Problem(path, number, "F11", {"text": line.strip()[:60]}))
        elif match[1] not in known:
            problems.append(Problem(path, number, "F12", {"field": match[1], "known": ", ".join(known)}))
        elif match[1] in values:
            problems.append(Problem(path, number, "F13", {"field": match[1], "first": values[match[1]].line}))
        else:
            values[match[1]] = Value(match[2], number)
    if not problems:
        problems += [Problem(path, 1, "F10", {"field": name}) for name in required if name not in values]
    body = "\n" * count + "\n".join(lines[count:])
    return Fields(path, values, problems), body, problems
