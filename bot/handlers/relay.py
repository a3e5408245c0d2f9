"""A reader sends a question to a person: asked for consent first; the operators see no name unless the reader wants."""

from telegram import Message, Update, User
from telegram.ext import CallbackQueryHandler

from bot import relaying
from bot.context import App, Context, Desk
from bot.replies import buttons, relays
from bot.replies.reply import plain


def register(app: App) -> None:
    """Only where there are operators."""
    if app.bot_data[Desk].operators_chat_id is not None:
        app.add_handler(CallbackQueryHandler(ask, "^person:"))
        app.add_handler(CallbackQueryHandler(send, "^send:"))


async def ask(update: Update, context: Context) -> None:
    """Show the question as a person would see it, and ask whether to send it."""
    query, _, say = await context.pressed(update)
    chat, question = update.effective_chat, _question(query.message)
    assert chat is not None
    await context.acknowledge(query)
    if question:
        await context.send(chat, relays.consent(say, relaying.text(question)), question)
    else:
        await context.send(chat, plain(say, relays.LOST))


async def send(update: Update, context: Context) -> None:
    """Send it, once; the choice is in the button."""
    query, press, say = await context.pressed(update)
    chat, question = update.effective_chat, _question(query.message)
    assert chat is not None and update.effective_user is not None
    await context.acknowledge(query)
    if press.arguments not in {("hidden",), ("named",)}:
        await context.turn(query, plain(say, relays.NOT_SENT))
    elif not question or not isinstance(query.message, Message):
        await context.turn(query, plain(say, relays.LOST))
    elif buttons.press(query.message.reply_markup, "send"):
        name = _name(update.effective_user) if press.arguments == ("named",) else ""
        sent = await context.desk.store.relays.by_readers_message(chat.id, question.message_id)
        relay = (
            sent[0] if sent else await relaying.ask(context.bot, context.desk, chat.id, say.language, question, name)
        )
        await context.turn(query, relays.on_its_way(say, relay.id) if relay else plain(say, relays.UNREACHABLE))


def _question(message: object) -> Message | None:
    """The reader's own words that the bot's message quotes."""
    quoted = message.reply_to_message if isinstance(message, Message) else None
    return quoted if quoted and relaying.text(quoted) else None


def _name(user: User) -> str:
    return user.full_name + (f" (@{user.username})" if user.username else "")
