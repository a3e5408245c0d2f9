"""A page to fill in: everything but its words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.content.page import QUESTIONS
from bot.texts import Translation


def page(
    checked: date,
    languages: Iterable[Translation],
    *,
    source: str = "",
    titles: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    questions: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """A page, with what is known of it by language; what is left empty `check` asks for by its code."""
    parts = [f"Source: {source}".rstrip(), f"Checked: {checked.isoformat()}"]
    for say in languages:
        parts += ["", f"## {say.name}: {(titles or {}).get(say.language, '')}".rstrip(), ""]
        answer = (answers or {}).get(say.language)
        parts += [*([answer, ""] if answer else []), f"### {say(QUESTIONS)}"]
        parts += [f"- {question}" for question in (questions or {}).get(say.language, ())]
    return "\n".join(parts) + "\n"


def topic(languages: Iterable[Translation], order: int) -> str:
    """The _topic.md of a new topic: its place in the menu, and its name in each language to be written."""
    headings = [line for say in languages for line in ("", f"## {say.name}:")]
    return "\n".join([f"Order: {order}", *headings]) + "\n"
