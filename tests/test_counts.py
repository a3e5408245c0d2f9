"""The counts: every question once in each, nothing of fewer than three readers, nothing of who they are."""

import asyncio
import csv
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from bot import attempt
from bot.attempt import Attempt
from bot.config import ROOT
from bot.editions import Editions
from bot.matching.message import read
from bot.matching.style import Style, style
from bot.storage.counts import KEPT_DAYS, READERS, VOTE, Count, Counts
from bot.storage.database import Database
from bot.storage.store import Store

TODAY = date(2026, 11, 25)
KNOWN = "сколько стоит консульский учёт"
UNKNOWN = "где купить билет на самолёт подешевле"
CELLS = [("language", "ky"), ("decision", "answer")]


@pytest.fixture
def store(opened: Database, clock: list[float]) -> Store:
    return Store.over(opened, "1:token", lambda: clock[0])


def shown(counts: list[Count]) -> dict[tuple[str, str], int]:
    return {(each.what, each.value): each.n for each in counts}


async def test_a_count_shows_once_three_readers_are_behind_it(store: Store) -> None:
    for reader, seen in ((1, {}), (1, {}), (2, {}), (2, {}), (3, dict.fromkeys(CELLS, 5))):
        await store.counts.add(reader, CELLS)
        assert shown(await store.counts.since(TODAY)) == seen
    await store.counts.add(1, [("language", "ru")])
    assert ("language", "ru") not in shown(await store.counts.since(TODAY))


async def test_the_same_cell_twice_counts_once(store: Store) -> None:
    for reader in range(READERS):
        await store.counts.add(reader, [CELLS[0], CELLS[0]])
    assert shown(await store.counts.since(TODAY)) == {CELLS[0]: READERS}


async def test_an_hour_keeps_how_long_its_questions_took(store: Store, clock: list[float]) -> None:
    for reader in (1, 2, 3):
        await store.counts.add(reader, CELLS, 1000 * reader)
    clock[0] += 60 * 60
    await store.counts.add(4, CELLS, 9000)
    hours = [each for each in await store.counts.since(TODAY) if each.what == "hour"]
    assert hours == [Count(TODAY, "hour", "12", 3, 6000)]


async def test_who_is_behind_a_count_is_erased_when_there_are_three(store: Store, opened: Database) -> None:
    for reader, rows in ((1, 2), (2, 4), (3, 0)):
        await store.counts.add(reader, CELLS)
        await store.counts.forget_old()
        assert len(await opened.fetch("SELECT 1 FROM counted_readers")) == rows
    await store.counts.add(4, CELLS)
    assert await opened.fetch("SELECT 1 FROM counted_readers") == []
    assert shown(await store.counts.since(TODAY)) == dict.fromkeys(CELLS, 4)


async def test_a_day_that_is_over_keeps_no_reader_and_no_count_of_few(
    store: Store, opened: Database, clock: list[float]
) -> None:
    for reader in (1, 2, 3):
        await store.counts.add(reader, CELLS[:1])
    await store.counts.add(1, CELLS[1:])
    await store.counts.forget_old()
    assert len(await opened.fetch("SELECT 1 FROM counts")) == 2
    clock[0] += 12 * 60 * 60  # midnight in Bishkek
    await store.counts.forget_old()
    assert await opened.fetch("SELECT 1 FROM counted_readers") == []
    assert await opened.fetch("SELECT what, value, n FROM counts") == [("language", "ky", 3)]
    clock[0] += (KEPT_DAYS - 1) * 24 * 60 * 60 - 1
    await store.forget_old(30)
    assert len(await opened.fetch("SELECT 1 FROM counts")) == 1
    clock[0] += 1
    await store.forget_old(30)
    assert await opened.fetch("SELECT 1 FROM counts") == []


async def test_no_two_rows_tell_of_one_reader(store: Store, opened: Database, clock: list[float]) -> None:
    await store.counts.add(42, CELLS)
    clock[0] += 24 * 60 * 60
    await store.counts.add(42, CELLS)
    await store.chats.choose(42, "ky")
    keys = [row[0] for row in await opened.fetch("SELECT reader_key FROM counted_readers")]
    keys += [row[0] for row in await opened.fetch("SELECT chat_key FROM chats")]
    assert len(keys) == len(set(keys)) == 5


async def test_a_reader_who_is_forgotten_is_nobody_of_the_three(store: Store, opened: Database) -> None:
    await store.counts.add(1, CELLS)
    await store.counts.add(2, CELLS)
    assert await store.counts.forget(1) == 2
    assert await store.counts.forget(1) == 0
    assert len(await opened.fetch("SELECT 1 FROM counted_readers")) == 2
    await store.counts.add(1, CELLS)
    assert await store.counts.since(TODAY) == []
    await store.counts.add(3, CELLS)
    assert shown(await store.counts.since(TODAY)) == dict.fromkeys(CELLS, 4)


async def test_votes_are_summed_by_entry_from_a_day_on(store: Store) -> None:
    for day, helped in ((TODAY - timedelta(1), False), (TODAY, True), (TODAY, True), (TODAY, False)):
        await store.votes.count(day, "hotline", helped)
    assert await store.votes.since(TODAY) == {"hotline": (2, 1)}
    assert await store.votes.since(TODAY - timedelta(1)) == {"hotline": (2, 2)}


async def test_every_question_is_counted_once_in_each(bot: SimpleNamespace) -> None:
    attempt.current.set(tried := Attempt(1, bot.clock[0] - 1.5))
    counts: Counts = bot.desk.store.counts
    for _ in range(READERS):
        chat = bot.chat("ru")
        for text in (UNKNOWN, KNOWN, "спасибо", "???", "/topics"):
            await chat.say(text)
    assert await counts.since(TODAY) == []  # kept with the update's outcome, and so once
    await tried.settle(partial(asyncio.sleep, 0), lambda write: write())
    found = {(each.what, each.value): each for each in await counts.since(TODAY)}
    assert {cell: each.n for cell, each in found.items()} == {
        ("decision", "answer"): 3,
        ("decision", "unknown"): 3,
        ("decision", "small talk"): 3,
        ("entry", "consular-registration-cost"): 3,
        ("topic", "consular"): 3,
        ("language", "ru"): 6,
        ("language", "unclear"): 3,
        ("style", "russian"): 6,
        ("style", "other"): 3,
        ("hour", "12"): 9,
    }
    assert found["hour", "12"].milliseconds == 9 * 1500


async def test_questions_in_a_group_are_counted(bot: SimpleNamespace) -> None:
    from bot.delivery.conversation import Conversation

    for reader in range(READERS):
        chat = Conversation(bot.app, bot.telegram, 100 + reader, "ru", -7)
        await chat.say(f"@offline_bot {KNOWN}")
        await chat.say("@offline_bot")
        await chat.say(KNOWN)
    assert shown(await bot.desk.store.counts.since(TODAY))["decision", "answer"] == READERS


async def test_votes_are_counted_with_their_readers(bot: SimpleNamespace, texts: SimpleNamespace) -> None:
    bot.clock[0] -= 11 * 60 * 60  # after midnight in Bishkek, before it in Moscow
    for _ in range(READERS):
        chat = bot.chat("ru")
        await chat.say(KNOWN)
        await chat.tap(texts["ru"]("It helped"))
    assert shown(await bot.desk.store.counts.since(TODAY))[VOTE, "consular-registration-cost"] == READERS
    assert await bot.desk.store.votes.since(TODAY) == {"consular-registration-cost": (READERS, 0)}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Консулдук каттоого кантип турам, акысы төлөнөбү?", "ky", Style.KYRGYZ_LETTERS),
        ("консулдук каттого кантип турам", "ky", Style.WITHOUT),
        ("konsulduk kattoogo kantip turam", "ky", Style.LATIN),
        ("kak vstat na uchet", "ru", Style.LATIN),
        ("консулдукка временный учётко турсам болобу", "ky", Style.MIXED),
        ("как мне үй-бүлөгө көмөк получить", "ru", Style.MIXED),
        ("виза", None, Style.OTHER),
        ("сколько стоит консульский учёт", "ru", Style.RUSSIAN),
        ("migrant.kg деген сайт барбы", "ky", Style.WITHOUT),
        ("1899?", None, Style.OTHER),
        ("你好", None, Style.OTHER),
    ],
)
def test_a_style_is_told_from_letters_and_language(text: str, language: str | None, expected: Style) -> None:
    assert style(text, language) is expected


def test_a_word_without_end_holds_nobody_up() -> None:
    assert style("а-" * 200_000, "ky") is Style.WITHOUT  # an hour, where its square is what it takes


def test_styles_of_labelled_messages(editions: Editions) -> None:
    """Latin always, Russian as such, mixed ones half of the time and hardly ever by mistake."""
    index, catalogue = editions.current.index, editions.current.catalogue
    found: dict[str, Counter[Style]] = {"latin": Counter(), "ru": Counter(), "ky": Counter(), "mixed": Counter()}
    with (ROOT / "tests" / "questions" / "dev.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            kind = "latin" if row["style"].startswith("latin") else row["lang"]
            found[kind][style(row["question"], read(row["question"], index, catalogue)[1].language)] += 1
    share: Callable[[str, Style], float] = lambda kind, each: found[kind][each] / found[kind].total()  # noqa: E731
    assert share("latin", Style.LATIN) == 1
    assert share("ru", Style.RUSSIAN) > 0.95
    assert share("mixed", Style.MIXED) > 0.45
    assert share("ky", Style.MIXED) < 0.1
