"""The operators' chat: a reply to a question reaches its reader, a correction corrects, /close ends it."""

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden
from telegram.ext import ApplicationHandlerStop, CommandHandler, MessageHandler, filters

from bot import relaying
from bot.context import App, Context, Desk
from bot.replies import relays
from bot.replies.reply import plain
from bot.storage.relays import Relay

BEFORE_QUESTIONS = -3


def register(app: App) -> None:
    """Only in that chat; whatever is no reply to the bot there, it leaves alone."""
    chat_id = app.bot_data[Desk].operators_chat_id
    if chat_id is not None:
        new = filters.Chat(chat_id) & filters.UpdateType.MESSAGE & filters.REPLY
        edited = filters.Chat(chat_id) & filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION)
        app.add_handler(CommandHandler("close", close, new), BEFORE_QUESTIONS)
        app.add_handler(MessageHandler(new & ~filters.COMMAND, answer), BEFORE_QUESTIONS)
        app.add_handler(MessageHandler(edited, correct), BEFORE_QUESTIONS)


async def answer(update: Update, context: Context) -> None:
    """Pass an operator's reply to the bot on, marked as a person's; what operators say to one another stays there."""
    message, linked = update.message, await _linked(update, context)
    assert message is not None
    if linked and context.is_answered(message):
        await relaying.to_reader(context.bot, context.desk, linked[0], message, linked[1])
    elif linked:
        await context.send(message.chat, plain(context.desk.operators_say, relays.STAYED), message)
    raise ApplicationHandlerStop


async def correct(update: Update, context: Context) -> None:
    """An edited reply is edited at the reader's too; where that copy is gone, it comes as a new message."""
    message, chat = update.edited_message, update.effective_chat
    assert message is not None and chat is not None
    linked = await context.desk.store.relays.by_operators_message(message.message_id)
    if linked:
        relay, copy = linked
        reply = relays.from_a_person(context.desk.texts[relay.language], relay.id, relaying.text(message))
        try:
            await context.bot.edit_message_text(
                reply.html, relay.chat_id, copy, parse_mode=ParseMode.HTML, reply_markup=reply.keyboard
            )
        except Forbidden:
            await relaying.close(context.bot, context.desk, relay, relays.BLOCKED)
        except BadRequest as error:
            if "not modified" not in error.message:
                await relaying.to_reader(context.bot, context.desk, relay, message, None)
                await context.send(chat, plain(context.desk.operators_say, relays.NOT_CHANGED), message)
    raise ApplicationHandlerStop


async def close(update: Update, context: Context) -> None:
    """The reader is told, and nothing of the question is kept."""
    linked = await _linked(update, context)
    if linked:
        await relaying.tell_closed(context.bot, context.desk, linked[0])  # first: a closed one is not found again
        await relaying.close(context.bot, context.desk, linked[0], relays.CLOSED_BY_OPERATOR)
    raise ApplicationHandlerStop


async def _linked(update: Update, context: Context) -> tuple[Relay, int] | None:
    """The relay that the message replied to belongs to; a reply to the bot about a closed one is told so."""
    message = update.message
    assert message is not None and message.reply_to_message is not None
    linked = await context.desk.store.relays.by_operators_message(message.reply_to_message.message_id)
    if not linked and context.is_answered(message):
        await context.send(message.chat, plain(context.desk.operators_say, relays.NOT_OPEN), message)
    return linked
