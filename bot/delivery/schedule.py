"""What is done by the clock: due reminders are sent, and what was kept for a time is forgotten."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot import attempt, relaying
from bot.context import Desk
from bot.errors import StorageError
from bot.replies import relays
from bot.replies import reminders as words
from bot.storage.database import DAY_SECONDS
from bot.storage.reminders import Reminder

log = logging.getLogger(__name__)
EVERY_SECONDS = 4  # with AGAIN_SECONDS, what a process that died was sending is sent by another within half a minute
ENDING_SECONDS = 1.0  # for what is being done when told to stop
SENDING_SECONDS = 20  # that sending one reminder may take
AGAIN_SECONDS = 25  # after which a reminder is sent again, by whoever is alive, if it is not known to be sent


async def run(bot: ExtBot[Any], desk: Desk) -> None:
    """Look at the clock until cancelled; then what is being sent may still end, or it would be sent again."""
    while True:
        looking = asyncio.ensure_future(look(bot, desk))
        try:
            await asyncio.shield(looking)
        except asyncio.CancelledError:
            await asyncio.wait([looking], timeout=ENDING_SECONDS)
            looking.cancel()
            raise
        await asyncio.sleep(EVERY_SECONDS)


async def look(bot: ExtBot[Any], desk: Desk) -> None:
    """Do all that is due now. What fails is tried again at the next look, and keeps nothing else from being done."""
    await _done(_forget(desk))
    await _done(_remind(bot, desk))
    await _done(_close_old(bot, desk))


async def _done(work: Awaitable[None]) -> None:
    try:
        await work
    except (TelegramError, StorageError, TimeoutError) as error:
        log.error("The schedule is behind: %s", error or "Telegram takes too long")
    except Exception as error:  # a fault of ours: what is kept must be forgotten all the same
        log.error("The schedule fails: %s", attempt.place(error))


async def _remind(bot: ExtBot[Any], desk: Desk) -> None:
    reminders = desk.store.reminders
    due = await reminders.due(desk.now())
    latest = {(each.chat_id, each.deadline, each.last_day): each for each in due}
    for reminder in due:
        if latest[reminder.chat_id, reminder.deadline, reminder.last_day] is not reminder:
            await reminders.erase(reminder)
        elif await reminders.postpone(reminder, int(desk.now()) + AGAIN_SECONDS):
            await _done(_send_once(bot, desk, reminder))


async def _send_once(bot: ExtBot[Any], desk: Desk, reminder: Reminder) -> None:
    async with asyncio.timeout(SENDING_SECONDS):
        await _send(bot, desk, reminder)
    await desk.store.reminders.erase(reminder)


async def _close_old(bot: ExtBot[Any], desk: Desk) -> None:
    for relay in await desk.store.relays.opened_before(desk.now() - desk.retention_days * DAY_SECONDS):
        if await relaying.close(bot, desk, relay, relays.EXPIRED, days=desk.retention_days):
            await relaying.tell_closed(bot, desk, relay)


async def _forget(desk: Desk) -> None:
    await desk.store.forget_old(desk.retention_days)


async def _send(bot: ExtBot[Any], desk: Desk, reminder: Reminder) -> None:
    """To a reader who blocked the bot, or is gone, nothing is sent, now or later."""
    if (await desk.store.chats.recall(reminder.chat_id)).unreachable:
        return
    say = desk.texts.translations.get(reminder.language) or desk.texts[desk.texts.default]
    reply = words.reminder(say, reminder, desk.today, desk.editions.current.catalogue)
    try:
        sent = await bot.send_message(reminder.chat_id, reply.html, ParseMode.HTML, reply_markup=reply.keyboard)
        await desk.store.messages.note(reminder.chat_id, [sent.message_id])
        desk.metrics.reminders.inc()
    except Forbidden:
        await desk.store.chats.lose(reminder.chat_id)
    except BadRequest as error:
        log.info("A reminder could not be delivered: %s", error.message)
