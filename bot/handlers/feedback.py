"""What a reader says of a reply: it helped, it did not, it is not what was asked, none of these."""

import logging

from telegram import Message, Update
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler

from bot import attempt, tally
from bot.context import App, Context
from bot.replies import buttons, menus
from bot.texts import msgid

log = logging.getLogger(__name__)
THANKS = msgid("Thank you")


def register(app: App) -> None:
    """The buttons under answers and suggestions."""
    app.add_handler(CallbackQueryHandler(vote, "^(helped|unhelped):"))
    app.add_handler(CallbackQueryHandler(offer_others, "^others:"))
    app.add_handler(CallbackQueryHandler(admit, "^none:"))


async def vote(update: Update, context: Context) -> None:
    """Count the vote once: its buttons go. Where the answer did not help, say who can."""
    query, press, say = await context.pressed(update)
    message = query.message
    await context.acknowledge(query, say(THANKS))
    markup = message.reply_markup if isinstance(message, Message) else None
    name = "".join(press.arguments)
    votable = [each.arguments for each in buttons.presses(markup, press.kind)]
    if press.arguments not in votable or name not in context.edition.catalogue.entries:
        return
    try:
        await query.edit_message_reply_markup(buttons.without(markup, "helped", "unhelped"))
    except BadRequest as error:
        log.info("The buttons of a vote could not be taken away: %s", error.message)
        if "not modified" in error.message and not attempt.is_another():  # a double tap: the first has counted
            return
    if not attempt.is_another():
        await tally.vote(context, query.from_user.id, name, press.kind == "helped")
    if press.kind == "unhelped":
        await _offer_people(update, context, menus.NOT_HELPED)


async def offer_others(update: Update, context: Context) -> None:
    """The next likely entries; without any, the way to people."""
    query, press, say = await context.pressed(update)
    chat = update.effective_chat
    assert chat is not None
    await context.acknowledge(query)
    entries = context.edition.catalogue.decoded(press.arguments)
    if entries:
        await context.send(chat, menus.suggestions(entries, say, menus.OTHERS), _question(query.message))
    else:
        await _offer_people(update, context, menus.UNKNOWN)


async def admit(update: Update, context: Context) -> None:
    """None of the buttons was right: the question has no answer, if it is still there to be read."""
    query, _, say = await context.pressed(update)
    await context.acknowledge(query)
    await _offer_people(update, context, menus.UNKNOWN)
    chat, text = update.effective_chat, question.text if (question := _question(query.message)) else None
    if chat and text:
        await tally.miss(context, chat.id, text, say.language)


async def _offer_people(update: Update, context: Context, message: str) -> None:
    query, _, say = await context.pressed(update)
    chat, question = update.effective_chat, _question(query.message)
    assert chat is not None
    person = question is not None and context.desk.operators_chat_id is not None
    await context.send(chat, menus.topics(context.edition.catalogue, say, message, person), question)


def _question(message: object) -> Message | None:
    """The reader's question that the bot's message replies to."""
    return message.reply_to_message if isinstance(message, Message) else None
