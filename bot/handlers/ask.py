"""Free text: answer when sure, offer choices when not, admit it otherwise."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot import replies
from bot.context import App, Context
from bot.matching import follow_up
from bot.matching.decision import Kind
from bot.matching.message import read

PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE


def register(app: App) -> None:
    """Only new messages: an edited one was answered when it was sent."""
    app.add_handler(MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, ask))
    app.add_handler(MessageHandler(PRIVATE & filters.COMMAND, explain))
    app.add_handler(MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, ask_for_words))


async def ask(update: Update, context: Context) -> None:
    """Reply to one question, in its language where that is clear."""
    message, chat = update.message, update.effective_chat
    assert message is not None and message.text is not None and chat is not None
    edition = context.edition
    ranking, decision = read(message.text, edition.index, edition.catalogue.urgent)
    say = context.desk.texts.translations.get(decision.language or "") or await context.say(update)
    heading = replies.SUGGEST
    if follow_up.may_be(message.text, ranking, decision):
        last = edition.catalogue.entries.get(await context.desk.chats.recent_entry(chat.id) or "")
        if last:
            decision = follow_up.decide(message.text, last, say.language, edition.index, edition.catalogue)
            heading = replies.FOLLOW_UP
    entries = [edition.catalogue.entries[candidate.entry] for candidate in decision.candidates]
    if decision.kind is Kind.ANSWER:
        await context.answer(chat, entries[0], say, [edition.catalogue.entries[name] for name in decision.also])
    elif decision.kind is Kind.SUGGEST:
        await context.send(chat, replies.suggestions(entries, say, heading))
    elif decision.small_talk:
        await context.send(chat, replies.small_talk(edition.catalogue, decision.small_talk, say))
    else:
        await context.send(chat, replies.topics(edition.catalogue, say, replies.UNKNOWN))


async def explain(update: Update, context: Context) -> None:
    """A command that we do not have."""
    assert update.effective_chat is not None
    say = await context.say(update)
    await context.send(update.effective_chat, replies.topics(context.edition.catalogue, say, replies.HELP))


async def ask_for_words(update: Update, context: Context) -> None:
    """A voice message, a photo or a sticker holds no question that we can read."""
    assert update.effective_chat is not None
    say = await context.say(update)
    await context.send(update.effective_chat, replies.topics(context.edition.catalogue, say, replies.ONLY_TEXT))
