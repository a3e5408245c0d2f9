"""What a page must satisfy besides its grammar: sources, the same facts in both languages, names of other pages."""

import difflib
from collections.abc import Collection, Iterator
from datetime import date

from bot.content.catalogue import Catalogue
from bot.content.facts import facts
from bot.content.page import Entry
from bot.content.problem import Problem

FRESH_DAYS = 180
QUESTIONS_WANTED = 15


def check(catalogue: Catalogue, guides: Collection[str], today: date) -> list[Problem]:
    """Every problem that one page has with the report, with its other language and with other pages' names."""
    problems: list[Problem] = []
    titles: dict[tuple[str, str], Entry] = {}
    for entry in catalogue.entries.values():
        problems += [*_sources(entry, catalogue), *_parity(entry), *_names(entry, catalogue, guides)]
        problems += [*_age(entry, today), *_questions(entry)]
        for language, version in entry.versions.items():
            other = titles.setdefault((language, version.title.casefold()), entry)
            if other is not entry:
                values = {"other": other.path, "line": other.versions[language].line}
                problems.append(Problem(entry.path, version.line, "F59", values))
    for topic in catalogue.topics:
        own = [entry.id for entry in catalogue.of_topic(topic.id)]
        known = {*own, *catalogue.broken}
        problems += [
            Problem(topic.path, topic.lines["First"], "F56", _unknown("First", entry_id, own))
            for entry_id in topic.first
            if entry_id not in known
        ]
    return problems


def _sources(entry: Entry, catalogue: Catalogue) -> Iterator[Problem]:
    for number in entry.source:
        if number not in catalogue.digest.paragraphs:
            yield Problem(entry.path, entry.lines["Source"], "F50", {"number": number})
    known = catalogue.digest.facts(entry.source)
    for paragraph in [part for version in entry.versions.values() for part in version.answer] + [*entry.show]:
        for fact, words in facts(paragraph.text).items():
            if fact not in known:
                yield Problem(entry.path, paragraph.line, "F51", {"fact": words})


def _parity(entry: Entry) -> Iterator[Problem]:
    found: dict[str, dict[str, tuple[str, int]]] = {language: {} for language in entry.versions}
    for language, version in entry.versions.items():
        for part in version.answer:
            for fact, words in facts(part.text).items():
                found[language].setdefault(fact, (words, part.line))
    for present, here in found.items():
        for absent, there in found.items():
            for fact in here.keys() - there.keys():
                words, line = here[fact]
                yield Problem(entry.path, line, "F52", {"fact": words, "present": present, "absent": absent})


def _names(entry: Entry, catalogue: Catalogue, guides: Collection[str]) -> Iterator[Problem]:
    others = [other for other in catalogue.entries if other != entry.id]
    for name in entry.see_also:
        if name not in others and name not in catalogue.broken:
            yield Problem(entry.path, entry.lines["See also"], "F56", _unknown("See also", name, others))
    notions = [concept.name for concept in catalogue.concepts]
    for name in entry.valid_in:
        if name not in notions:
            yield Problem(entry.path, entry.lines["Valid in"], "F64", _unknown("Valid in", name, notions))
    if entry.guide and entry.guide not in guides:
        values = {"id": entry.guide, "known": ", ".join(sorted(guides)) or "–"}
        yield Problem(entry.path, entry.lines["Guide"], "F57", values)


def _unknown(field: str, name: str, known: list[str]) -> dict[str, object]:
    nearest = difflib.get_close_matches(name, known, 1, 0) or ["–"]
    return {"field": field, "id": name, "suggestion": nearest[0]}


def _age(entry: Entry, today: date) -> Iterator[Problem]:
    if is_stale(entry, today):
        days = (today - entry.checked).days
        yield Problem(entry.path, entry.lines["Checked"], "W70", {"days": days, "date": entry.checked.isoformat()})


def is_stale(entry: Entry, today: date) -> bool:
    """Whether the entry was last checked so long ago that it must be checked again."""
    return (today - entry.checked).days > FRESH_DAYS


def _questions(entry: Entry) -> Iterator[Problem]:
    for version in entry.versions.values():
        if len(version.questions) < QUESTIONS_WANTED:
            values = {"count": len(version.questions), "wanted": QUESTIONS_WANTED}
            yield Problem(entry.path, version.line, "W72", values)
