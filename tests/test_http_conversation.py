"""The conversation over real HTTP: two readers at once, answers by hand, forged taps, a Telegram that refuses."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.editions import Editions
from tests.emulator import TOKEN, Emulator, Start, message

OPERATORS = -100
FORGED = [
    *("", ":", "::::::", "helped:ru:", "x" * 64, "🤷" * 16, "lawyer:ru:here:case:99", "days:ru:registration:99999999"),
    *("days:ru:contract:20260101:20250101", "remind:ru:registration:20260230", "close:ru:1", "write:ru:1"),
    *("send:ru:hidden", "person:ru", "topic:ru:consular:-1", "turn:zz:voting-can-i", "language:\u202e"),
    *("forget:xx:yes", "others:ru:::::"),
]


class Bot:
    """`run` in a process of its own, and the Telegram it talks to."""

    def __init__(self, telegram: Emulator) -> None:
        self.telegram = telegram
        self.taps = 0

    async def write(self, text: str, chat_id: int, language: str = "ru", **more: Any) -> None:
        await self.telegram.enqueue_update(message(text, chat_id, language, **more), token=TOKEN)

    async def tap(self, data: str, chat_id: int, under: dict[str, Any] | None = None) -> None:
        self.taps += 1
        reader = message("", chat_id)["message"]["from"]
        query: dict[str, Any] = {"id": str(self.taps), "from": reader, "chat_instance": "1", "data": data}
        if under is not None:
            query["message"] = under
        await self.telegram.enqueue_update({"callback_query": query}, token=TOKEN)

    def sent(self, chat_id: int) -> list[dict[str, Any]]:
        return [
            fields
            for method, fields in self.telegram.sent
            if method in {"sendMessage", "editMessageText"} and int(fields["chat_id"]) == chat_id
        ]

    async def reply(self, chat_id: int, count: int) -> dict[str, Any]:
        """The chat's reply of that number, once it has come."""
        async with asyncio.timeout(30), self.telegram.arrived:
            await self.telegram.arrived.wait_for(lambda: len(self.sent(chat_id)) >= count)
        return self.sent(chat_id)[count - 1]

    def message(self, chat_id: int, fields: dict[str, Any], quoted: dict[str, Any] | None = None) -> dict[str, Any]:
        """A message of the bot as Telegram shows it with a tap."""
        found: dict[str, Any] = {
            "message_id": self.telegram.numbers.get(fields["text"], 1),
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup", "title": "G"},
            "from": {"id": self.telegram.bot_id, "is_bot": True, "first_name": "Bot"},
            "text": fields["text"],
        }
        markup = fields.get("reply_markup")
        if markup:
            found["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
        return found | ({"reply_to_message": quoted} if quoted else {})


@pytest.fixture
async def bot(
    emulator: tuple[Emulator, str], start: Start, data_dir: Path, editions: Editions, tmp_path: Path
) -> AsyncIterator[Bot]:
    emulated, url = emulator
    process = await start(
        "run",
        DATA_DIR=str(data_dir),
        DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}",
        TELEGRAM_API_URL=url,
        TELEGRAM_BOT_TOKEN=TOKEN,
        OPERATORS_CHAT_ID=str(OPERATORS),
    )
    await emulated.wait_for("getUpdates")
    yield Bot(emulated)
    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert b"Traceback" not in err, err.decode()


async def test_the_bot_introduces_itself_in_every_language(bot: Bot) -> None:
    for method in ("setMyCommands", "setMyName", "setMyDescription", "setMyShortDescription"):
        told = await bot.telegram.wait_for(method, 3)
        assert {fields.get("language_code", "") for fields in told} == {"", "ky", "ru"}
    await bot.telegram.wait_for("setChatMenuButton")


async def test_two_readers_at_once_each_get_their_own_and_a_person_answers_one(bot: Bot) -> None:
    await asyncio.gather(
        bot.write("где купить билет на самолёт подешевле", 7), bot.write("konsulduk kattoo akysyzby", 8, "ky")
    )
    unknown, answer = await bot.reply(7, 1), await bot.reply(8, 1)
    assert unknown["text"].startswith("На это у меня нет ответа") and "<b>акысыз</b>" in answer["text"]
    question = message("где купить билет на самолёт подешевле", 7)["message"]
    await bot.tap("person:ru", 7, bot.message(7, unknown, question))
    consent = await bot.reply(7, 2)
    await bot.tap("send:ru:hidden", 7, bot.message(7, consent, question))
    await bot.reply(7, 3)
    asked = await bot.reply(OPERATORS, 1)
    assert "где купить билет" in asked["text"] and "Reader7" not in asked["text"]
    await bot.tap("helped:ky:consular-registration-cost", 8, bot.message(8, answer))
    await bot.telegram.wait_for("editMessageReplyMarkup")

    group = {"chat": {"id": OPERATORS, "type": "supergroup", "title": "G"}}
    await bot.write("В кассе", 9, **group, reply_to_message=bot.message(OPERATORS, asked))
    by_hand = await bot.reply(7, 4)
    assert (
        "Вам отвечает человек" in by_hand["text"] and "В кассе" in by_hand["text"] and "Reader9" not in by_hand["text"]
    )
    assert len(bot.sent(8)) == 1


async def test_an_operators_chat_that_moved_leaves_no_reader_in_silence(bot: Bot) -> None:
    moved = {"description": "Bad Request: group chat was upgraded", "parameters": {"migrate_to_chat_id": -1001}}
    bot.telegram.refusals[OPERATORS] = [(400, moved)]
    await bot.write("где купить билет на самолёт подешевле", 7)
    question = message("где купить билет на самолёт подешевле", 7)["message"]
    await bot.tap("person:ru", 7, bot.message(7, await bot.reply(7, 1), question))
    await bot.tap("send:ru:hidden", 7, bot.message(7, await bot.reply(7, 2), question))
    assert (await bot.reply(7, 3))["text"].startswith("Сейчас передать вопрос не удалось")


async def test_forged_taps_are_answered_and_crash_nothing(bot: Bot) -> None:
    under = {"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}}
    for data in FORGED:
        await bot.tap(data, 7, under)
    await bot.tap("topics:ru", 7)
    await bot.telegram.wait_for("answerCallbackQuery", len(FORGED) + 1)
    await bot.write("сколько стоит консульский учёт", 8)
    assert "бесплатный" in (await bot.reply(8, 1))["text"]


async def test_a_reader_who_blocked_the_bot_keeps_nobody_waiting(bot: Bot) -> None:
    bot.telegram.refusals[7] = [(403, {"description": "Forbidden: bot was blocked by the user"})] * 9
    await asyncio.gather(bot.write("привет", 7), bot.write("привет", 8))
    assert (await bot.reply(8, 1))["text"].startswith("Здравствуйте")


async def test_a_telegram_that_asks_to_wait_gets_the_message_after_the_wait_and_nobody_else_waits(bot: Bot) -> None:
    bot.telegram.refusals[7] = [(429, {"description": "Too Many Requests", "parameters": {"retry_after": 3}})]
    await bot.write("привет", 7)
    await bot.write("привет", 8)
    assert (await bot.reply(7, 1))["text"] == (await bot.reply(8, 1))["text"]
    assert [int(fields["chat_id"]) for method, fields in bot.telegram.sent if method == "sendMessage"] == [8, 7]


async def test_a_message_that_cannot_be_edited_is_followed_by_a_new_one(bot: Bot) -> None:
    await bot.write("привет", 7)
    menu = await bot.reply(7, 1)
    bot.telegram.refusals[7] = [(400, {"description": "Bad Request: message can't be edited"})]
    await bot.tap("topic:ru:consular:0", 7, bot.message(7, menu))
    assert "Выберите вопрос" in (await bot.reply(7, 2))["text"]
