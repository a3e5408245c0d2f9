"""Messages between a reader and the operators: who sees what, and what happens when one side cannot be reached."""

import logging
from functools import partial
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot import attempt
from bot.context import Desk
from bot.replies import relays as words
from bot.replies.reply import Reply, plain, quoting
from bot.storage.relays import Relay

log = logging.getLogger(__name__)


async def ask(bot: ExtBot[Any], desk: Desk, chat_id: int, language: str, question: Message, name: str) -> Relay | None:
    """Open a relay with a reader's question; None when the operators' chat cannot be reached."""
    relay = await desk.store.relays.open(chat_id, language)
    reply = words.question(desk.operators_say, relay.id, text(question), name)
    delivered = False
    try:
        delivered = await _deliver(bot, desk, relay, reply, question, not words.fits(text(question)))
    finally:
        if not delivered:  # the next try opens another
            await desk.store.relays.close(relay)
    return relay if delivered else None


async def to_operators(bot: ExtBot[Any], desk: Desk, relay: Relay, message: Message, to: int | None) -> bool:
    """What a reader adds, below the operators' message that it replies `to`; False when they cannot be reached.

    Once: another try at a message that has arrived gives True.
    """
    if await desk.store.relays.by_readers_message(relay.chat_id, message.message_id):
        return True
    reply = words.more(desk.operators_say, relay.id, text(message))
    return await _deliver(bot, desk, relay, reply, message, _needs_copy(message), to)


async def to_reader(bot: ExtBot[Any], desk: Desk, relay: Relay, message: Message, to: int | None) -> None:
    """An operator's words, marked as a person's. A reader who blocked the bot ends the relay, and they are told so."""
    reply = words.from_a_person(desk.texts[relay.language], relay.id, text(message))
    try:
        sent = await bot.send_message(
            relay.chat_id, reply.html, ParseMode.HTML, reply_markup=reply.keyboard, reply_parameters=quoting(to)
        )
        numbers = [sent.message_id]
        if _needs_copy(message):
            numbers.append(await _copy(bot, relay.chat_id, message))
    except Forbidden:
        await close(bot, desk, relay, words.BLOCKED)
        return
    store = desk.store
    noted = partial(store.messages.note, relay.chat_id, numbers)
    await attempt.keep(noted, partial(store.relays.link, relay, message.message_id, sent.message_id))


async def close(bot: ExtBot[Any], desk: Desk, relay: Relay, why: str, **values: object) -> bool:
    """Erase a relay and tell the operators why; that they cannot be told keeps nothing open. False: it was closed."""
    if not await desk.store.relays.close(relay):
        return False
    try:
        if desk.operators_chat_id is not None:
            await _tell_operators(bot, desk, plain(desk.operators_say, why, number=relay.id, **values))
    except TelegramError as error:
        log.error("The operators' chat cannot be reached: %s", error.message)
    return True


async def tell_closed(bot: ExtBot[Any], desk: Desk, relay: Relay) -> None:
    """Tell the reader that a person closed the question; one who blocked the bot needs no telling."""
    try:
        sent = await bot.send_message(relay.chat_id, plain(desk.texts[relay.language], words.CLOSED).html)
        await desk.store.messages.note(relay.chat_id, [sent.message_id])
    except Forbidden:
        log.info("A reader has blocked the bot")


def text(message: Message) -> str:
    """The words of a message, or under its picture or file."""
    return message.text or message.caption or ""


def _needs_copy(message: Message) -> bool:
    """Whether a quote cannot hold it all: a picture or file, or too many words."""
    return not message.text or not words.fits(message.text)


async def _copy(bot: ExtBot[Any], chat_id: int, message: Message) -> int:
    """A copy that names nobody; the words under a picture were quoted already."""
    caption = "" if message.caption else None
    return (await bot.copy_message(chat_id, message.chat_id, message.message_id, caption)).message_id


async def _deliver(
    bot: ExtBot[Any], desk: Desk, relay: Relay, reply: Reply, message: Message, copied: bool, to: int | None = None
) -> bool:
    """Put a reader's message before the operators, with a copy where that is needed; whether it arrived."""
    assert desk.operators_chat_id is not None
    try:
        numbers = [(await _tell_operators(bot, desk, reply, to)).message_id]
        if copied:
            numbers.append(await _copy(bot, desk.operators_chat_id, message))
    except (BadRequest, ChatMigrated, Forbidden) as error:
        log.error("The operators' chat cannot be reached: %s", error.message)
        return False
    for number in numbers:
        await desk.store.relays.link(relay, number, message.message_id)
    return True


async def _tell_operators(bot: ExtBot[Any], desk: Desk, reply: Reply, to: int | None = None) -> Message:
    assert desk.operators_chat_id is not None
    return await bot.send_message(desk.operators_chat_id, reply.html, ParseMode.HTML, reply_parameters=quoting(to))
