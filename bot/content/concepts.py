"""The notions that words of both languages name, read from faq/_concepts.txt; the file's head tells its format."""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.content import markdown
from bot.content.problem import Problem

CONCEPTS_FILE = "_concepts.txt"
PROTECTED = "_"  # its words name no notion: they keep short stems from matching them
_LINE = re.compile(r"([a-z0-9_]+)([*^]?)\s*:\s*(.+)")


@dataclass(frozen=True, slots=True)
class Concept:
    """A notion and the words that name it; a `common` one is true of every entry, so it makes no pairs.

    `place`: whether it is a country, a town or a group of them, abroad.
    """

    name: str
    common: bool
    kyrgyz: tuple[str, ...]
    russian: tuple[str, ...]
    line: int
    place: bool = False


def read(data: bytes, path: Path) -> tuple[tuple[Concept, ...], list[Problem]]:
    """Read the file, one notion a line."""
    text, problems = markdown.decode(data, path)
    concepts: dict[str, Concept] = {}
    for number, line in enumerate(text.split("\n"), 1):
        content = line.partition("#")[0].strip()
        match = _LINE.fullmatch(content)
        if content and not match:
            problems.append(Problem(path, number, "F62", {"text": content[:60]}))
        elif match and match[1] in concepts:
            values = {"heading": match[1], "first": concepts[match[1]].line}
            problems.append(Problem(path, number, "F22", values))
        elif match:
            kyrgyz, _, russian = match[3].partition("|")
            words = _words(kyrgyz), _words(russian)
            concept = Concept(match[1], match[2] == "*", *words, number, place=match[2] == "^")
            concepts[concept.name] = concept
    for concept in concepts.values():
        for word in concept.kyrgyz + concept.russian:
            if word.startswith("@") and word[1:] not in concepts:
                problems.append(Problem(path, concept.line, "F63", {"name": word[1:]}))
    return tuple(concepts.values()), problems


def _words(side: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in side.split(",") if word.strip().strip("+~!="))
