"""When a handler fails: log it, apologise to the reader, tell the maintainers; never a word of the reader's text."""

import logging
import traceback

from telegram import Update
from telegram.error import Forbidden, NetworkError, TelegramError

from bot.context import App, Context
from bot.errors import StorageError
from bot.replies import reply
from bot.texts import msgid

log = logging.getLogger(__name__)
FAILED = msgid("Something went wrong on our side. Please send your question again, or call the hotline 1899.")


def register(app: App) -> None:
    """Once, for every handler."""
    app.add_error_handler(apologise)


async def apologise(update: object, context: Context) -> None:
    """Tell everyone whom it concerns; a failure to do so is logged and ends here."""
    error = context.error
    assert error is not None
    if isinstance(error, Forbidden):
        log.info("A reader has blocked the bot")
        return
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = (
        f"{type(error).__name__} at {place[0].filename.rpartition('/')[2]}:{place[0].lineno}" if place else str(error)
    )
    log.error("A handler failed: %s", where, exc_info=error)
    if isinstance(error, NetworkError) or not isinstance(update, Update) or not update.effective_chat:
        return
    try:
        say = await context.say(update)
    except StorageError:
        say = context.guess(update)
    try:
        await context.send(update.effective_chat, reply.plain(say, FAILED))
        for admin in context.desk.admin_ids:
            await context.bot.send_message(admin, where)
    except TelegramError as second:
        log.error("Nobody could be told: %s", type(second).__name__)
