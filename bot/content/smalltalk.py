"""Greetings, thanks and the like, with the short replies they get, read from faq/_smalltalk.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import markdown
from bot.content.markdown import Paragraph
from bot.content.page import Question
from bot.content.problem import Problem
from bot.texts import Translation


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """One kind of small talk: by language, the reply and the messages that earn it."""

    kind: str
    replies: Mapping[str, tuple[Paragraph, ...]]
    messages: Mapping[str, tuple[Question, ...]]


def read(data: bytes, path: Path, languages: Iterable[Translation]) -> tuple[tuple[SmallTalk, ...], list[Problem]]:
    """Read the file: `## kind`, under it `### language` with the reply and then the list of messages."""
    text, problems = markdown.decode(data, path)
    sections, refused = markdown.read(text, path)
    problems += refused
    by_name = {say.name: say.language for say in languages}
    known = ", ".join(f"### {name}" for name in by_name)
    kinds: list[SmallTalk] = []
    for section in sections:
        if section.level == 2:
            kinds.append(SmallTalk(section.heading, {}, {}))
        elif section.level != 3 or section.heading not in by_name or not kinds:
            values = {"heading": f"{'#' * section.level} {section.heading}", "known": known}
            problems.append(Problem(path, section.line, "F21", values))
        else:
            language = by_name[section.heading]
            reply = tuple(part for part in section.paragraphs if not part.bullet)
            messages = tuple(Question(part.text, part.line) for part in section.paragraphs if part.bullet)
            if not reply or not messages:
                problems.append(Problem(path, section.line, "F25", {"heading": section.heading}))
            last = kinds[-1]
            kinds[-1] = SmallTalk(last.kind, {**last.replies, language: reply}, {**last.messages, language: messages})
    for each in kinds:
        missing = [name for name, language in by_name.items() if language not in each.replies]
        problems += [Problem(path, 1, "F20", {"heading": name}) for name in missing]
    return tuple(kinds), problems
