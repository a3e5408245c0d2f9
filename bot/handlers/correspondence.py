"""While a question to a person is open: what the reader adds, and closing it."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, MessageHandler, filters

from bot import relaying
from bot.context import App, Context, Desk
from bot.replies import buttons, relays
from bot.replies.reply import plain
from bot.storage.relays import Relay

EXPECTED = "person:"  # then the relay's number
BEFORE_QUESTIONS = -2


def register(app: App) -> None:
    """Only where there are operators; before any handler of questions."""
    if app.bot_data[Desk].operators_chat_id is not None:
        kinds = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.COMMAND & ~filters.StatusUpdate.ALL
        app.add_handler(MessageHandler(kinds, pass_on), BEFORE_QUESTIONS)
        app.add_handler(CallbackQueryHandler(write, "^write:"))
        app.add_handler(CallbackQueryHandler(close, "^close:"))


async def write(update: Update, context: Context) -> None:
    """The reader's next message will be for the person."""
    query, press, say = await context.pressed(update)
    assert update.effective_chat is not None
    await context.acknowledge(query)
    relay = await _open(context, update.effective_chat.id, "".join(press.arguments))
    if relay:
        await context.desk.store.chats.expect(relay.chat_id, f"{EXPECTED}{relay.id}")
    await context.send(update.effective_chat, plain(say, relays.WRITE if relay else relays.TOO_LATE))


async def close(update: Update, context: Context) -> None:
    """The reader needs no answer any more; one that a person has given stays on the screen."""
    query, press, say = await context.pressed(update)
    assert update.effective_chat is not None
    await context.acknowledge(query)
    relay = await _open(context, update.effective_chat.id, "".join(press.arguments))
    if relay:
        await relaying.close(context.bot, context.desk, relay, relays.CLOSED_BY_READER)
    await context.send(update.effective_chat, plain(say, relays.CLOSED if relay else relays.TOO_LATE))


async def pass_on(update: Update, context: Context) -> None:
    """A message that replies to a person, or was announced, goes to the operators and to no other handler."""
    message, chat, desk = update.message, update.effective_chat, context.desk
    assert message is not None and chat is not None
    quoted, album = message.reply_to_message, message.media_group_id
    linked = await desk.store.relays.by_readers_message(chat.id, quoted.message_id) if quoted else None
    offered = buttons.press(quoted.reply_markup, "write") if quoted else None
    expected = (await context.remembered(chat.id)).expected or ""
    announced = expected.removeprefix(EXPECTED) if expected.startswith(EXPECTED) else ""
    begun = desk.albums.relay(chat.id, album)
    relay, to = linked or (None, None)
    number = begun or "".join(offered.arguments if offered else announced)
    relay = relay or (await _open(context, chat.id, number) if number else None)
    if relay and await relaying.to_operators(context.bot, desk, relay, message, to):
        desk.albums.note(chat.id, album, str(relay.id))
        if begun:
            await context.note(chat)
        else:
            await context.send(chat, relays.on_its_way(desk.texts[relay.language], relay.id, relays.PASSED_ON))
        await desk.store.chats.expect(chat.id, None)  # last: another try must find it expected
    elif relay or offered:
        say = await context.say(update)
        await context.send(chat, plain(say, relays.UNREACHABLE if relay else relays.TOO_LATE))
    else:
        return
    raise ApplicationHandlerStop


async def _open(context: Context, chat_id: int, number: str) -> Relay | None:
    """The chat's own open relay of that number."""
    return next((each for each in await context.desk.store.relays.of(chat_id) if str(each.id) == number), None)
