"""What the bot asked for is expected no more once the reader does something else: a command, or another button."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import App, Context

FIRST = -5


def register(app: App) -> None:
    """Before every handler that expects something anew."""
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.COMMAND, end), FIRST)
    app.add_handler(CallbackQueryHandler(end), FIRST)


async def end(update: Update, context: Context) -> None:
    """Words written after it are a question again, not a day of a count or a message to a person."""
    chat = update.effective_chat
    if chat and (await context.remembered(chat.id)).expected:
        await context.desk.store.chats.expect(chat.id, None)
