"""The report's paragraphs that the FAQ rests on, by number, read from seeds/digest.md."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import markdown
from bot.content.facts import facts, implied
from bot.content.problem import Problem

KINDS = ("факт:", "план:", "событие:")
_PARAGRAPH = re.compile(r"§(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Digest:
    """Each paragraph's facts (figures, dates, phones, addresses), and those of the report as a document."""

    paragraphs: Mapping[int, frozenset[str]] = field(default_factory=dict)
    report: frozenset[str] = frozenset()

    def facts(self, numbers: tuple[int, ...]) -> set[str]:
        """Everything that the cited paragraphs give, and what follows from it."""
        known = set(self.report)
        for number in numbers:
            known |= self.paragraphs.get(number, frozenset())
        return implied(known)


def read(data: bytes, path: Path) -> tuple[Digest, list[Problem]]:
    """Read the digest: first the report itself, then `## §12` with lines that say fact, plan or event."""
    text, problems = markdown.decode(data, path)
    if problems:
        return Digest(), problems
    sections, problems = markdown.read(text, path)
    report: frozenset[str] = frozenset()
    paragraphs: dict[int, frozenset[str]] = {}
    firsts: dict[int, int] = {}
    for section in sections:
        known = frozenset(facts("\n".join(part.text for part in section.paragraphs)))
        match = _PARAGRAPH.fullmatch(section.heading)
        if section.level == 1:
            report |= known
        elif not match or not section.paragraphs:
            problems.append(Problem(path, section.line, "F60", {"heading": section.heading}))
        elif int(match[1]) in paragraphs:
            values = {"heading": section.heading, "first": firsts[int(match[1])]}
            problems.append(Problem(path, section.line, "F22", values))
        else:
            paragraphs[int(match[1])] = known
            firsts[int(match[1])] = section.line
            problems += [
                Problem(path, part.line, "F61", {"known": ", ".join(KINDS)})
                for part in section.paragraphs
                if not part.text.startswith(KINDS)
            ]
    return Digest(paragraphs, report), problems
