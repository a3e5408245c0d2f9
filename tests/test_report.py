"""The report: true figures, nothing of fewer than three readers, and charts that can be read anywhere."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import pytest
from playwright.async_api import async_playwright

from bot.config import ROOT
from bot.content.catalogue import Catalogue
from bot.content.checks import FRESH_DAYS
from bot.delivery.conversation import Conversation
from bot.delivery.files import PNG
from bot.editions import Editions
from bot.replies.answers import day
from bot.report import apart, document, figures, sections, text
from bot.report.charts import png, svg
from bot.report.figures import Report, wilson
from bot.report.sections import Chart, Section
from bot.storage.counts import READERS, Count
from bot.storage.database import connect
from bot.storage.store import Store
from bot.texts import Texts
from tests import processes

Run = Callable[..., Awaitable[SimpleNamespace]]
LAST = date(2026, 11, 25)
FIRST = LAST - timedelta(29)
COST = "consular-registration-cost"
LOST = "lost-documents-return"
COUNTS = [
    Count(FIRST, "decision", "answer", 5, 0),
    Count(LAST, "decision", "answer", 30, 0),
    Count(LAST, "decision", "suggest", 10, 0),
    Count(LAST, "decision", "small talk", 5, 0),
    Count(LAST, "language", "ky", 30, 0),
    Count(LAST, "language", "unclear", 10, 0),
    Count(LAST, "style", "without kyrgyz letters", 20, 0),
    Count(LAST, "style", "kyrgyz letters", 20, 0),
    Count(LAST, "topic", "consular", 25, 0),
    Count(LAST, "topic", "removed", 5, 0),
    Count(LAST, "entry", COST, 25, 0),
    Count(LAST, "entry", "removed", 5, 0),
    Count(FIRST, "hour", "09", 10, 2_000),
    Count(LAST, "hour", "09", 10, 8_000),
    Count(LAST, "hour", "21", 4, 6_000),
    Count(LAST, "vote", COST, 4, 0),
    Count(LAST, "vote", LOST, 4, 0),
]
VOTES = {COST: (8, 2), LOST: (3, 3), "passport-renew": (0, 2)}


@pytest.fixture
def catalogue(editions: Editions) -> Catalogue:
    return editions.current.catalogue


@pytest.fixture
def report(catalogue: Catalogue) -> Report:
    return figures.report(COUNTS, VOTES, catalogue, FIRST, LAST)


def shown(report: Report, catalogue: Catalogue, texts: Texts, language: str) -> tuple[Section, ...]:
    return sections.sections(report, catalogue, texts[language])


def test_counts_are_summed_over_days(report: Report) -> None:
    assert report.questions == 50
    assert len(report.days) == 30
    assert [each for each in report.days if each[1]] == [(FIRST, 5), (LAST, 45)]
    assert report.decisions == (("answer", 35), ("suggest", 10), ("small talk", 5))
    assert report.entries == ((COST, 25), ("removed", 5))
    assert [(each.hour, each.questions, each.seconds) for each in report.hours] == [(21, 4, 1.5), (9, 20, 0.5)]


def test_only_entries_that_three_readers_voted_on_have_a_rate(report: Report) -> None:
    assert [(rate.entry, rate.helped, rate.votes) for rate in report.rates] == [(LOST, 3, 6), (COST, 8, 10)]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (500, 1000, 0.4691, 0.5309)],
)
def test_the_interval_is_wilsons(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_of_no_vote_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(0, 0)


def test_stale_pages_are_those_that_check_warns_of(catalogue: Catalogue) -> None:
    newest = max(entry.checked for entry in catalogue.entries.values())
    oldest = min(catalogue.entries.values(), key=lambda entry: (entry.checked, entry.id))
    assert figures.report([], {}, catalogue, FIRST, oldest.checked + timedelta(FRESH_DAYS)).stale == ()
    stale = figures.report([], {}, catalogue, FIRST, newest + timedelta(FRESH_DAYS + 1)).stale
    assert (len(stale), stale[0]) == (len(catalogue.entries), oldest)


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_sections_speak_the_readers_language(report: Report, catalogue: Catalogue, texts: Texts, language: str) -> None:
    found = {section.name: section for section in shown(report, catalogue, texts, language)}
    say = texts[language]
    title = catalogue.entries[COST].versions[language].title
    assert [bar.label for bar in found["entries"].bars] == [title, "removed"]
    assert [bar.label for bar in found["languages"].bars] == ["Кыргызча", say("language unclear")]
    assert found["decisions"].bars[0].value == "35 (70%)"
    assert found["rates"].bars[1].short == "8/10 (80%)"
    assert {"49%", "94%"} <= set(re.findall(r"\d+%", found["rates"].bars[1].value))
    assert found["hours"].bars[0].label == "21:00–21:59"


def test_every_value_that_is_counted_has_its_word(catalogue: Catalogue) -> None:
    from bot.matching.decision import Kind
    from bot.matching.style import Style

    assert {*Kind, *Style} <= set(sections.WORDS)


def test_groups_of_unanswered_questions_and_stale_pages_are_listed(
    report: Report, catalogue: Catalogue, texts: Texts
) -> None:
    (entry, *_) = catalogue.entries.values()
    whole = replace(report, unanswered=(("арзан билет кайда", 4),), stale=(entry,))
    found = {section.name: section for section in shown(whole, catalogue, texts, "ky")}
    assert [(bar.label, bar.value) for bar in found["unanswered"].bars] == [("арзан билет кайда", "4")]
    assert found["stale"].bars[0].label == f"{entry.topic}/{entry.id}.md"
    assert (found["stale"].bars[0].value, found["stale"].chart) == (day(entry.checked, texts["ky"]), Chart.LIST)


def test_rows_of_a_section_end_their_values_in_one_column(report: Report, catalogue: Catalogue, texts: Texts) -> None:
    lines = list(text.lines("Heading", shown(report, catalogue, texts, "ru"), "Note"))
    assert (lines[0], lines[-1]) == ("Heading", "Note")
    start = lines.index(texts["ru"](sections.TITLES["decisions"])) + 1
    rows = lines[start : start + 3]
    assert [row.index(")") for row in rows] == [rows[0].index(")")] * 3
    assert rows[0].count("█") == text.WIDEST and 0 < rows[2].count("█") < rows[1].count("█") < text.WIDEST


class Read(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(report: Report, catalogue: Catalogue, texts: Texts) -> str:
    say = texts["ky"]
    heading = sections.heading(report, say)
    return document.render(heading, sections.sections(report, catalogue, say), sections.note(say), say)


def test_the_page_loads_nothing_and_runs_nothing(page: str) -> None:
    read = Read(page)
    assert not {tag for tag, _ in read.elements} & {"script", "link", "img", "iframe", "object", "image", "use"} - {
        "use"
    }
    for tag, attributes in read.elements:
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    assert "url(http" not in page and "@import" not in page
    policy = next(each["content"] for each in read.all("meta") if each.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_chart_has_words_and_figures_beside_it(
    page: str, report: Report, catalogue: Catalogue, texts: Texts
) -> None:
    drawn = [each for each in shown(report, catalogue, texts, "ky") if each.chart is not Chart.LIST]
    charts = Read(page).all("svg")
    assert [each["role"] for each in charts] == ["img"] * len(drawn)
    for chart, section in zip(charts, drawn, strict=True):
        for bar in section.bars:
            assert f"{bar.label}: {bar.value}" in (chart["aria-label"] or "")
            assert f"<td>{bar.value}" in page


def test_ids_are_of_one_element_each(page: str) -> None:
    ids = [attributes["id"] for _, attributes in Read(page).elements if "id" in attributes]
    assert ids and len(ids) == len(set(ids))


def test_a_chart_takes_its_colours_from_the_page(report: Report, catalogue: Catalogue, texts: Texts) -> None:
    for section in shown(report, catalogue, texts, "ky"):
        drawn = svg(section, "")
        assert ("var(--accent)" in drawn and "var(--ink)" in drawn) or section.chart is Chart.COLUMNS
        assert set(re.findall("#[0-9a-f]{6}", drawn)) <= {"#000000"}, section.name


def test_a_label_that_looks_like_markup_stays_words(report: Report, catalogue: Catalogue, texts: Texts) -> None:
    odd = replace(report, entries=(("<b>$x_1$&</b>", 3),))
    say = texts["ru"]
    made = document.render("<h>", sections.sections(odd, catalogue, say), "", say)
    assert "<b>" not in made and "<h>" not in made and "&lt;b&gt;$x_1$&amp;&lt;/b&gt;" in made


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_picture_has_every_letter_and_a_size_that_telegram_takes(
    report: Report, catalogue: Catalogue, texts: Texts, language: str
) -> None:
    """Matplotlib warns of a letter that its typeface lacks, and a warning fails the test."""
    say = texts[language]
    made = png(f"{sections.heading(report, say)} ңөү", shown(report, catalogue, texts, language))
    width, height = (int.from_bytes(made[start : start + 4]) for start in (16, 20))
    assert made.startswith(PNG) and len(made) < 10_000_000
    assert width + height <= 10_000 and max(width, height) <= 20 * min(width, height)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_it_in_its_own_colours(page: str, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    program = shutil.which("chromium")
    assert program, "install Debian's chromium: sudo apt install chromium"
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = await browser.new_page(viewport={"width": 320, "height": 568}, color_scheme=scheme)
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        await tab.goto(path.as_uri())
        assert asked == [path.as_uri()]
        assert await tab.evaluate("document.documentElement.scrollWidth") <= 320
        words = "[...document.querySelectorAll('svg text')]"
        drawn = await tab.evaluate(f"{words}.map((each) => getComputedStyle(each).fill)")
        ground = await tab.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor")
        dark = [sum(map(int, re.findall(r"\d+", colour)[:3])) < 3 * 128 for colour in (*drawn, ground)]
        assert dark == [scheme == "light"] * len(drawn) + [scheme == "dark"]
        assert min(await tab.evaluate(f"{words}.map((each) => each.getBoundingClientRect().height)")) > 10.5  # pixels
        await browser.close()


UNANSWERED = "самолётко арзан билетти кайдан алам"


async def ask(url: str, readers: int) -> None:
    database = await connect(url)
    store = Store.over(database, "")
    for reader in range(readers):
        await store.counts.add(reader, [("decision", "answer"), ("language", "ky"), ("entry", COST)], 500)
        await store.unanswered.count(reader, UNANSWERED, "ky", "")
    await store.counts.add(1, [("language", "ru")])
    await database.close()


async def test_an_empty_database_has_nothing_to_show_yet(run: Run, database_url: str, data_dir: Path) -> None:
    await ask(database_url, READERS - 1)
    result = await run("report", DATABASE_URL=database_url, DATA_DIR=str(data_dir), LANG="ru_RU.UTF-8")
    assert (result.code, result.err) == (0, "")
    assert "показать пока нечего" in result.out and "консульский учёт" not in result.out


async def test_what_three_readers_ask_is_reported(
    run: Run, database_url: str, tmp_path: Path, data_dir: Path, catalogue: Catalogue
) -> None:
    await ask(database_url, READERS)
    title = catalogue.entries[COST].versions["ky"].title
    env = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir)}
    result = await run("report", "--lang", "ky", **env)
    assert (result.code, result.err) == (0, "")
    assert title in result.out and "Кыргызча" in result.out and UNANSWERED in result.out
    assert "Русский" not in result.out
    path = tmp_path / "report.html"
    for _ in range(2):
        result = await run("report", "--lang", "ky", "--html", str(path), **env)
        assert (result.code, result.err) == (0, "")
        assert str(path) in result.out
    assert title in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--days", "0"], 2, "должно быть от 1 до 365"),
        (["--days", "366"], 2, "должно быть от 1 до 365"),
        (["--lang", "de"], 2, "de"),
        (["--html", "/nowhere/report.html"], 2, "/nowhere/report.html не удалось записать"),
    ],
)
async def test_what_cannot_be_done_is_said(
    run: Run, tmp_path: Path, data_dir: Path, words: list[str], code: int, sentence: str
) -> None:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}", "DATA_DIR": str(data_dir)}
    result = await run("report", *words, **env, LANG="ru_RU.UTF-8")
    assert (result.code, result.out) == (code, "")
    assert sentence in result.err and len(result.err.strip().splitlines()) == 1


async def test_a_database_that_is_not_there_is_named(run: Run, unused_tcp_port: int, data_dir: Path) -> None:
    url = f"postgresql://bot:secret@127.0.0.1:{unused_tcp_port}/bot"
    result = await run("report", DATABASE_URL=url, DATA_DIR=str(data_dir), LANG="ru_RU.UTF-8")
    assert (result.code, result.out) == (1, "")
    assert "127.0.0.1/bot" in result.err and "secret" not in result.err


def admin(bot: SimpleNamespace) -> Conversation:
    return Conversation(bot.app, bot.telegram, 99, "ru")


async def test_stats_is_a_picture_for_admins(bot: SimpleNamespace) -> None:
    for _ in range(READERS):
        await bot.chat("ru").say("сколько стоит консульский учёт")
    (sent,) = [event.message for event in await admin(bot).say("/stats") if event.kind == "sent"]
    assert bot.telegram.files[sent["photo"][0]["file_id"]].startswith(PNG)
    assert sent["caption"].splitlines() == ["Вопросы с 27.10.2026 по 25.11.2026: 3", "ответ дан: 3 (100%)"]
    assert sent["message_id"] in await bot.desk.store.messages.of(99)  # it can be cleared


async def test_stats_names_what_had_no_answer(bot: SimpleNamespace) -> None:
    for _ in range(READERS):
        await bot.chat("ky").say(UNANSWERED)
    (sent,) = [event.message for event in await admin(bot).say("/stats") if event.kind == "sent"]
    assert sent["caption"].splitlines()[-2:] == ["Вопросы без ответа", f"{UNANSWERED}: 3"]


async def test_stats_says_that_there_is_nothing_yet(bot: SimpleNamespace) -> None:
    await bot.chat("ru").say("сколько стоит консульский учёт")
    (sent,) = [event.message for event in await admin(bot).say("/stats") if event.kind == "sent"]
    assert sent["text"].startswith("С 27.10.2026 по 25.11.2026 показать пока нечего")


async def test_stats_that_cannot_be_drawn_are_told(bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(READERS):
        await bot.chat("ru").say("сколько стоит консульский учёт")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (sent,) = [event.message for event in await admin(bot).say("/stats") if event.kind == "sent"]
    assert "ответ дан: 3 (100%)" in sent["text"]


async def test_to_others_stats_is_a_command_that_we_do_not_have(bot: SimpleNamespace) -> None:
    (unknown,) = [event.message["text"] for event in await bot.chat("ru").say("/nonsense") if event.kind == "sent"]
    (stats,) = [event.message["text"] for event in await bot.chat("ru").say("/stats") if event.kind == "sent"]
    assert stats == unknown


def test_the_bot_itself_never_loads_what_draws() -> None:
    loaded = "import sys, bot.commands.run, bot.commands.report; print('matplotlib' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout == "False\n"


async def test_a_picture_that_nobody_waits_for_leaves_no_process(
    report: Report, catalogue: Catalogue, texts: Texts
) -> None:
    before = processes.children(os.getpid())
    drawing = asyncio.create_task(apart.picture("", shown(report, catalogue, texts, "ky")))
    await processes.started_by(os.getpid(), 1, *before)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert processes.children(os.getpid()) == before
