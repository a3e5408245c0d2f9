"""When a handler fails: log it, apologise to the reader, tell the maintainers; never a word of the reader's text."""

import logging
import traceback
from collections.abc import Awaitable
from functools import partial

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot import attempt
from bot.context import App, Context
from bot.errors import StorageError
from bot.replies import reply
from bot.texts import msgid

log = logging.getLogger(__name__)
FAILED = msgid("Something went wrong on our side. Please send your question again, or call the hotline 1899.")


def register(app: App) -> None:
    """Once, for every handler."""
    app.add_error_handler(take)


async def take(update: object, context: Context) -> None:
    """Leave the update to its next try, where there will be one; else tell everyone whom it concerns.

    Either way no other handler goes on with it.
    """
    error, tried = context.error, attempt.current.get()
    assert error is not None
    where = attempt.place(error)
    if tried and tried.fail(error) is not None:
        log.warning("An update will be tried again in %.0f seconds: %s", tried.again, where)
    elif attempt.is_refused(error):
        await _lose(update, context)
    else:
        log.error("A handler failed: %s\n%s", where, "".join(traceback.format_tb(error.__traceback__)))
        if not attempt.is_outside(error) or isinstance(error, StorageError):
            await _apologise(update, context, where)
    raise ApplicationHandlerStop


async def _lose(update: object, context: Context) -> None:
    log.info("A chat takes no messages of ours")
    chat = update.effective_chat if isinstance(update, Update) else None
    if chat and chat.type == ChatType.PRIVATE:
        await attempt.keep(partial(context.desk.store.chats.lose, chat.id))


async def _apologise(update: object, context: Context, where: str) -> None:
    """Each is told apart from the others; a failure to do so is logged and ends here."""
    if isinstance(update, Update) and update.effective_chat:
        say = await context.say(update)
        await _tell(context.send(update.effective_chat, reply.plain(say, FAILED)))
    for admin in context.desk.admin_ids:
        await _tell(context.bot.send_message(admin, where))


async def _tell(telling: Awaitable[object]) -> None:
    try:
        await telling
    except TelegramError as second:
        log.error("Somebody could not be told: %s", type(second).__name__)
