"""Question lines added to a page, everything else in it left byte for byte as it was."""

from collections.abc import Sequence
from pathlib import Path

from bot.content import page
from bot.errors import PagesError
from bot.texts import Translation


def added(data: bytes, path: Path, languages: Sequence[Translation], language: str, questions: Sequence[str]) -> bytes:
    """The page's bytes with these questions at the end of the language's list.

    Raises PagesError when the page has an error, or a question cannot stand in it as it is.
    """
    before = _questions(data, path, languages, language)
    lines = data.split(b"\n")
    ends = b"\r\n" if lines[0].endswith(b"\r") else b"\n"
    block = ends.join(f"- {question}".encode() for question in questions)
    above, below = lines[: before[-1].line], lines[before[-1].line :]
    changed = b"\n".join(above) + (b"\n" + block + ends + b"\n".join(below) if below else ends + block)
    after = _questions(changed, path, languages, language)
    if [each.text for each in after] != [*(each.text for each in before), *questions]:
        raise PagesError("These questions cannot stand in {path} as they are; add them by hand.", path=path)
    return changed


def _questions(data: bytes, path: Path, languages: Sequence[Translation], language: str) -> tuple[page.Question, ...]:
    entry, problems = page.read(data, path, languages)
    if not entry:
        raise PagesError("{path} has {count} errors; “python -m bot check” lists them.", path=path, count=len(problems))
    return entry.versions[language].questions
