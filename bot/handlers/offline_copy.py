"""/offline: the whole FAQ as one file that opens without the internet."""

import asyncio

from telegram import InputFile, Update
from telegram.ext import CommandHandler, filters

from bot.context import App, Context
from bot.offline_copy import document
from bot.texts import msgid

CAPTION = msgid("All answers in one file. Save it: it opens without the internet and has its own search.")


def register(app: App) -> None:
    """In private chats only."""
    app.add_handler(CommandHandler("offline", send, filters.ChatType.PRIVATE))


async def send(update: Update, context: Context) -> None:
    """The file in the reader's language, as the pages are now."""
    chat = update.effective_chat
    assert chat is not None
    say = await context.say(update)
    page = await asyncio.to_thread(context.edition.offline_copy, say)
    sent = await chat.send_document(InputFile(page, document.file_name(say)), caption=say(CAPTION))
    await context.note(chat, sent)
