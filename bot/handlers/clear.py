"""/clear, for someone whose phone is watched: the chat's messages go, the state is forgotten, nothing telling stays."""

import logging

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import App, Context
from bot.erasure import erase
from bot.replies import privacy
from bot.replies.reply import plain

log = logging.getLogger(__name__)
AT_ONCE = 100  # Bot API, deleteMessages


def register(app: App) -> None:
    """The command, and the button under answers for people in danger: one tap, since there may be no time for two."""
    app.add_handler(CommandHandler("clear", clear, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(clear, "^clear:"))


async def clear(update: Update, context: Context) -> None:
    """Delete what Telegram lets a bot delete, theirs and ours; then forget, and leave a neutral word."""
    chat, message, query = update.effective_chat, update.effective_message, update.callback_query
    assert chat is not None
    say = (await context.pressed(update))[2] if query else await context.say(update)
    numbers = set(await context.desk.store.messages.of(chat.id)) | ({message.message_id} if message else set())
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        await _delete(context, chat.id, ordered[start : start + AT_ONCE])
    await erase(context.bot, context.desk, chat.id)
    await chat.send_message(plain(say, privacy.CLEARED).html)
    if query:
        await context.acknowledge(query, say(privacy.CLEAR_THE_REST), alert=True)


async def _delete(context: Context, chat_id: int, numbers: list[int]) -> None:
    """All at once; where Telegram refuses that, one by one, passing over what it will not delete."""
    try:
        await context.bot.delete_messages(chat_id, numbers)
        return
    except BadRequest as error:
        log.info("Messages could not be deleted at once: %s", error.message)
    for number in numbers:
        try:
            await context.bot.delete_message(chat_id, number)
        except BadRequest as error:
            log.info("A message could not be deleted: %s", error.message)
