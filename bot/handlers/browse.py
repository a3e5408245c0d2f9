"""Topics and entries by buttons; whatever a button needs is in its data, so that old ones go on working."""

from telegram import CallbackQuery, Chat, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot import replies
from bot.context import App, Context
from bot.texts import Translation


def register(app: App) -> None:
    """The last pattern takes every button that no other handler knows, so this module is registered last of those."""
    app.add_handler(CommandHandler("topics", open_topics, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(tap))


async def open_topics(update: Update, context: Context) -> None:
    """Show the topics."""
    assert update.effective_chat is not None
    await context.send(update.effective_chat, replies.topics(context.edition.catalogue, await context.say(update)))


async def tap(update: Update, context: Context) -> None:
    """Do what the button says: «kind:language:id:page»."""
    query, chat = update.callback_query, update.effective_chat
    assert query is not None
    await query.answer()
    if chat is None or query.data is None:
        return
    kind, language, name, number = (query.data.split(":") + [""] * 3)[:4]
    known = language in context.desk.texts.translations
    say = context.desk.texts[language] if known else await context.say(update)
    if not (known and await _open(context, query, chat, say, (kind, name, number))):
        await context.send(chat, replies.topics(context.edition.catalogue, say, replies.OLD_BUTTON))


async def _open(
    context: Context, query: CallbackQuery, chat: Chat, say: Translation, button: tuple[str, str, str]
) -> bool:
    """Whether the button still leads somewhere; if so, go there."""
    catalogue = context.edition.catalogue
    kind, name, number = button
    topic = next((topic for topic in catalogue.topics if topic.id == name), None)
    if kind == "entry" and name in catalogue.entries:
        await context.answer(chat, catalogue.entries[name], say)
    elif kind == "topic" and topic and number.isdecimal() and len(number) < 4:
        await context.turn(query, replies.topic_page(catalogue, topic, int(number), say))
    elif kind == "topics":
        await context.turn(query, replies.topics(catalogue, say))
    elif kind in {"menu", "none"}:
        message = replies.CHOOSE_TOPIC if kind == "menu" else replies.UNKNOWN
        await context.send(chat, replies.topics(catalogue, say, message))
    else:
        return False
    return True
