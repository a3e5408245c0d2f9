"""Questions that had no answer: which are kept, how they are counted and grouped; nothing kept tells who asked."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import unanswered
from bot.commands.unanswered import SHOWN, show
from bot.context import Desk
from bot.delivery.conversation import Conversation
from bot.delivery.offline import TOKEN
from bot.editions import Editions
from bot.matching.grouping import ENOUGH, Unanswered, group
from bot.metrics import Metrics
from bot.storage.database import connect
from bot.storage.store import Store
from bot.storage.unanswered import MOST_OF_A_READER
from bot.texts import ENGLISH, Texts
from tests.chat import OPERATORS

READER = 7_123_456_000
DAY = 24 * 60 * 60
QUESTION = "самолетко арзан билет кайдан алам"
REWORDED = ("самолётко арзан билетти кайдан алам?", "samoletko arzan bilet kaydan alam", "арзан билетти кайдан алам")
TELLING = "меня зовут азамат, консулдук каттоо, тел 0555 123-456"


@pytest.fixture
async def desk(texts: Texts, editions: Editions, database_url: str, clock: list[float]) -> AsyncIterator[Desk]:
    """Over a database of each kind."""
    database = await connect(database_url)
    store = Store.over(database, TOKEN, lambda: clock[0])
    yield Desk(texts, editions, store, (99,), OPERATORS, 30, Metrics(), lambda: clock[0])
    await database.close()


@pytest.fixture
def readers(bot: SimpleNamespace) -> Iterator[Conversation]:
    """One new reader after another."""
    return (Conversation(bot.app, bot.telegram, READER + number, "ky") for number in range(100))


async def seen(bot: SimpleNamespace) -> list[tuple[str, int]]:
    return [(each.question, each.count) for each in await bot.desk.store.unanswered.all()]


async def test_one_reader_is_counted_once_a_day(bot: SimpleNamespace, readers: Iterator[Conversation]) -> None:
    reader = next(readers)
    for question in (QUESTION, *REWORDED, QUESTION):
        await reader.say(question)
    assert await seen(bot) == [(QUESTION, 1)]
    await next(readers).say(QUESTION)
    assert await seen(bot) == [(QUESTION, 2)]
    bot.clock[0] += DAY
    await bot.desk.store.forget_old(30)
    await reader.say(QUESTION)
    assert await seen(bot) == [(QUESTION, 2), (QUESTION, 1)]
    (found,) = await unanswered.groups(bot.desk.store, bot.desk.editions.current)
    assert (found.sightings, found.last - found.first) == (3, timedelta(days=1))


async def test_codes_go_with_their_day_and_questions_with_their_time(
    bot: SimpleNamespace, readers: Iterator[Conversation]
) -> None:
    database, reader, codes = bot.desk.store.database, next(readers), set()
    for _ in range(2):
        await reader.say(QUESTION)
        codes |= set(await database.fetch("SELECT reader_key FROM sightings"))
        bot.clock[0] += DAY
        await bot.desk.store.forget_old(30)
        assert await database.fetch("SELECT * FROM sightings") == []
    assert len(codes) == 2  # two days' codes do not tell that they are one reader's
    for left in (2, 1, 0):
        bot.clock[0] += DAY if left < 2 else 27 * DAY
        await bot.desk.store.forget_old(30)
        assert len(await seen(bot)) == left


async def test_codes_last_until_midnight_in_bishkek_and_no_question_longer_than_told(
    bot: SimpleNamespace, readers: Iterator[Conversation]
) -> None:
    await next(readers).say(QUESTION)  # at noon there
    for moment, codes, questions in ((DAY / 2 - 1, 1, 1), (1, 0, 1), (29 * DAY - 1, 0, 1), (1, 0, 0)):
        bot.clock[0] += moment
        await bot.desk.store.forget_old(30)
        assert len(await bot.desk.store.database.fetch("SELECT * FROM sightings")) == codes
        assert len(await seen(bot)) == questions


async def test_a_reader_who_is_forgotten_has_no_code(bot: SimpleNamespace, readers: Iterator[Conversation]) -> None:
    reader, other = next(readers), next(readers)
    for each in (reader, other):
        await each.say(QUESTION)
    await reader.press(reader.messages[-1]["message_id"], "forget:ru:yes")
    assert "без ответа: 1" in reader.messages[-1]["text"]
    assert len(await bot.desk.store.database.fetch("SELECT * FROM sightings")) == 1


async def test_no_name_and_no_number_is_in_the_database(
    bot: SimpleNamespace, readers: Iterator[Conversation], tmp_path: Path
) -> None:
    reader = next(readers)
    await reader.say(TELLING)
    await reader.tap(bot.desk.texts["ky"]("None of these"))
    ((question, _),) = await seen(bot)
    assert question == "меня зовут ‹…›, консулдук каттоо, тел ‹…›"
    tables = ("unanswered", "sightings", "chats", "recent_messages", "inbox")
    kept = repr([await bot.desk.store.database.fetch(f"SELECT * FROM {table}") for table in tables]).encode()
    for name in ("bot.sqlite3", "bot.sqlite3-wal"):
        kept += (tmp_path / name).read_bytes() if (tmp_path / name).exists() else b""
    for secret in ("азамат", "0555", "123-456", str(READER)):
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    "words", ["сколько стоит консульский учёт", "салам", "???", "你好", "0555 123 456", "/nothing", "консулдук каттоо"]
)
async def test_what_needs_no_new_answer_is_not_kept(
    words: str, bot: SimpleNamespace, readers: Iterator[Conversation]
) -> None:
    await next(readers).say(words)
    assert await seen(bot) == []


async def test_nothing_is_kept_of_operators_groups_and_awaited_words(
    bot: SimpleNamespace, readers: Iterator[Conversation]
) -> None:
    await Conversation(bot.app, bot.telegram, READER, "ru", OPERATORS).say(QUESTION)
    await Conversation(bot.app, bot.telegram, READER, "ru", -200).say(f"@{bot.app.bot.username} {QUESTION}")
    reader, say = next(readers), bot.desk.texts["ky"]
    await reader.say("/days")
    await reader.tap(say("I entered the country"))
    await reader.say(QUESTION)
    assert await seen(bot) == []
    await reader.tap(say("Send my question to a person"))
    await reader.tap(say("Send without my name"))
    await reader.tap(say("Write more"))
    await reader.say(QUESTION)
    assert await seen(bot) == []


async def test_a_question_whose_buttons_are_all_wrong_is_kept(
    bot: SimpleNamespace, readers: Iterator[Conversation]
) -> None:
    reader = next(readers)
    await reader.say("консулдук каттоо")
    await reader.tap(bot.desk.texts["ky"]("None of these"))
    assert await seen(bot) == [("консулдук каттоо", 1)]


async def test_one_reader_cannot_fill_the_database(bot: SimpleNamespace) -> None:
    questions = bot.desk.store.unanswered
    for letter in "абвгдежзиклмнопрстуфхцчшэюя":
        await questions.count(READER, letter * 9, "ru", "")
    assert len(await seen(bot)) == MOST_OF_A_READER


async def test_what_the_editors_know_is_not_for_us_is_not_shown(bot: SimpleNamespace) -> None:
    edition, questions = bot.desk.editions.current, bot.desk.store.unanswered
    for reader in range(ENOUGH):
        await questions.count(reader, edition.catalogue.off_topic[0].text, "ky", "")
        await questions.count(reader, QUESTION, "ky", "")
        await questions.count(reader, edition.catalogue.entries["hotline-what-is"].versions["ky"].title, "ky", "")
    (found,) = await unanswered.groups(bot.desk.store, edition)
    assert found.examples[0].question == QUESTION


def asked(question: str, language: str = "ky", entry: str = "", count: int = 1, day: int = 1) -> Unanswered:
    return Unanswered(date(2026, 11, day), question, language, entry, count)


def test_groups_hold_what_is_alike_the_largest_first() -> None:
    rows = [
        asked(QUESTION, entry="a", day=2),
        asked(REWORDED[1], entry="b", count=2, day=4),
        asked(REWORDED[0], entry="a", day=3),
        asked("где купить билет на самолёт подешевле", "ru", count=5),
        asked("Где на самолёт подешевле купить билет?", "ru"),
        asked("мечит кайсы жерде", count=2),
    ]
    first, second = group(rows)
    assert [(each.question, each.sightings) for each in first.examples] == [
        ("где купить билет на самолёт подешевле", 6)
    ]
    assert [(each.question, each.sightings) for each in second.examples] == [(QUESTION, 3), (REWORDED[0], 1)]
    assert (second.entry, second.sightings, second.first.day, second.last.day) == ("a", 4, 2, 4)
    assert [each.languages for each in (first, second)] == [("ru",), ("ky",)]


def test_a_group_keeps_its_name_while_it_grows_whatever_the_order() -> None:
    rows = [asked(QUESTION, count=3, day=2)]
    (before,) = group(rows)
    (after,) = group([asked(each, count=9, day=3) for each in REWORDED[:2]] + rows)
    assert before.id == after.id
    assert after.sightings == 21


def test_a_report_names_nobody_whom_only_one_reader_named(editions: Editions) -> None:
    ours = editions.current.index.vocabulary
    (found,) = group(asked(f"{name}га {QUESTION}", count=2) for name in ("гүлнара", "мирбек"))
    assert unanswered.wording(found, ours) == f"‹…› {QUESTION}"
    (found,) = group(asked(f"{name} {QUESTION}", count=2) for name in ("байкал", "байкал,"))
    assert unanswered.wording(found, ours) == f"байкал {QUESTION}"


def test_a_long_group_is_shown_by_its_most_frequent_examples() -> None:
    rows = [asked(f"{QUESTION} {'кол' * (number + 1)}"[:45], count=number + 1) for number in range(6)]
    (found,) = group([*rows, *(asked(f"{QUESTION} {letter}") for letter in "абвгдеж")])
    text = show((found,), ENGLISH)
    assert text.count(QUESTION) == SHOWN
    assert f"other ways to ask: {len(found.examples) - SHOWN}" in text
