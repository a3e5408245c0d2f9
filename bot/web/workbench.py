"""The workbench beside the preview's chat: how the last question was understood, and the state of all pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.content.checks import FRESH_DAYS
from bot.content.page import Entry
from bot.content.problem import Problem
from bot.context import Desk
from bot.matching.comparison import Piece, compare
from bot.matching.verdict import Heard, judge
from bot.recent import Recent
from bot.replies import answers
from bot.texts import Translation
from bot.web import reasons
from bot.web.findings import Findings


class Workbench:
    """Both views as objects for JSON, made anew each time; `heard` holds the last question of each chat."""

    def __init__(self, desk: Desk, findings: Findings) -> None:
        self._desk = desk
        self._findings = findings
        self.heard: Recent[Heard] = Recent()

    def question(self, chat_id: int, say: Translation) -> dict[str, Any] | None:
        """What the edition served now makes of the chat's last question; None when nothing was asked."""
        heard = self.heard.get(chat_id)
        if heard is None:
            return None
        edition, texts = self._desk.editions.current, self._desk.texts
        verdict = judge(heard, edition.index, edition.catalogue)
        found: dict[str, Any] = {
            "message": [(heard.text, "")],
            "outcome": reasons.outcome(verdict, say),
            "facts": list(reasons.facts(heard, verdict, edition, texts, say)),
            "scales": list(reasons.scales(verdict, say)),
            "candidates": list(reasons.candidates(verdict, edition, say)),
            "advice": reasons.advice(heard, verdict, edition, texts, say),
            "line": reasons.line(heard, verdict),
            "page": None,
        }
        if verdict.candidates:
            first = edition.catalogue.entries[verdict.candidates[0].entry]
            beside = compare(heard.text, verdict.ranking.repairs, first, edition.index.lexicon)
            questions = [
                {"place": reasons.place(first, each.line), "language": each.language, "pieces": _parts(each.pieces)}
                for each in beside.questions
            ]
            found |= {"message": _parts(beside.message), "page": {**self._page(first, say), "compared": questions}}
        return found

    async def pages(self, say: Translation) -> dict[str, Any]:
        """Every page by topic, with its problems and votes."""
        catalogue = self._desk.editions.current.catalogue
        votes = await self._desk.store.votes.since(date.min)
        topics = [
            {
                "title": topic.titles[say.language],
                "pages": [
                    {**self._page(entry, say), "votes": votes.get(entry.id, (0, 0))}
                    for entry in catalogue.of_topic(topic.id)
                ],
            }
            for topic in catalogue.topics
        ]
        return {"topics": topics}

    def problems(self, say: Translation) -> list[dict[str, Any]]:
        """Those of all pages, in the parts of `file:line: CODE what to do`."""
        return _worded(self._findings.problems, say)

    def _page(self, entry: Entry, say: Translation) -> dict[str, Any]:
        version = entry.versions[say.language]
        days = (self._desk.today - entry.checked).days
        return {
            "id": entry.id,
            "title": version.title,
            "place": reasons.place(entry, version.line),
            "problems": _worded((each for each in self._findings.problems if each.path == entry.path), say),
            "questions": {name: len(each.questions) for name, each in entry.versions.items()},
            "checked": answers.day(entry.checked, say),
            "days": days,
            "stale": days > FRESH_DAYS,
        }


def _worded(problems: Iterable[Problem], say: Translation) -> list[dict[str, Any]]:
    return [
        {
            "place": f"{'/'.join(each.path.parts[-3:])}:{each.line}",
            "code": each.code,
            "sentence": each.sentence(say),
            "error": each.is_error,
        }
        for each in problems
    ]


def _parts(pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    return [(piece.text, piece.shared) for piece in pieces]
