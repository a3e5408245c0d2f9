"""From the inbox to the reader, over the real application: only Telegram and the clock are replaced."""

import asyncio
import json
import random
import sqlite3
import statistics
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import MessageHandler, filters

from bot.albums import Albums
from bot.context import Desk
from bot.delivery import dispatcher
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.flood import BURST, PER_SECOND, Flood
from bot.delivery.intake import LARGEST, Intake, Malformed, turn
from bot.delivery.messages import METHODS
from bot.delivery.outline import outline
from bot.delivery.staleness import STALE_SECONDS
from bot.errors import StorageError
from bot.handlers.failure import FAILED
from bot.handlers.media import PICTURE
from bot.recent import CHATS
from bot.replies import notices
from bot.storage.inbox import LEASE_SECONDS, MOST_OF_A_CHAT

HOTLINE = "что такое 1899"


class Line:
    """The bot with its inbox: what is written to it, and what comes back."""

    def __init__(self, bot: SimpleNamespace) -> None:
        self.bot = bot
        self.inbox = bot.desk.store.inbox
        self.dispatcher = Dispatcher(bot.app, bot.desk)
        self.intake = Intake(self.inbox, bot.desk.metrics, self.dispatcher.wake)
        self._numbers = iter(range(1, 10_000))

    def message(self, text: str, chat_id: int = 7, **more: Any) -> dict[str, Any]:
        number = next(self._numbers)
        person = {"id": chat_id, "is_bot": False, "first_name": "Reader", "language_code": "ru"}
        chat = {"id": chat_id, "type": "private"}
        content = {"message_id": number, "date": int(self.bot.clock[0]), "chat": chat, "from": person, "text": text}
        return {"update_id": number, "message": {**content, **more}}

    async def ask(self, *texts: str, chat_id: int = 7, **more: Any) -> None:
        await self.intake.keep([self.message(text, chat_id, **more) for text in texts])

    def replies(self, chat_id: int = 7) -> list[str]:
        found = self.bot.telegram.messages.values()
        return [each["text"] for each in found if each["chat"]["id"] == chat_id]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not condition():
                self.dispatcher.wake()
                await asyncio.sleep(0.02)

    async def until_tried(self, tries: list[int]) -> None:
        before = len(tries)
        await self.until(lambda: len(tries) > before)

    async def until_empty(self) -> None:
        async with asyncio.timeout(30):
            while (await self.inbox.waiting())[0] or self.dispatcher.in_progress:  # counted after it is gone
                self.dispatcher.wake()
                await asyncio.sleep(0.02)

    def figure(self, name: str) -> float:
        lines = self.bot.desk.metrics.text().decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"faqbot_{name}"))


@pytest.fixture
async def line(bot: SimpleNamespace) -> AsyncIterator[Line]:
    made = Line(bot)
    running = asyncio.create_task(made.dispatcher.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await made.dispatcher.drain(5)


def breaking(line: Line, *errors: Exception | None, word: str = "poison") -> list[int]:
    """Have the bot fail on a word, with each of the errors in turn (the last one for ever); counts the tries."""
    tries: list[int] = []

    async def fail(_: Update, __: Any) -> None:
        tries.append(len(tries))
        error = errors[min(len(tries), len(errors)) - 1]
        if error:
            raise error

    line.bot.app.add_handler(MessageHandler(filters.Regex(word), fail), -9)
    return tries


async def test_a_question_is_answered_and_gone(line: Line) -> None:
    await line.ask(HOTLINE)
    await line.until_empty()
    assert len(line.replies()) >= 1
    assert await line.bot.desk.store.database.fetch("SELECT chat_id, body FROM inbox") == [(0, "")]
    assert (line.figure("updates_received_total"), line.figure("updates_answered_total")) == (1, 1)
    assert line.figure("update_seconds_count") == 1


async def test_the_same_update_is_answered_once(line: Line) -> None:
    update = line.message(HOTLINE)
    await line.intake.keep([update])
    await line.until_empty()
    answers = line.replies()
    await line.intake.keep([update, update])
    await line.until_empty()
    assert line.replies() == answers
    assert line.figure("updates_duplicate_total") == 2


async def test_a_chat_is_answered_in_order_and_many_chats_at_once(line: Line) -> None:
    order: list[tuple[int, str]] = []
    many, under_way = asyncio.Event(), set()

    async def slow(update: Update, _: Any) -> None:
        assert update.message is not None and update.message.text is not None
        under_way.add(update.message.chat_id)
        if len(under_way) >= 64:
            many.set()
        await many.wait()
        order.append((update.message.chat_id, update.message.text))

    line.bot.app.add_handler(MessageHandler(filters.TEXT, slow), -9)
    for number in range(3):
        await asyncio.gather(*(line.ask(f"{number} привет", chat_id=chat) for chat in range(1, 101)))
    await line.until_empty()
    for chat in range(1, 101):
        assert [text[0] for owner, text in order if owner == chat] == ["0", "1", "2"]


async def test_messages_as_long_as_telegram_lets_them_be_hold_up_no_other_reader(line: Line) -> None:
    chance = random.Random(7)
    words = [["".join(chance.choices("абвгдежзийклмнопрст", k=7)) for _ in range(512)] for _ in range(4)]
    await line.intake.keep([line.message(" ".join(each)[:4096], chat) for chat, each in enumerate(words, 1)])
    await line.ask(HOTLINE, chat_id=9)
    await line.until_empty()
    answered = [each["chat"]["id"] for each in line.bot.telegram.messages.values()]
    assert sorted(set(answered)) == [1, 2, 3, 4, 9]
    assert answered.index(9) < 2, "what came last but is short is not read after the long ones"


async def test_updates_that_come_at_once_are_started_one_by_one_so_that_a_kill_doubles_few(line: Line) -> None:
    under_way: list[int] = []

    async def note(_: Update, __: Any) -> None:
        under_way.append(line.dispatcher.in_progress)

    line.bot.app.add_handler(MessageHandler(filters.ALL, note), -9)
    await line.intake.keep([line.message(HOTLINE, chat_id) for chat_id in range(100, 130)])
    await line.until_empty()
    assert len(under_way) == 30
    assert statistics.median(under_way) < 10, "one is not answered and settled before the next ten begin"


async def test_a_poison_update_is_tried_five_times_then_set_aside_and_told(line: Line) -> None:
    tries = breaking(line, ValueError("private words"))
    await line.ask("poison and secret words", HOTLINE)
    for _ in range(5):
        assert line.replies() == []  # the later question waits
        await line.until_tried(tries)
        line.bot.clock[0] += 20
    await line.until_empty()
    assert len(tries) == 5
    assert line.replies()[0] == line.bot.desk.texts["ru"](FAILED)
    assert len(line.replies()) > 1
    assert [text.partition(" at ")[0] for text in line.replies(99)] == ["ValueError"]
    ((body, failure),) = await line.bot.desk.store.database.fetch(
        "SELECT body, failure FROM inbox WHERE failure IS NOT NULL"
    )
    assert "secret" not in body and json.loads(body)["message"]["text"] == "(23)"
    assert failure.startswith("ValueError at test_delivery.py")
    assert (line.figure("updates_set_aside_total"), line.figure("updates_retried_total")) == (1, 4)


async def test_what_the_library_cannot_read_is_set_aside_and_holds_up_nobody(line: Line) -> None:
    broken = line.message(HOTLINE)
    broken["message"]["date"] = "yesterday"
    await line.intake.keep([broken])
    await line.ask(HOTLINE, chat_id=8)
    for tries in range(1, 5):
        await line.until(lambda tries=tries: line.figure("updates_retried_total") == tries)
        line.bot.clock[0] += 20
    await line.until_empty()
    assert line.replies(8) and line.figure("updates_set_aside_total") == 1
    assert len(line.replies(99)) == 1


async def test_maintainers_are_told_although_the_reader_and_another_of_them_cannot_be(line: Line) -> None:
    line.bot.telegram.blocked |= {7, 98}
    line.bot.app.bot_data[Desk] = replace(line.bot.desk, admin_ids=(98, 99))
    tries = breaking(line, ValueError("private words"))
    await line.ask("poison")
    for _ in range(5):
        await line.until_tried(tries)
        line.bot.clock[0] += 20
    await line.until_empty()
    assert [text.partition(" at ")[0] for text in line.replies(99)] == ["ValueError"]


async def test_one_nested_too_deep_to_be_outlined_is_set_aside_too(line: Line) -> None:
    deep: list[Any] = []
    for _ in range(700):
        deep = [deep]
    await line.intake.keep([line.message(HOTLINE, date="yesterday", deep=deep)])
    for tries in range(1, 5):
        await line.until(lambda tries=tries: line.figure("updates_retried_total") == tries)
        line.bot.clock[0] += 20
    await line.until_empty()
    assert line.figure("updates_set_aside_total") == 1


async def test_an_update_whose_task_was_cancelled_is_taken_again_when_its_lease_has_run_out(line: Line) -> None:
    tries: list[int] = []

    async def end(_: Update, __: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise asyncio.CancelledError

    line.bot.app.add_handler(MessageHandler(filters.TEXT, end), -9)
    await line.ask(HOTLINE)
    await line.until(lambda: len(tries) == 1 and not line.dispatcher.in_progress)
    line.bot.clock[0] += LEASE_SECONDS
    await line.until_empty()
    assert len(tries) == 2 and line.replies()


async def test_a_lost_network_is_waited_for(line: Line) -> None:
    tries = breaking(line, *[NetworkError("gone")] * 9, None)
    await line.ask("poison: " + HOTLINE)
    while len(tries) < 10:
        line.bot.clock[0] += 100
        await line.until_tried(tries)
    await line.until_empty()
    assert line.replies() and line.figure("updates_set_aside_total") == 0


@pytest.mark.parametrize("error", [NetworkError("gone"), asyncio.CancelledError()], ids=["try again", "taken again"])
async def test_an_answer_of_two_messages_goes_on_after_the_first(
    line: Line, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, calls = METHODS["sendMessage"], list[str]()

    def lose_the_second(telegram: Any, fields: Any, files: Any) -> Any:
        calls.append(fields["text"])
        if len(calls) == 2:
            raise error
        return send(telegram, fields, files)

    monkeypatch.setitem(METHODS, "sendMessage", lose_the_second)
    entry = line.bot.desk.editions.current.catalogue.entries["eaeu-work-permit"]
    await line.ask(entry.versions["ru"].title, message_id=1000)
    await line.until(lambda: len(calls) == 2 and not line.dispatcher.in_progress)
    line.bot.clock[0] += LEASE_SECONDS
    await line.until_empty()
    assert entry.versions["ru"].title in calls[0] and calls[1:] == [calls[1]] * 2
    assert len(line.replies()) == 2
    kept = await line.bot.desk.store.database.fetch("SELECT COUNT(*) FROM recent_messages")
    assert kept == [(3,)], "of the question and of both messages, so that /clear deletes them"
    assert await line.bot.desk.store.database.fetch("SELECT begun FROM inbox") == [("",)]


async def test_a_vote_whose_reply_got_lost_is_replied_to_and_counted_once(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    await line.ask(HOTLINE)
    await line.until_empty()
    send, lost = METHODS["sendMessage"], [NetworkError("gone")]

    def lose_once(telegram: Any, fields: Any, files: Any) -> Any:
        if lost:
            raise lost.pop()
        return send(telegram, fields, files)

    monkeypatch.setitem(METHODS, "sendMessage", lose_once)
    under = next(each for each in line.bot.telegram.messages.values() if "reply_markup" in each)
    query = {"id": "1", "from": line.message("")["message"]["from"], "chat_instance": "1", "message": under}
    before = len(line.replies())
    await line.intake.keep([{"update_id": 99, "callback_query": {**query, "data": "unhelped:ru:hotline-what-is"}}])
    await line.until(lambda: not lost and not line.dispatcher.in_progress)
    line.bot.clock[0] += 10
    await line.until_empty()
    assert len(line.replies()) == before + 1
    assert await line.bot.desk.store.database.fetch("SELECT entry, helped, count FROM votes") == [
        ("hotline-what-is", 0, 1)
    ]


async def test_an_album_whose_answer_got_lost_is_answered_later_and_once(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise NetworkError("gone")

    with monkeypatch.context() as lost:
        lost.setitem(METHODS, "sendMessage", lose)
        album = {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 9, "height": 9}], "media_group_id": "7"}
        await line.ask(*[""] * 3, **album)
        await line.until(lambda: line.figure("updates_retried_total") == 1)
    line.bot.clock[0] += 20
    await line.until_empty()
    assert line.replies()[0].startswith(line.bot.desk.texts["ru"](PICTURE)[:20]) and len(line.replies()) == 1
    assert not line.bot.app.chat_data and not line.bot.app.user_data  # the library forgets no chat


def test_albums_of_the_oldest_chats_are_forgotten() -> None:
    albums = Albums()
    for chat in range(CHATS + 1):
        albums.note(chat, "7", "5")
    assert not albums.is_known(0, "7") and albums.relay(0, "7") == ""
    assert albums.is_known(1, "7") and albums.relay(1, "7") == "5"
    assert not albums.is_known(1, "8") and not albums.is_known(1, None) and not albums.is_known(0, None)


async def test_a_reader_who_blocked_the_bot_is_unreachable_until_they_write_again(line: Line) -> None:
    chats = line.bot.desk.store.chats
    line.bot.telegram.blocked.add(7)
    await line.ask(HOTLINE)
    await line.until_empty()
    assert (await chats.recall(7)).unreachable
    line.bot.telegram.blocked.clear()
    await line.ask(HOTLINE)
    await line.until_empty()
    assert line.replies() and not (await chats.recall(7)).unreachable


async def test_what_is_kept_of_an_answer_waits_while_the_database_is_locked(
    line: Line, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = line.bot.desk.store
    await store.database.fetch("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)

    async def lock(_: Update, __: Any) -> None:
        other.execute("BEGIN IMMEDIATE")

    line.bot.app.add_handler(MessageHandler(filters.TEXT, lock), -9)
    await line.ask(HOTLINE)
    await line.until(lambda: caplog.text.count("cannot be written") > 3)  # each of four
    await asyncio.sleep(dispatcher.LOOK_SECONDS + 0.5)  # each is tried again
    assert caplog.text.count("cannot be written") == 4  # told once
    assert line.replies() and not await store.messages.of(7)
    other.execute("ROLLBACK")
    other.close()
    await line.until_empty()
    assert await store.messages.of(7)
    assert (await store.chats.recall(7)).entry == "hotline-what-is"
    assert await store.database.fetch("SELECT n FROM counts WHERE what = 'entry'") == [(1,)]


async def test_what_clearing_erases_is_not_written_again(line: Line) -> None:
    chance = random.Random(3)
    for chat in range(1, 9):
        long = " ".join("".join(chance.choices("абвгдежзийклмнопрст", k=7)) for _ in range(500))
        command = [{"type": "bot_command", "offset": 0, "length": 6}]
        await line.ask(long[:4000], chat_id=chat)
        await line.ask("/clear", chat_id=chat, entities=command)
    await line.until_empty()
    assert await line.bot.desk.store.database.fetch("SELECT * FROM sightings") == []


async def test_a_chat_that_lets_nobody_write_is_asked_once_and_is_nobodys_fault(line: Line) -> None:
    tries = breaking(line, BadRequest("Not enough rights to send text messages to the chat"))
    await line.ask("poison")
    await line.until_empty()
    assert len(tries) == 1
    assert (line.figure("updates_set_aside_total"), line.figure("updates_answered_total")) == (0, 1)


async def test_after_an_outage_leases_are_renewed_before_anything_is_taken(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def noted(name: str, errors: list[Exception]) -> Callable[..., Any]:
        call = getattr(line.inbox, name)

        async def once(*values: Any) -> Any:
            calls.append(name)
            if errors:
                raise errors.pop()
            return await call(*values)

        return once

    monkeypatch.setattr(dispatcher, "SETTLING_SECONDS", 0.01)
    monkeypatch.setattr(type(line.bot.desk.store.database), "shared", True)
    monkeypatch.setattr(line.inbox, "take", noted("take", [StorageError("gone"), StorageError("gone")]))
    monkeypatch.setattr(line.inbox, "renew", noted("renew", []))
    await line.ask(HOTLINE)
    await line.until_empty()
    assert calls[:5] == ["take", "renew", "take", "renew", "take"] and line.replies()


async def test_old_questions_get_one_silent_apology(line: Line) -> None:
    written = int(line.bot.clock[0])
    line.bot.clock[0] += STALE_SECONDS + 60
    await line.ask(HOTLINE, HOTLINE, date=written)
    await line.ask(HOTLINE, chat_id=8, date=written + 120)
    await line.until_empty()
    assert line.replies() == [line.bot.desk.texts["ru"](notices.LATE)]
    assert line.replies(8)[0] != line.replies()[0]
    assert line.figure("updates_dropped_total") == 2


async def test_a_flooding_reader_is_told_once_and_answered_slowly_and_others_at_once(line: Line) -> None:
    await line.ask(*["привет"] * (BURST + 5))
    await line.until(lambda: len(line.replies()) >= BURST + 1)
    await line.ask("привет", chat_id=8)
    await line.until(lambda: bool(line.replies(8)))
    slowed = line.bot.desk.texts["ru"](notices.SLOWED)
    assert line.replies().count(slowed) == 1 and len(line.replies()) == BURST + 1
    for _ in range(5):
        line.bot.clock[0] += 1 / PER_SECOND
        count = len(line.replies())
        await line.until(lambda count=count: len(line.replies()) > count)
    await line.until_empty()
    assert line.replies().count(slowed) == 1 and len(line.replies()) == BURST + 6
    assert line.figure("flood_notices_total") == 1


async def test_a_busy_group_is_not_held_back(line: Line) -> None:
    for number in range(2 * BURST):
        update = line.message(f"{number}", chat_id=7)
        update["message"]["chat"] = {"id": -5, "type": "supergroup", "title": "Group"}
        await line.intake.keep([update])
    await line.until_empty()  # the clock stands still
    assert line.figure("updates_answered_total") == 2 * BURST


async def test_a_stop_waits_for_no_database_that_gives_no_answer(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as hung:
        hung.setattr(line.inbox, "release", never)
        async with asyncio.timeout(10):
            await line.dispatcher.drain(1)


async def test_what_is_under_way_is_finished_when_told_to_stop_and_the_rest_is_kept(bot: SimpleNamespace) -> None:
    line = Line(bot)
    endless = asyncio.Event()

    async def slow(update: Update, _: Any) -> None:
        assert update.message is not None
        await (endless.wait() if update.message.chat_id == 8 else asyncio.sleep(0.2))

    bot.app.add_handler(MessageHandler(filters.TEXT, slow), -9)
    running = asyncio.create_task(line.dispatcher.run())
    await line.ask(HOTLINE, HOTLINE)
    await line.ask(HOTLINE, chat_id=8)
    await line.until(lambda: line.dispatcher.in_progress == 2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await line.dispatcher.drain(1)
    assert len(line.replies()) >= 1 and line.replies(8) == []
    assert [kept.update_id for kept in await line.inbox.take(9)] == [2, 3]


def test_more_of_a_chat_than_may_wait_is_refused_and_counted() -> None:
    assert MOST_OF_A_CHAT > BURST


async def test_a_flood_of_one_chat_cannot_fill_the_inbox(bot: SimpleNamespace) -> None:
    line = Line(bot)  # nobody answers
    await line.ask(*["привет"] * (MOST_OF_A_CHAT + 3))
    assert await line.inbox.waiting() == (MOST_OF_A_CHAT, 0)
    assert line.figure("updates_dropped_total") == 3


@pytest.mark.parametrize("update", [None, [], 5, {}, {"update_id": "1"}, {"update_id": -1}, {"update_id": LARGEST}])
async def test_what_is_no_update_is_not_kept(bot: SimpleNamespace, update: object) -> None:
    line = Line(bot)
    with pytest.raises(Malformed):
        await line.intake.keep([update])
    assert await line.inbox.waiting() == (0, 0)


def test_whose_turn_an_update_takes() -> None:
    message = {"chat": {"id": -5}, "from": {"id": 7}}
    assert turn({"update_id": 1, "message": message}) == -5
    assert turn({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": message}}) == -5
    assert turn({"update_id": 1, "inline_query": {"from": {"id": 7}}}) == 7
    assert turn({"update_id": 1, "message": {"chat": {"id": LARGEST}}}) == 0
    assert turn({"update_id": 1, "message": {"chat": [], "message": 5, "from": {"id": "7"}}}) == 0


def test_an_outline_holds_no_word_and_no_number() -> None:
    body = json.dumps({"message": {"chat": {"id": 42, "type": "private"}, "text": "very private", "bold": True}})
    assert json.loads(outline(body)) == {
        "message": {"chat": {"id": 0, "type": "private"}, "text": "(12)", "bold": True}
    }
    assert outline("no json") == "(7)"


def test_a_chat_that_rests_may_write_again() -> None:
    flood, now = Flood(), 1000.0
    assert [flood.wait(1, now) for _ in range(BURST + 1)] == [0] * BURST + [1 / PER_SECOND]
    assert flood.should_tell(1) and not flood.should_tell(1)
    assert flood.wait(1, now - 3600) == 1 / PER_SECOND  # the clock was put back
    assert flood.wait(2, now) == 0
    assert flood.wait(1, now + BURST / PER_SECOND) == 0
    for _ in range(BURST):
        flood.wait(1, now + BURST / PER_SECOND)
    assert flood.should_tell(1)
