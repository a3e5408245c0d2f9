"""Groups: answers when mentioned, replied to or asked with /ask; else silent. The only buttons are links."""

from telegram import Message, MessageEntity, Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import tally
from bot.context import App, Context
from bot.matching.decision import Kind
from bot.matching.keys import keys
from bot.replies import answers, menus
from bot.replies.reply import Reply
from bot.texts import msgid

HOW_TO_ASK = msgid("Write your question after /ask, for example: /ask how much does consular registration cost")
UNKNOWN = msgid("I have no answer to that. Call the hotline 1899, or write on migrant.kg.")
BEFORE_BUTTONS = -1


def register(app: App) -> None:
    """Before the private chats' buttons: a button is not for strangers to press."""
    new = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS
    app.add_handler(CallbackQueryHandler(ignore), BEFORE_BUTTONS)
    app.add_handler(CommandHandler("ask", ask, new))
    app.add_handler(MessageHandler(new & filters.TEXT & ~filters.COMMAND, ask_if_meant))


async def ignore(update: Update, context: Context) -> None:
    """A forged tap in a group does nothing; a tap in a private chat goes on to its handler."""
    query, chat = update.callback_query, update.effective_chat
    assert query is not None
    if chat is None or chat.type != chat.PRIVATE:
        await context.acknowledge(query)
        raise ApplicationHandlerStop


async def ask(update: Update, context: Context) -> None:
    """/ask with a question, or in reply to somebody's."""
    message = update.message
    assert message is not None
    quoted = message.reply_to_message
    question = " ".join(context.args or []) or ((quoted.text or quoted.caption or "") if quoted else "")
    await _answer(update, context, message, question)


async def ask_if_meant(update: Update, context: Context) -> None:
    """A message that mentions the bot, or replies to it."""
    message = update.message
    assert message is not None and message.text is not None
    question, name = message.text, f"@{context.bot.username}".lower()
    for each in message.entities:
        if each.type == MessageEntity.MENTION and (mention := _words(message.text, each)).lower() == name:
            question = question.replace(mention, " ")
    if question != message.text or context.is_answered(message):
        await _answer(update, context, message, question)


def _words(text: str, entity: MessageEntity) -> str:
    """An entity's words; Telegram counts in UTF-16, and what it counts wrong names nobody."""
    units = text.encode("utf-16-le")[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return units.decode("utf-16-le", "replace")


async def _answer(update: Update, context: Context, message: Message, question: str) -> None:
    catalogue = context.edition.catalogue
    _, decision = await context.read(question)
    say = context.desk.texts.translations.get(decision.language or "") or await context.say(update)
    found = [catalogue.entries[candidate.entry] for candidate in decision.candidates]
    if not keys(question):
        reply = answers.choices_for_others(context.setting, (), say, HOW_TO_ASK)
    elif decision.kind is Kind.ANSWER:
        reply = answers.for_others(context.setting, found[0], say)
    elif decision.kind is Kind.SUGGEST:
        reply = answers.choices_for_others(context.setting, found, say, menus.SUGGEST)
    elif decision.small_talk:
        reply = Reply(answers.small_talk(catalogue, decision.small_talk, say))
    else:
        reply = answers.choices_for_others(context.setting, (), say, UNKNOWN)
    await context.send(message.chat, reply, message)
    await tally.count(update, context, question, decision)
