"""A new page to fill in: `check` tells what is still missing, and until then it reaches no reader."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.content.page import QUESTIONS
from bot.texts import Translation


def page(languages: Iterable[Translation], today: date, questions: Mapping[str, Sequence[str]]) -> str:
    """A page without source, titles and answers; `questions` are known ways people ask, by language code."""
    return "\n".join(_lines(languages, today, questions))


def _lines(languages: Iterable[Translation], today: date, questions: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from ("Source:", f"Checked: {today.isoformat()}", "")
    for say in languages:
        yield from (f"## {say.name}", "", f"### {say(QUESTIONS)}")
        yield from (f"- {question}" for question in questions.get(say.language, ()))
        yield ""
