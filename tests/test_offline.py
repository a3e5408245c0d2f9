"""The offline Telegram is as strict as Telegram; handlers and failures behave over it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest
from telegram.ext import TypeHandler

from bot import app as application
from bot.context import Desk
from bot.delivery.conversation import Conversation, buttons
from bot.delivery.markup import MarkupError, plain_text
from bot.delivery.offline import TOKEN, Event, OfflineTelegram
from bot.errors import StorageError
from bot.replies import privacy as words


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("<b>open", "can't find end tag"),
        ("</b>", "unexpected end tag"),
        ("<h1>x</h1>", "unsupported start tag"),
        ("<i><b>x</i></b>", "unexpected end tag"),
        (" \n", "text is empty"),
        ("x" * 4097, "too long"),
    ],
)
async def test_what_telegram_refuses_is_refused(bot: SimpleNamespace, text: str, refusal: str) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await bot.app.bot.send_message(1, text, parse_mode="HTML")


async def test_callback_data_has_64_bytes(bot: SimpleNamespace) -> None:
    for data, fits in (("д" * 32, True), ("д" * 33, False)):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])
        if fits:
            await bot.app.bot.send_message(1, "x", reply_markup=keyboard)
        else:
            with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
                await bot.app.bot.send_message(1, "x", reply_markup=keyboard)


async def test_messages_can_be_edited_and_deleted_but_not_to_the_same(bot: SimpleNamespace) -> None:
    message = await bot.app.bot.send_message(1, "one")
    await bot.app.bot.edit_message_text("two", 1, message.message_id)
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.app.bot.edit_message_text("two", 1, message.message_id)
    await bot.app.bot.delete_message(1, message.message_id)
    with pytest.raises(BadRequest, match=r"(?i)not found"):
        await bot.app.bot.edit_message_text("three", 1, message.message_id)


async def test_an_unknown_method_is_refused_not_ignored(bot: SimpleNamespace) -> None:
    with pytest.raises(BadRequest, match=r"(?i)sendDice is not known offline"):
        await bot.app.bot.send_dice(1)


def test_plain_text_is_what_the_reader_sees() -> None:
    assert plain_text("<b>a</b> &amp; <i>b &lt; c</i>") == "a & b < c"
    with pytest.raises(MarkupError):
        plain_text("<script>")


def sent(events: list[Event]) -> list[str]:
    return [event.message["text"] for event in events if event.kind == "sent"]


async def test_two_readers_do_not_see_each_other(bot: SimpleNamespace) -> None:
    one, two = bot.chat("ky"), bot.chat("ru")
    assert sent(await one.say("/help")) == [bot.desk.texts["ky"](help_text())]
    assert sent(await two.say("/help")) == [bot.desk.texts["ru"](help_text())]


def help_text() -> str:
    from bot.replies import introduction

    return introduction.HELP


async def test_a_double_tap_on_a_menu_changes_nothing_and_crashes_nothing(bot: SimpleNamespace) -> None:
    chat = bot.chat("ru")
    (menu,) = await chat.say("/topics")
    assert await chat.press(menu.message["message_id"], "topics:ru") == []


async def test_an_edited_question_is_not_answered_twice(bot: SimpleNamespace) -> None:
    from telegram import Update

    before = len(bot.telegram.messages)
    message = {"message_id": 1, "date": 1, "edit_date": 2, "chat": {"id": 5, "type": "private"}, "text": "учёт"}
    await bot.app.process_update(Update.de_json({"update_id": 1, "edited_message": message}, bot.app.bot))
    assert len(bot.telegram.messages) == before


async def test_a_failing_handler_apologises_and_tells_the_maintainers_without_the_question(
    bot: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    async def crash(update: object, context: object) -> None:
        raise ValueError("broken")

    bot.app.add_handler(TypeHandler(object, crash), group=-10)
    told: list[Event] = []
    bot.telegram.listeners.append(told.append)
    chat = bot.chat("ru")
    await chat.say("мой секретный вопрос")
    apology, notice = [event.message for event in told if event.kind == "sent"][:2]
    assert apology["text"].startswith("У нас произошла ошибка")
    assert (notice["chat"]["id"], notice["text"].split(":")[0]) == (99, "ValueError at test_offline.py")
    assert "секретный" not in notice["text"] + caplog.text


async def test_a_broken_database_leaves_readers_answered_and_is_logged(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise StorageError("locked")

    for method in ("Chats.recall", "Chats.remember", "Messages.note"):
        module = method.partition(".")[0].lower()
        monkeypatch.setattr(f"bot.storage.{module}.{method}", fail)
    chat = bot.chat("ru")
    (answer,) = sent(await chat.say("сколько стоит консульский учёт"))
    assert "бесплатный" in answer
    assert sent(await chat.say("/help"))[0].startswith("Напишите вопрос своими словами")
    assert caplog.text.count("locked") >= 3


async def test_without_operators_no_reader_is_offered_a_person(desk: Desk) -> None:
    telegram = OfflineTelegram()
    alone = replace(desk, operators_chat_id=None)
    async with application.build(TOKEN, "https://offline.invalid/bot", alone, telegram) as app:
        reader = Conversation(app, telegram, 1, "ru")
        (unknown,) = await reader.say("посоветуйте красивый фильм про любовь и котят на вечер пятницы")
        assert unknown.message["text"].startswith("На это у меня нет ответа")
        (privacy,) = await reader.say("/privacy")
        assert alone.texts["ru"](words.PEOPLE).partition(":")[0] not in privacy.message["text"]
        for data in ("person:ru", "send:ru:hidden", "write:ru:1"):
            (old,) = await reader.press(unknown.message["message_id"], data)
            assert old.message["text"].startswith("Эта кнопка устарела")
        offered = [button.get("callback_data", "") for message in reader.messages for button in buttons(message)]
        assert not any(data.startswith("person") for data in offered)


async def test_a_topic_without_a_page_gives_no_card_and_crashes_nothing(bot: SimpleNamespace) -> None:
    edition = bot.desk.editions.current
    topic = replace(edition.catalogue.topics[0], id="new")
    with_it = replace(edition, catalogue=replace(edition.catalogue, topics=(topic, *edition.catalogue.topics)))
    bot.app.bot_data[Desk] = replace(bot.desk, editions=SimpleNamespace(current=with_it))
    (offered,) = await bot.chat("ru").inline("")
    assert len(offered.message["cards"]) == len(edition.catalogue.topics)


async def test_a_query_that_is_not_known_any_more_is_refused(bot: SimpleNamespace) -> None:
    with pytest.raises(BadRequest, match="too old"):
        await bot.app.bot.answer_callback_query("old", "x")
    with pytest.raises(BadRequest, match="too old"):
        await bot.app.bot.answer_inline_query("old", [])
