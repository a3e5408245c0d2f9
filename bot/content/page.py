"""One page: the Markdown file that holds one entry, both languages together, to an Entry."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content import fields, markdown
from bot.content.markdown import Paragraph, Section
from bot.content.problem import Problem
from bot.texts import Translation, msgid

TITLE_LIMIT = 40  # characters that a Telegram button shows on a small phone
ID_LIMIT = 48  # of the 64 bytes of callback data, the rest says what to do and in which language
FIELDS = ("Source", "Checked", "Urgent", "Valid in", "Guide", "See also")
REQUIRED = ("Source", "Checked")
QUESTIONS = msgid("How people ask")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHOW = "Показать"  # the official sentences are Russian in every language of the page, and so is their heading


@dataclass(frozen=True, slots=True)
class Question:
    """One way people ask, and the line where it stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Version:
    """An entry in one language."""

    title: str
    line: int
    answer: tuple[Paragraph, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One answered question; its id is its file's name. `valid_in`: whose law it tells, as notions."""

    id: str
    topic: str
    path: Path
    source: tuple[int, ...]
    checked: date
    urgent: bool
    valid_in: tuple[str, ...]
    guide: str
    see_also: tuple[str, ...]
    versions: Mapping[str, Version]
    show: tuple[Paragraph, ...]
    lines: Mapping[str, int]


def is_id(text: str) -> bool:
    """Whether an entry or a topic can be called so."""
    return _ID.fullmatch(text) is not None and len(text) <= ID_LIMIT


def read(data: bytes, path: Path, languages: Iterable[Translation]) -> tuple[Entry | None, list[Problem]]:
    """Read one page. With any problem there is no Entry; structural problems come before the fields' values."""
    text, problems = markdown.decode(data, path)
    if problems:
        return None, problems
    found, body, problems = fields.read(text, path, FIELDS, REQUIRED)
    sections, refused = markdown.read(body, path)
    versions, show = _versions(sections, path, list(languages), problems)
    problems += refused
    if problems:
        return None, _one_a_line(problems)
    entry = Entry(
        id=path.stem,
        topic=path.parent.name,
        path=path,
        source=found.paragraphs("Source"),
        checked=found.day("Checked"),
        urgent=found.yes("Urgent"),
        valid_in=found.names("Valid in"),
        guide=found["Guide"],
        see_also=found.names("See also"),
        versions=versions,
        show=show,
        lines={name: found.line(name) for name in FIELDS},
    )
    return (None, problems) if problems else (entry, [])


def _versions(
    sections: list[Section], path: Path, languages: list[Translation], problems: list[Problem]
) -> tuple[dict[str, Version], tuple[Paragraph, ...]]:
    by_heading = {say.name: say for say in languages}
    known = ", ".join([*(f"## {name}: …" for name in by_heading), f"## {SHOW}"])
    versions: dict[str, Version] = {}
    firsts: dict[str, int] = {}
    show: tuple[Paragraph, ...] = ()
    remaining = list(sections)
    while remaining:
        section = remaining.pop(0)
        name, _, title = (part.strip() for part in section.heading.partition(":"))
        if section.level != 2 or (name not in by_heading and section.heading != SHOW):
            known_here = known if section.level != 3 else f"### {_questions_headings(languages)}"
            values = {"heading": f"{'#' * section.level} {section.heading}", "known": known_here}
            problems.append(Problem(path, section.line, "F21", values))
            _skip_list(remaining)
        elif name in firsts:
            values = {"heading": f"## {name}", "first": str(firsts[name])}
            problems.append(Problem(path, section.line, "F22", values))
            _skip_list(remaining)
        elif name == SHOW:
            firsts[name] = section.line
            show = section.paragraphs
            _text_under(section, path, problems)
        else:
            firsts[name] = section.line
            say = by_heading[name]
            heading = say(QUESTIONS)
            list_follows = remaining and remaining[0].level == 3 and remaining[0].heading == heading
            asked = remaining.pop(0) if list_follows else None
            versions[say.language] = _version(section, title, asked, heading, path, problems)
    if not any(problem.code == "F21" for problem in problems):
        problems += [Problem(path, 1, "F20", {"heading": name}) for name in by_heading if name not in firsts]
    return versions, show


def _skip_list(remaining: list[Section]) -> None:
    """A list under a heading that is reported already is not a mistake of its own."""
    if remaining and remaining[0].level == 3:
        remaining.pop(0)


def _questions_headings(languages: list[Translation]) -> str:
    return ", ### ".join(say(QUESTIONS) for say in languages)


def _version(
    section: Section, title: str, asked: Section | None, heading: str, path: Path, problems: list[Problem]
) -> Version:
    if not title:
        values = {"heading": section.heading.partition(":")[0].strip()}
        problems.append(Problem(path, section.line, "F23", values))
    elif len(title) > TITLE_LIMIT:
        problems.append(Problem(path, section.line, "F24", {"length": len(title), "limit": TITLE_LIMIT}))
    _text_under(section, path, problems)
    questions: tuple[Question, ...] = ()
    if asked is None:
        problems.append(Problem(path, section.line, "F26", {"heading": heading}))
    else:
        questions = list_items(asked, path, problems)
    return Version(title, section.line, section.paragraphs, questions)


def list_items(section: Section, path: Path, problems: list[Problem]) -> tuple[Question, ...]:
    """The lines of a section that may hold nothing but a list."""
    problems += [Problem(path, part.line, "F27") for part in section.paragraphs if not part.bullet]
    if not section.paragraphs:
        _text_under(section, path, problems)
    return tuple(Question(part.text.strip(), part.line) for part in section.paragraphs if part.bullet)


def _text_under(section: Section, path: Path, problems: list[Problem]) -> None:
    if not section.paragraphs:
        problems.append(Problem(path, section.line, "F25", {"heading": section.heading}))


def _one_a_line(problems: list[Problem]) -> list[Problem]:
    """One mistake, one message: a line is reported once."""
    firsts: dict[int, Problem] = {}
    for problem in problems:
        if problem.line == 1 or problem.line not in firsts:
            firsts.setdefault(problem.line if problem.line > 1 else -len(firsts), problem)
    return sorted(firsts.values(), key=lambda problem: (problem.line, problem.code))
