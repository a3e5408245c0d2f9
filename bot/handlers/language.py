"""/language and its buttons: choose the language of the replies."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot import replies
from bot.context import App, Context


def register(app: App) -> None:
    """The command, and the buttons that it and /start offer."""
    app.add_handler(CommandHandler("language", offer, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(choose, "^language:[a-z]+$"))


async def offer(update: Update, context: Context) -> None:
    """Show the languages."""
    assert update.effective_chat is not None
    await context.send(update.effective_chat, replies.language_choice(context.desk.texts))


async def choose(update: Update, context: Context) -> None:
    """Keep the choice, and greet in that language."""
    query, chat = update.callback_query, update.effective_chat
    assert query is not None and query.data is not None and chat is not None
    await query.answer()
    language = query.data.removeprefix("language:")
    catalogue = context.edition.catalogue
    if language not in context.desk.texts.translations:
        await context.send(chat, replies.topics(catalogue, await context.say(update), replies.OLD_BUTTON))
        return
    first = await context.desk.chats.language(chat.id) is None
    await context.desk.chats.choose(chat.id, language)
    message = replies.WELCOME if first else replies.LANGUAGE_CHOSEN
    await context.turn(query, replies.topics(catalogue, context.desk.texts[language], message))
