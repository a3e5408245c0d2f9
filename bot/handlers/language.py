"""/language and its buttons: choose the language of the replies, or read one answer in another."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import App, Context
from bot.replies import answers, buttons, introduction, menus


def register(app: App) -> None:
    """The command, the buttons that it and /start offer, and the one under each answer."""
    app.add_handler(CommandHandler("language", offer, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(choose, "^language:"))
    app.add_handler(CallbackQueryHandler(turn, "^turn:"))


async def offer(update: Update, context: Context) -> None:
    """Show the languages."""
    assert update.effective_chat is not None
    await context.send(update.effective_chat, introduction.language_choice(context.desk.texts))


async def choose(update: Update, context: Context) -> None:
    """Keep the choice, and greet in that language."""
    query, press, say = await context.pressed(update)
    chat = update.effective_chat
    assert chat is not None
    await context.acknowledge(query)
    catalogue = context.edition.catalogue
    if press.language not in context.desk.texts.translations:
        await context.send(chat, menus.topics(catalogue, say, menus.OLD_BUTTON))
        return
    first = (await context.remembered(chat.id)).language is None
    await context.desk.store.chats.choose(chat.id, press.language)
    message = introduction.WELCOME if first else introduction.LANGUAGE_CHOSEN
    await context.turn(query, menus.topics(catalogue, say, message))


async def turn(update: Update, context: Context) -> None:
    """Put the answer in the other language into its place, with the same ways on."""
    query, press, say = await context.pressed(update)
    chat = update.effective_chat
    assert chat is not None
    await context.acknowledge(query)
    entries = context.edition.catalogue.entries
    entry = entries.get("".join(press.arguments))
    if entry is None or press.language not in context.desk.texts.translations:
        await context.send(chat, menus.topics(context.edition.catalogue, say, menus.OLD_BUTTON))
        return
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    others = buttons.press(markup, "others")
    guesses = context.edition.catalogue.decoded(others.arguments) if others else None
    vote = buttons.press(markup, "helped") is not None
    shown = ["".join(each.arguments) for each in buttons.presses(markup, "entry")]
    also = [entries[name] for name in shown if name in entries and name not in entry.see_also]
    await context.turn(query, answers.answer(context.setting, entry, say, also, guesses, vote))
