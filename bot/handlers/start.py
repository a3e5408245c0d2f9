"""/start and /help: the first words, or the entry that a deep link names."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.context import App, Context
from bot.replies import introduction, menus


def register(app: App) -> None:
    """In private chats only."""
    app.add_handler(CommandHandler("start", start, filters.ChatType.PRIVATE))
    app.add_handler(CommandHandler("help", help_, filters.ChatType.PRIVATE))


async def start(update: Update, context: Context) -> None:
    """Open the linked entry; else greet, after the language is chosen."""
    chat = update.effective_chat
    assert chat is not None
    say = await context.say(update)
    catalogue = context.edition.catalogue
    entry = catalogue.entries.get(context.args[0]) if context.args else None
    if entry:
        await context.answer(chat, entry, say)
    elif (await context.remembered(chat.id)).language:
        await context.send(chat, menus.topics(catalogue, say, introduction.WELCOME))
    else:
        await context.send(chat, introduction.language_choice(context.desk.texts))


async def help_(update: Update, context: Context) -> None:
    """Say what the bot can do and who answers when it cannot."""
    assert update.effective_chat is not None
    say = await context.say(update)
    await context.send(update.effective_chat, menus.topics(context.edition.catalogue, say, introduction.HELP))
