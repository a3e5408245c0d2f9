"""What an editor is told of a question is what the bot did with it, and why, down to the words."""

import re
import socket
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.context import Desk
from bot.editions import Editions
from bot.matching.comparison import Piece, Repair, compare, repaired
from bot.matching.decision import Kind
from bot.matching.index import Index
from bot.matching.known import known
from bot.matching.verdict import LISTED, Cause, Heard, Verdict, judge
from bot.texts import Texts
from bot.web import reasons
from bot.web.findings import Findings
from bot.web.guard import is_open, is_ours
from bot.web.workbench import Workbench
from tests.test_matching import SMALL_CATALOGUE, SMALL_MODEL

FILM = "посоветуйте красивый фильм про любовь и котят на вечер пятницы"
TWO = "Сколько стоит учёт в консульстве? Где получить справку о несудимости?"
UNSURE = "муж забрал детей и документы"
CAUSES = {
    "Сколько стоит консульский учёт": (Kind.ANSWER, Cause.KNOWN),
    "сколько стоит учёт в консульстве в Москве": (Kind.ANSWER, Cause.SURE),
    UNSURE: (Kind.SUGGEST, Cause.UNSURE),
    "салам": (Kind.UNKNOWN, Cause.SMALL_TALK),
    FILM: (Kind.UNKNOWN, Cause.OFF_TOPIC),
    "андроиде": (Kind.UNKNOWN, Cause.UNLIKE),
    "могу ли купить квартиру в Турции": (Kind.SUGGEST, Cause.ELSEWHERE),
    "паспорт": (Kind.SUGGEST, Cause.AMBIGUOUS),
    "😀 !!!": (Kind.UNKNOWN, Cause.WORDLESS),
}


def judged(editions: Editions, text: str, last: str = "") -> Verdict:
    edition = editions.current
    return judge(Heard(text, last, "ru"), edition.index, edition.catalogue)


@pytest.mark.parametrize("text", CAUSES)
def test_the_cause_of_a_decision_is_named(editions: Editions, text: str) -> None:
    verdict = judged(editions, text)
    assert (verdict.decision.kind, verdict.cause) == CAUSES[text]
    assert len(verdict.candidates) <= LISTED


def test_words_that_several_entries_are_asked_for_with_are_ambiguous(editions: Editions) -> None:
    index = editions.current.index
    words = [word for word, uses in index.known.uses.items() if uses > 60]
    verdicts = [judged(editions, word) for word in words]
    ambiguous = [each for each in verdicts if each.cause is Cause.AMBIGUOUS]
    assert ambiguous and all(each.ranking.ambiguous and each.decision.kind is Kind.SUGGEST for each in ambiguous)


def test_a_short_message_goes_on_from_the_answer_before(editions: Editions) -> None:
    verdict = judged(editions, "а сколько это стоит", "consular-registration-how")
    assert (verdict.cause, verdict.decision.kind) == (Cause.FOLLOW_UP, Kind.SUGGEST)
    assert verdict.candidates == verdict.decision.candidates
    assert judged(editions, "а сколько это стоит").cause is not Cause.FOLLOW_UP


def test_each_of_several_questions_has_its_page_among_the_candidates(editions: Editions) -> None:
    asked = [TWO, *(f"Где найти юриста бесплатно? {part}?" for part in ("Как вернуть паспорт", "Где мне голосовать"))]
    verdicts = [judged(editions, text) for text in asked]
    for verdict in verdicts:
        names = [each.entry for each in verdict.candidates]
        assert {each.entry for each in verdict.decision.candidates} <= set(names)
        assert len(names) == len(set(names))
    assert any(each.cause is Cause.SEVERAL or each.decision.also for each in verdicts)


async def test_the_workbench_never_disagrees_with_the_bot(bot: SimpleNamespace) -> None:
    """Each kind of message, one after another, so that some go on from an answer."""
    heard: list[Heard] = []
    bot.desk.listeners.append(lambda chat_id, each: heard.append(each))
    reader, edition = bot.chat("ru"), bot.desk.editions.current
    for text in [*CAUSES, TWO, "как встать на консульский учёт", "а сколько это стоит", "эмне үчүн?"]:
        events = await reader.say(text)
        (taken,), heard[:] = heard[:], []
        verdict = judge(taken, edition.index, edition.catalogue)
        rows = [row for event in events if event.kind == "sent" for row in keyboard(event.message)]
        offered = [data.split(":")[2] for data in rows if data.startswith("entry:")]
        voted = [data.split(":")[2] for data in rows if data.startswith("helped:")]
        first = verdict.decision.candidates[:1]
        assert voted == [each.entry for each in first if verdict.decision.kind is Kind.ANSWER], text
        if verdict.decision.kind is Kind.SUGGEST:
            assert offered == [each.entry for each in verdict.decision.candidates], text
        assert taken.text == text


def keyboard(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button.get("callback_data", "") for row in rows for button in row]


async def test_only_questions_are_heard(bot: SimpleNamespace) -> None:
    """A date typed into a guide and a command are no questions."""
    heard: list[Heard] = []
    bot.desk.listeners.append(lambda chat_id, each: heard.append(each))
    reader = bot.chat("ru")
    await reader.say("/days")
    await reader.tap(bot.desk.texts["ru"]("I entered the country"))
    await reader.say("12.10")
    await reader.say("/start")
    assert heard == []
    await reader.say("паспорт")
    assert [each.text for each in heard] == ["паспорт"]


def marked(pieces: tuple[Piece, ...]) -> dict[str, str]:
    return {piece.text: piece.shared for piece in pieces if piece.shared}


def test_shared_words_are_found_in_any_form_and_in_the_other_language(editions: Editions) -> None:
    edition = editions.current
    entry, text = edition.catalogue.entries["lost-documents-return"], "паспортмду жоготуп иидим үйгө"
    ranking = edition.index.find(text)
    found = compare(text, ranking.repairs, entry, edition.index.lexicon)
    assert marked(found.message)["паспортмду"] == "word"
    ky, ru = ([each for each in found.questions if each.language == language] for language in ("ky", "ru"))
    assert len(ky) == len(ru) == 2
    assert "word" in marked(ky[0].pieces).values()
    assert "notion" in marked(ru[0].pieces).values(), "«потерял» means what «жоготуп» does"
    lines = entry.path.read_text(encoding="utf-8").splitlines()
    for each in found.questions:
        assert "".join(piece.text for piece in each.pieces) in lines[each.line - 1]


def test_a_mended_word_is_shown_as_people_write_it(editions: Editions) -> None:
    edition = editions.current
    text = "Паспортмду жоготтум"
    mended = repaired(text, edition.index.find(text).repairs, edition.index, edition.catalogue)
    assert mended == (Repair("Паспортмду", "паспортумду"),)


@given(st.text(max_size=120))
def test_no_message_loses_a_letter_when_it_is_compared(text: str) -> None:
    index = Index(known(SMALL_CATALOGUE), SMALL_MODEL)
    entry = next(iter(SMALL_CATALOGUE.entries.values()))
    ranking = index.find(text)
    found = compare(text, ranking.repairs, entry, index.lexicon)
    assert "".join(piece.text for piece in found.message) == text
    assert len(repaired(text, ranking.repairs, index, SMALL_CATALOGUE)) == len(ranking.repairs)


async def asked(desk: Desk, text: str, language: str = "ru") -> dict[str, Any]:
    workbench = Workbench(desk, Findings(desk.editions, Path("nowhere")))
    assert workbench.question(7, desk.texts[language]) is None
    workbench.heard[7] = Heard(text, "", language)
    found = workbench.question(7, desk.texts[language])
    assert found is not None
    return found


async def test_an_unsure_question_is_told_what_would_settle_it(desk: Desk) -> None:
    found = await asked(desk, UNSURE)
    assert found["outcome"] == "Бот предложил кнопки."
    trust, _ = found["scales"]
    assert trust["value"] < trust["needed"] and "для ответа нужно" in trust["text"]
    assert found["line"] == f"- {UNSURE}"
    entry = desk.editions.current.catalogue.entries[found["candidates"][0]["id"]]
    last = entry.versions["ru"].questions[-1].line
    assert f"«### Как спрашивают» файла faq/{entry.topic}/{entry.id}.md:{last}" in found["advice"][-1]
    assert [each["fate"] for each in found["candidates"]][:4] == ["кнопка"] * 4
    assert found["candidates"][-1]["title"] == "Вопрос не к этому боту"
    assert found["page"]["id"] == entry.id and len(found["page"]["compared"]) == 4


def test_what_falls_short_is_seen_to_fall_short(editions: Editions, texts: Texts) -> None:
    verdict = judged(editions, UNSURE)
    sure = verdict.ranking.bounds.sure
    close = replace(verdict, ranking=replace(verdict.ranking, trust=sure - 1e-6, reach=1.0))
    trust, reach = reasons.scales(close, texts["ru"])
    value, needed = map(int, re.findall(r"(\d+)%", trust["text"]))
    assert value < needed
    assert reach["value"] >= reach["needed"]


@pytest.mark.parametrize("language", ["ru", "ky"])
@pytest.mark.parametrize("text", [*CAUSES, TWO])
async def test_every_cause_has_its_words_in_both_languages(desk: Desk, text: str, language: str) -> None:
    found = await asked(desk, text, language)
    assert found["advice"] and all("{" not in sentence for sentence in [*found["advice"], found["outcome"]])
    assert "".join(part for part, _ in found["message"]) == text
    wanting = judged(desk.editions, text).cause in reasons.LED | reasons.LACKING
    assert bool(found["line"]) == wanting


async def test_a_question_is_explained_while_the_model_is_trained(desk: Desk, texts: Texts) -> None:
    edition = desk.editions.current
    untrained = type(edition)(edition.catalogue, Index(edition.index.known, None))
    heard = Heard("сколько стоит консульский учет если платить", "", "ru")
    verdict = judge(heard, untrained.index, untrained.catalogue)
    (scale,) = reasons.scales(verdict, texts["ru"])
    assert scale["needed"] == 0.9 and scale["text"].startswith("Сходство с известным вопросом")
    sentences = reasons.advice(heard, verdict, untrained, texts, texts["ru"])
    assert any("модель обучается" in sentence for sentence in sentences)


async def test_all_pages_are_listed_by_topic_with_their_votes(desk: Desk, clock: list[float]) -> None:
    await desk.store.votes.count(desk.today, "consular-registration-cost", True)
    await desk.store.votes.count(desk.today, "consular-registration-cost", False)
    listed = await Workbench(desk, Findings(desk.editions, Path("nowhere"))).pages(desk.texts["ru"])
    pages = {page["id"]: page for topic in listed["topics"] for page in topic["pages"]}
    catalogue = desk.editions.current.catalogue
    assert set(pages) == set(catalogue.entries)
    assert [topic["title"] for topic in listed["topics"]] == [topic.titles["ru"] for topic in catalogue.topics]
    page, entry = pages["consular-registration-cost"], catalogue.entries["consular-registration-cost"]
    assert page["votes"] == (1, 1) and pages["consular-registration-how"]["votes"] == (0, 0)
    assert page["questions"] == {name: len(version.questions) for name, version in entry.versions.items()}
    assert page["checked"] == entry.checked.strftime("%d.%m.%Y") and not page["stale"]
    clock[0] += 200 * 24 * 3600
    aged = await Workbench(desk, Findings(desk.editions, Path("nowhere"))).pages(desk.texts["ky"])
    assert all(each["stale"] for topic in aged["topics"] for each in topic["pages"])


@pytest.mark.parametrize(
    ("asked_for", "host", "let_in"),
    [
        ("127.0.0.1:8080", "127.0.0.1", True),
        ("localhost", "127.0.0.1", True),
        ("[::1]:8080", "127.0.0.1", True),
        ("127.0.0.2:8080", "127.0.0.2", True),
        ("192.168.1.5:8080", "127.0.0.1", False),
        ("evil.example:8080", "127.0.0.1", False),
        ("evil.example:8080", "0.0.0.0", False),
        ("192.168.1.5:8080", "0.0.0.0", True),
        ("[fe80::1]:8080", "::", True),
        ("localhost:8080", "0.0.0.0", True),
        ("editor.example:8080", "editor.example", True),
        ("[::1", "0.0.0.0", False),
        ("", "0.0.0.0", False),
    ],
)
def test_only_what_a_person_types_leads_here(asked_for: str, host: str, let_in: bool) -> None:
    assert is_ours(asked_for, host) is let_in


@pytest.mark.parametrize(("name", "let_in"), [("desk-7", True), ("desk-7.local", True), ("desk-7.evil.example", False)])
def test_this_computers_name_leads_here(monkeypatch: pytest.MonkeyPatch, name: str, let_in: bool) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk-7")
    assert is_ours(f"{name}:8080", "0.0.0.0") is let_in
    assert not is_ours(f"{name}:8080", "127.0.0.1")


@pytest.mark.parametrize(
    ("host", "to_others"),
    [("127.0.0.1", False), ("127.0.0.9", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("::", True)],
)
def test_an_address_that_others_reach_is_known(host: str, to_others: bool) -> None:
    assert is_open(host) is to_others
