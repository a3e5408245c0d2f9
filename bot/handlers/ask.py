"""Free text: answer when sure, offer choices when not, admit it otherwise."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot import tally
from bot.context import App, Context
from bot.matching import follow_up
from bot.matching.decision import Kind
from bot.matching.keys import keys
from bot.matching.message import next_likely
from bot.matching.verdict import Heard
from bot.replies import answers, introduction, menus
from bot.replies.reply import Reply
from bot.texts import msgid

WORDLESS = msgid("I find no Kyrgyz or Russian words in this message. Write your question in words, or choose a topic:")
PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE


def register(app: App) -> None:
    """Only new messages: an edited one was answered when it was sent."""
    app.add_handler(MessageHandler(PRIVATE & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND, ask))
    app.add_handler(MessageHandler(PRIVATE & filters.COMMAND, explain))


async def ask(update: Update, context: Context) -> None:
    """Reply to one question, in its language where that is clear."""
    message, chat = update.message, update.effective_chat
    assert message is not None and chat is not None
    context.desk.albums.note(chat.id, message.media_group_id)  # the words under its first picture speak for all of it
    text = message.text or message.caption or ""
    edition = context.edition
    entries = edition.catalogue.entries
    ranking, decision = await context.read(text)
    context.desk.metrics.decisions.labels(decision.kind.value).inc()
    say = context.desk.texts.translations.get(decision.language or "") or await context.say(update)
    heading, last = menus.SUGGEST, None
    if follow_up.may_be(text, ranking, decision):
        last = entries.get((await context.remembered(chat.id)).entry or "")
        if last:
            decision = follow_up.decide(text, last, say.language, edition.index, edition.catalogue)
            heading = menus.FOLLOW_UP
    for listen in context.desk.listeners:
        listen(chat.id, Heard(text, last.id if last else "", say.language))
    found = [entries[candidate.entry] for candidate in decision.candidates]
    person = context.desk.operators_chat_id is not None
    question = message if person else None
    if decision.kind is Kind.ANSWER:
        also = [entries[name] for name in decision.also]
        others = [entries[name] for name in next_likely(text, edition.index, decision)]
        await context.answer(chat, found[0], say, also, others, question)
    elif decision.kind is Kind.SUGGEST:
        guessed = heading == menus.FOLLOW_UP
        await context.send(chat, menus.suggestions(found, say, heading, person and guessed), question)
    elif decision.small_talk:
        topics = menus.topics(edition.catalogue, say).keyboard if decision.small_talk in answers.OPENINGS else None
        await context.send(chat, Reply(answers.small_talk(edition.catalogue, decision.small_talk, say), topics))
    elif not any(word.isascii() for word in keys(text)):
        await context.send(chat, menus.topics(edition.catalogue, say, WORDLESS))
    else:
        await context.send(chat, menus.topics(edition.catalogue, say, menus.UNKNOWN, person), question)
        if not (await context.remembered(chat.id)).expected:  # else it may be a day mistyped, and no question
            await tally.miss(context, chat.id, text, say.language)
    await tally.count(update, context, text, decision)


async def explain(update: Update, context: Context) -> None:
    """A command that we do not have."""
    assert update.effective_chat is not None
    say = await context.say(update)
    await context.send(update.effective_chat, menus.topics(context.edition.catalogue, say, introduction.HELP))
