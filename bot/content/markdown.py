"""The subset of Markdown that a page may use, with line numbers; every other mark-up becomes a coded problem."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.content.problem import Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_REFUSED = {
    "html_block": "F30",
    "html_inline": "F30",
    "link_open": "F31",
    "image": "F31",
    "em_open": "F32",
    "ordered_list_open": "F33",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans that stand together; `bullet` when the paragraph is one line of a list."""

    spans: tuple[Span, ...]
    line: int
    bullet: bool = False

    @property
    def text(self) -> str:
        """The words without their mark-up."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it; `level` counts its # signs."""

    level: int
    heading: str
    line: int
    paragraphs: tuple[Paragraph, ...]


def decode(data: bytes, path: Path) -> tuple[str, list[Problem]]:
    """Bytes of a file to text in Unicode NFC, or the problem with them."""
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", [Problem(path, line, "F01", {"reason": error.reason})]
    hidden = [
        Problem(path, number, "F02", {"name": unicodedata.name(char, f"U+{ord(char):04X}")})
        for number, line in enumerate(text.split("\n"), 1)
        for char in line
        if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} and char not in "\t\r"
    ]
    return text, hidden


def read(text: str, path: Path) -> tuple[list[Section], list[Problem]]:
    """Split a page into sections; text before the first heading is the caller's to read."""
    return _Reader(path).read(text)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - a start from a kept edition reads no page

    return MarkdownIt("commonmark")


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.sections: list[Section] = []
        self.paragraphs: list[Paragraph] = []

    def read(self, text: str) -> tuple[list[Section], list[Problem]]:
        environment: dict[str, Any] = {}
        tokens = _parser().parse(text, environment)
        for reference in environment.get("references", {}).values():
            self._problem(reference["map"][0] + 1, "F31")
        depth = 0
        position = 0
        while position < len(tokens):
            token = tokens[position]
            line = token.map[0] + 1 if token.map else 0
            if token.type == "heading_open":
                self._heading(token, tokens[position + 1], line)
                position += 2
            elif token.type == "bullet_list_open":
                depth += 1
                if depth > 1 or token.markup != "-":
                    self._problem(line, "F36")
            elif token.type == "bullet_list_close":
                depth -= 1
            elif token.type == "inline":
                self._paragraph(token, line, bullet=depth > 0)
            elif token.type in _REFUSED:
                self._problem(line, _REFUSED[token.type])
            elif token.type == "code_block":
                self._problem(line, "F36" if token.content.lstrip().startswith("-") else "F35", markup=token.type)
            elif token.type in {"hr", "fence", "blockquote_open"}:
                self._problem(line, "F35", markup=token.markup)
            position += 1
        self._close()
        return self.sections, self.problems

    def _problem(self, line: int, code: str, **values: object) -> None:
        self.problems.append(Problem(self.path, line, code, values))

    def _heading(self, token: "Token", inline: "Token", line: int) -> None:
        if not token.markup.startswith("#"):
            self._problem(line, "F35", markup=token.markup)
            return
        self._close()
        self.sections.append(Section(len(token.markup), inline.content.strip(), line, ()))

    def _close(self) -> None:
        if self.sections:
            last = self.sections[-1]
            self.sections[-1] = Section(last.level, last.heading, last.line, tuple(self.paragraphs))
        self.paragraphs = []

    def _paragraph(self, token: "Token", line: int, *, bullet: bool) -> None:
        spans = tuple(self._spans(token, line, bullet=bullet))
        self.paragraphs.append(Paragraph(spans, line, bullet))

    def _spans(self, token: "Token", line: int, *, bullet: bool) -> Iterator[Span]:
        bold = False
        text = ""
        for child in token.children or []:
            if child.type in {"text", "text_special"}:
                if "*" in child.content:
                    self._problem(line, "F34")
                text += child.content
            elif child.type in {"softbreak", "hardbreak"}:
                line += 1
                if bullet:
                    self._problem(line, "F37")
                text += " "
            elif child.type in {"strong_open", "strong_close"}:
                if child.markup != "**":
                    self._problem(line, "F35", markup=child.markup)
                if text:
                    yield Span(text, bold)
                text = ""
                bold = child.type == "strong_open"
            elif child.type in _REFUSED:
                self._problem(line, _REFUSED[child.type])
            elif child.type == "code_inline":
                self._problem(line, "F35", markup=child.markup)
        if text:
            yield Span(text, bold)
