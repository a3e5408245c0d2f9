"""What is done by the clock, and what must not depend on it."""

import asyncio
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import NetworkError
from telegram.ext import ExtBot

from bot.context import Desk
from bot.delivery import schedule
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.errors import StorageError
from bot.metrics import Metrics
from bot.replies import reminders as words
from bot.replies.reply import Reply
from bot.storage.database import DAY_SECONDS
from bot.storage.reminders import Reminder
from bot.storage.sqlite import Sqlite
from bot.storage.store import Store
from bot.texts import Translation

LAST_DAY = date(2026, 12, 24)


async def test_a_reminder_survives_a_restart_and_is_sent_once(desk: Desk, tmp_path: Path, clock: list[float]) -> None:
    await desk.store.reminders.add(42, "ru", "registration", LAST_DAY, [int(clock[0]) + 60])
    reopened = await Sqlite.open(tmp_path / "bot.sqlite3")
    telegram = OfflineTelegram()
    later = Desk(
        *(desk.texts, desk.editions, Store.over(reopened, TOKEN, lambda: clock[0])),
        admin_ids=(),
        operators_chat_id=None,
        retention_days=30,
        metrics=Metrics(),
        now=lambda: clock[0],
    )
    async with ExtBot(TOKEN, "https://offline.invalid/bot", request=telegram, get_updates_request=telegram) as again:
        await schedule.look(again, later)
        assert not telegram.messages
        clock[0] += 60
        await schedule.look(again, later)
        await schedule.look(again, later)
    assert [chat_id for chat_id, _ in telegram.messages] == [42]
    assert await later.store.reminders.of(42) == []
    await reopened.close()


async def test_a_reminder_whose_row_cannot_be_written_is_not_sent_again_and_again(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise StorageError("The disk is full")

    await bot.desk.store.reminders.add(42, "ru", "registration", LAST_DAY, [int(bot.clock[0])])
    with monkeypatch.context() as full:
        full.setattr("bot.storage.reminders.Reminders.erase", fail)
        for _ in range(2):
            await schedule.look(bot.app.bot, bot.desk)
    assert len(bot.telegram.messages) == 1
    bot.clock[0] += schedule.AGAIN_SECONDS
    await schedule.look(bot.app.bot, bot.desk)
    await schedule.look(bot.app.bot, bot.desk)
    assert len(bot.telegram.messages) == 2


async def test_a_reminder_that_is_being_sent_when_told_to_stop_is_not_sent_again(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.desk.store.reminders.add(42, "ru", "registration", LAST_DAY, [int(bot.clock[0])])
    sending, send = asyncio.Event(), bot.telegram.do_request

    async def slowly(*request: Any, **limits: Any) -> Any:
        answer = await send(*request, **limits)
        sending.set()
        await asyncio.sleep(0.1)
        return answer

    with monkeypatch.context() as slow:
        slow.setattr(bot.telegram, "do_request", slowly)
        running = asyncio.create_task(schedule.run(bot.app.bot, bot.desk))
        await sending.wait()
        running.cancel()
        await asyncio.wait([running])
    assert [chat_id for chat_id, _ in bot.telegram.messages] == [42]
    assert await bot.desk.store.reminders.of(42) == []


async def test_of_reminders_that_are_late_only_the_last_is_sent(bot: SimpleNamespace) -> None:
    now = int(bot.clock[0])
    await bot.desk.store.reminders.add(42, "ru", "registration", LAST_DAY, [now - 90_000, now - 60])
    await schedule.look(bot.app.bot, bot.desk)
    assert [chat_id for chat_id, _ in bot.telegram.messages] == [42]
    assert await bot.desk.store.reminders.of(42) == []


async def test_a_reader_who_blocked_the_bot_holds_up_nobody(bot: SimpleNamespace) -> None:
    for reader in (41, 42):
        await bot.desk.store.reminders.add(reader, "ru", "registration", LAST_DAY, [int(bot.clock[0])])
    bot.telegram.blocked.add(41)
    await schedule.look(bot.app.bot, bot.desk)
    assert [chat_id for chat_id, _ in bot.telegram.messages] == [42]
    assert await bot.desk.store.reminders.of(41) == []


async def test_votes_are_counted_by_the_day_and_name_nobody(bot: SimpleNamespace) -> None:
    for day in range(2):
        bot.clock[0] += day * DAY_SECONDS
        for reader in (bot.chat("ru"), bot.chat("ru")):
            await reader.say("сколько стоит консульский учёт")
            await reader.tap(bot.desk.texts["ru"]("It helped"))
    rows = await bot.desk.store.votes._database.fetch("SELECT * FROM votes ORDER BY day")
    assert rows == [(f"2026-11-{day}", "consular-registration-cost", 1, 2) for day in (25, 26)]


@pytest.mark.parametrize("error", [NetworkError("gone"), ValueError("private words")])
async def test_a_reminder_that_fails_stops_no_other_and_nothing_is_kept_longer_for_it(
    error: Exception,
    bot: SimpleNamespace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for chat_id in (41, 42):
        await bot.desk.store.reminders.add(chat_id, "ru", "registration", LAST_DAY, [int(bot.clock[0])])
    await bot.desk.store.inbox.add(1, 7, "a very private question")
    await bot.desk.store.inbox.answered(1)
    reminder = words.reminder

    def fail(say: Translation, due: Reminder, *more: Any) -> Reply:
        if due.chat_id == 41:
            raise error
        return reminder(say, due, *more)

    monkeypatch.setattr(words, "reminder", fail)
    await schedule.look(bot.app.bot, bot.desk)
    assert [chat_id for chat_id, _ in bot.telegram.messages] == [42]
    assert [left.chat_id for left in await bot.desk.store.reminders.due(bot.clock[0] + 60)] == [41]
    assert b"very private" not in (tmp_path / "bot.sqlite3-wal").read_bytes()
    assert "private" not in caplog.text
