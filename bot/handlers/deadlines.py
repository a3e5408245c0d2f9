"""/days: the deadlines guide. Days are picked by buttons, which hold all of them, or typed within ten minutes."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.context import App, Context
from bot.guides import counting
from bot.guides.counting import Count
from bot.guides.dates import Unread, read_day
from bot.replies import deadlines, menus
from bot.replies.reply import Reply
from bot.texts import Translation

EXPECTED = "days:"  # then the count so far
BEFORE_QUESTIONS = -1


def register(app: App) -> None:
    """The command, the buttons, and dates before any handler of questions."""
    typed = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND
    app.add_handler(MessageHandler(typed, read), BEFORE_QUESTIONS)
    app.add_handler(CommandHandler("days", begin, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(choose, f"^{deadlines.KIND}:"))


async def begin(update: Update, context: Context) -> None:
    """Ask what to count."""
    assert update.effective_chat is not None
    await context.send(update.effective_chat, deadlines.choose(await context.say(update)))


async def choose(update: Update, context: Context) -> None:
    """The next step, or the outcome."""
    query, press, say = await context.pressed(update)
    assert update.effective_chat is not None
    await context.acknowledge(query)
    count = counting.read(press.arguments)
    if count:
        await context.go_on(query, await _step(context, update.effective_chat.id, count, say))
    elif press.arguments:
        await context.send(update.effective_chat, menus.topics(context.edition.catalogue, say, menus.OLD_BUTTON))
    else:
        await context.go_on(query, deadlines.choose(say))


async def read(update: Update, context: Context) -> None:
    """A typed day: the one asked for, or one to ask about. Anything else is a question, for other handlers."""
    message, chat, today = update.message, update.effective_chat, context.desk.today
    assert message is not None and message.text is not None and chat is not None
    expected = (await context.remembered(chat.id)).expected or ""
    count = counting.read(expected.removeprefix(EXPECTED).split(":")) if expected.startswith(EXPECTED) else None
    if not (count or counting.unmistakable(message.text)):
        return
    day = read_day(message.text, today)
    if day is Unread.NOT_A_DATE:
        return
    say = await context.say(update)
    if isinstance(day, Unread):
        if not count:
            return
        await context.send(chat, deadlines.ask(count, today, say, say(deadlines.NO_SUCH_DAY)))
    else:
        reply = await _step(context, chat.id, count.with_day(day), say) if count else deadlines.choose(say, day)
        await context.send(chat, reply)
    raise ApplicationHandlerStop


async def _step(context: Context, chat_id: int, count: Count, say: Translation) -> Reply:
    """What to say to the days known so far; what is still asked for may be typed."""
    today = context.desk.today
    count, note, found = deadlines.weigh(count, today, say)
    await context.desk.store.chats.expect(chat_id, EXPECTED + ":".join(count.arguments) if count.asks else None)
    if found is None:
        return deadlines.ask(count, today, say, note)
    return deadlines.outcome(count, found, today, say, context.edition.catalogue)
