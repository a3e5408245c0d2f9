"""Questions on their way to a person and back: what transcripts cannot say."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot import attempt
from bot.attempt import Attempt
from bot.delivery.conversation import Conversation, _entities
from bot.delivery.messages import METHODS, Refused
from bot.delivery.offline import OfflineTelegram
from bot.replies import relays
from tests.chat import OPERATORS

QUESTION = "где купить билет на самолёт подешевле"
LABELS = ("Send my question to a person", "Send without my name")
READER = 7_123_456_789


async def sent(bot: SimpleNamespace) -> tuple[Conversation, Conversation, int]:
    """A reader whose question is with the operators, the operators, and the number of its message there."""
    reader = Conversation(bot.app, bot.telegram, READER, "ru")
    operators = Conversation(bot.app, bot.telegram, 98, "ru", OPERATORS)
    await reader.say(QUESTION)
    for label in LABELS:
        await reader.tap(bot.desk.texts["ru"](label))
    return reader, operators, operators.messages[-1]["message_id"]


async def rows(bot: SimpleNamespace) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is kept, by table."""
    database = bot.desk.store.votes._database
    tables = await database.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name: await database.fetch(f"SELECT * FROM {name}") for (name,) in tables}


async def test_nothing_of_a_closed_question_is_left_in_any_table(bot: SimpleNamespace) -> None:
    _, operators, question = await sent(bot)
    await operators.say("Билеты есть в кассе.", question)
    assert (await rows(bot))["relays"]
    await operators.say("/close", question)
    kept = await rows(bot)
    assert kept["relays"] == kept["relay_messages"] == []
    assert str(READER) not in repr(kept)


async def test_no_chat_id_is_left_in_any_table_after_forgetting(bot: SimpleNamespace) -> None:
    reader, _, _ = await sent(bot)
    await reader.press(reader.messages[-1]["message_id"], "remind:ru:registration:20261224")
    assert (await rows(bot))["reminders"]
    assert str(READER) in repr(await rows(bot))
    await reader.press(reader.messages[-1]["message_id"], "forget:ru:yes")
    kept = await rows(bot)
    assert str(READER) not in repr(kept)
    assert kept.pop("sqlite_sequence") == [("relays", 1)]  # how many questions there were; nobody's
    assert {row[-1] for row in kept.pop("counts")} == {0}  # counts, with no reader behind any
    assert [(row[1], row[2], row[4]) for row in kept.pop("unanswered")] == [(QUESTION, "ru", 1)]  # nobody's either
    assert not any(kept.values())


async def test_no_text_of_a_question_is_kept_or_logged(bot: SimpleNamespace, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        _, operators, question = await sent(bot)
        bot.telegram.blocked.add(READER)
        await operators.say("Билеты есть в кассе.", question)
        bot.telegram.blocked.add(OPERATORS)
        bot.telegram.blocked.discard(READER)
        await sent_again(bot)
    assert "cannot be reached" in caplog.text
    for words in ("билет", "кассе", "Reader", str(READER)):
        assert words not in caplog.text
        kept = await rows(bot)
        assert words not in repr({name: kept[name] for name in kept.keys() - {"unanswered", "sightings"}})


async def sent_again(bot: SimpleNamespace) -> None:
    reader = Conversation(bot.app, bot.telegram, READER, "ru")
    await reader.say(QUESTION)
    for label in LABELS:
        await reader.tap(bot.desk.texts["ru"](label))


async def test_a_correction_whose_copy_is_gone_comes_as_a_new_message_that_can_be_corrected(
    bot: SimpleNamespace,
) -> None:
    reader, operators, question = await sent(bot)
    await operators.say("Билеты есть в касе.", question)
    answer = operators.messages[-1]["message_id"]
    del bot.telegram.messages[READER, reader.messages[-1]["message_id"]]
    await operators.edit(answer, "Билеты есть в кассе.")
    say = bot.desk.texts[bot.desk.texts.default]
    assert operators.messages[-1]["text"] == say(
        "The reader's copy of this message is gone, so your correction was sent as a new message."
    )
    number = reader.messages[-1]["message_id"]
    await operators.edit(answer, "Билеты есть в кассе вокзала.")
    assert reader.messages[-1]["message_id"] == number
    assert reader.messages[-1]["text"].endswith("вокзала.")


async def test_what_operators_reply_to_one_another_stays_with_them(bot: SimpleNamespace) -> None:
    reader, operators, question = await sent(bot)
    await operators.say("Билеты есть в кассе.", question)
    answer, seen = operators.messages[-1]["message_id"], len(reader.messages)
    await operators.say("Ты уверен?", answer)
    assert len(reader.messages) == seen
    await operators.say("/close", answer)
    assert len(reader.messages) == seen + 1


async def test_an_answer_as_long_as_telegram_allows_arrives_whole(bot: SimpleNamespace) -> None:
    reader, operators, question = await sent(bot)
    await operators.say("я" * 4096, question)
    assert reader.messages[-1]["text"] == "я" * 4096


async def test_what_cannot_be_deleted_at_once_is_deleted_one_by_one(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("messages can't be deleted")

    reader = bot.chat("ru")
    await reader.say("привет")
    await reader.say("спасибо")
    del bot.telegram.messages[reader.chat_id, reader.messages[0]["message_id"]]
    monkeypatch.setitem(METHODS, "deleteMessages", refuse)  # type: ignore[misc]
    await reader.say("/clear")
    assert [message["text"] for message in reader.messages] == [bot.desk.texts["ru"]("Hello!")]


async def test_a_closed_questions_number_is_never_given_again(bot: SimpleNamespace) -> None:
    relays = bot.desk.store.relays
    first = await relays.open(41, "ru")
    await relays.close(first)
    assert (await relays.open(42, "ky")).id > first.id


class Failing:
    """Has calls of one method to one chat fail on their way while `is_on`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, chat_id: int, method: str = "sendMessage") -> None:
        self.is_on = True
        call = METHODS[method]

        def fail(telegram: OfflineTelegram, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
            if self.is_on and parameters["chat_id"] == chat_id:
                raise NetworkError("gone")
            return call(telegram, parameters, files)

        monkeypatch.setitem(METHODS, method, fail)


async def again(bot: SimpleNamespace, update: Update, failing: Failing) -> None:
    """Try an update while a call fails, and then once more, as the delivery does."""
    for number in (1, 2):
        attempt.current.set(tried := Attempt(number, 0.0))
        await bot.app.process_update(update)
        assert (tried.again is not None) == failing.is_on
        failing.is_on = False
    attempt.current.set(None)


def written(bot: SimpleNamespace, chat: Conversation, text: str, reply_to: int | None = None) -> Update:
    message = bot.telegram.keep(
        chat.chat_id, {"from": chat._reader, "text": text, "entities": _entities(text)}, reply_to
    )
    update = Update.de_json({"update_id": 1, "message": message}, bot.app.bot)
    assert update is not None
    return update


async def test_a_question_tried_again_is_open_once(bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Failing(monkeypatch, OPERATORS)
    reader = Conversation(bot.app, bot.telegram, READER, "ru")
    await reader.say(QUESTION)
    for label in LABELS:
        await reader.tap(bot.desk.texts["ru"](label))
    assert (await rows(bot))["relays"] == []
    failing.is_on = False
    await reader.tap(bot.desk.texts["ru"](LABELS[-1]))
    assert len((await rows(bot))["relays"]) == 1


async def test_words_to_a_person_tried_again_arrive_once_and_are_no_question(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, operators, _ = await sent(bot)
    await reader.tap(bot.desk.texts["ru"](relays.WRITE_MORE))
    before = len(operators.messages)
    failing = Failing(monkeypatch, READER)
    await again(bot, written(bot, reader, "сколько стоит консульский учёт"), failing)
    assert len(operators.messages) == before + 1
    assert reader.messages[-1]["text"].startswith(bot.desk.texts["ru"](relays.PASSED_ON))
    assert (await bot.desk.store.chats.recall(READER)).expected is None


async def test_a_reader_is_told_of_closing_at_the_next_try(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, operators, question = await sent(bot)
    before = len(reader.messages)
    await again(bot, written(bot, operators, "/close", question), Failing(monkeypatch, READER))
    assert len(reader.messages) == before + 1
    assert (await rows(bot))["relays"] == []
