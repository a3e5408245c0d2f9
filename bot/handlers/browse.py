"""Topics and entries by buttons; whatever a button needs is in its data, so that old ones go on working."""

from telegram import CallbackQuery, Chat, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import App, Context
from bot.replies import menus
from bot.replies.buttons import Press
from bot.texts import Translation


def register(app: App) -> None:
    """The last pattern takes every button that no other handler knows, so this module is registered last of those."""
    app.add_handler(CommandHandler("topics", open_topics, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(tap))


async def open_topics(update: Update, context: Context) -> None:
    """Show the topics."""
    assert update.effective_chat is not None
    await context.send(update.effective_chat, menus.topics(context.edition.catalogue, await context.say(update)))


async def tap(update: Update, context: Context) -> None:
    """Do what the button says; one that leads nowhere any more says what to do."""
    query, press, say = await context.pressed(update)
    chat = update.effective_chat
    await context.acknowledge(query)
    if chat and not (press.language == say.language and await _open(context, query, chat, say, press)):
        await context.send(chat, menus.topics(context.edition.catalogue, say, menus.OLD_BUTTON))


async def _open(context: Context, query: CallbackQuery, chat: Chat, say: Translation, press: Press) -> bool:
    """Whether the button still leads somewhere; if so, go there."""
    catalogue = context.edition.catalogue
    name, number = (*press.arguments, "", "")[:2]
    topic = next((topic for topic in catalogue.topics if topic.id == name), None)
    if press.kind == "entry" and name in catalogue.entries:
        await context.answer(chat, catalogue.entries[name], say)
    elif press.kind == "topic" and topic and number.isdecimal() and len(number) < 4:
        await context.turn(query, menus.topic_page(catalogue, topic, int(number), say))
    elif press.kind == "more" and topic:
        await context.send(chat, menus.topic_page(catalogue, topic, 0, say))
    elif press.kind == "topics":
        await context.turn(query, menus.topics(catalogue, say))
    elif press.kind == "menu":
        await context.send(chat, menus.topics(catalogue, say))
    else:
        return False
    return True
