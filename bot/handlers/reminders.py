"""Reminders of a deadline: asked for under an outcome, listed and cancelled by /reminders."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import App, Context
from bot.guides import counting
from bot.guides.deadlines import reminder_moment, reminders_ahead
from bot.replies import menus, reminders
from bot.replies.reply import plain


def register(app: App) -> None:
    """The command and the buttons."""
    app.add_handler(CommandHandler("reminders", show, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(remind, "^remind:"))
    app.add_handler(CallbackQueryHandler(cancel, "^unremind:"))


async def show(update: Update, context: Context) -> None:
    """The reader's own."""
    chat = update.effective_chat
    assert chat is not None
    kept = await context.desk.store.reminders.of(chat.id)
    await context.send(chat, reminders.listing(await context.say(update), kept))


async def remind(update: Update, context: Context) -> None:
    """Keep the reminders that are still ahead; asking twice keeps them once."""
    query, press, say = await context.pressed(update)
    chat, count = update.effective_chat, counting.read(press.arguments[:1])
    last_day = counting.unstamp("".join(press.arguments[1:]))
    assert chat is not None
    await context.acknowledge(query)
    if not count or not last_day:
        await context.send(chat, menus.topics(context.edition.catalogue, say, menus.OLD_BUTTON))
        return
    days = reminders_ahead(last_day, context.desk.today)
    due = [int(reminder_moment(day).timestamp()) for day in days]
    await context.desk.store.reminders.add(chat.id, say.language, count.deadline, last_day, due)
    await context.send(chat, reminders.promise(say, count.deadline, last_day, days))


async def cancel(update: Update, context: Context) -> None:
    """Erase the reminders of one deadline."""
    query, press, say = await context.pressed(update)
    chat, last_day = update.effective_chat, counting.unstamp("".join(press.arguments[1:]))
    assert chat is not None
    await context.acknowledge(query)
    if last_day:
        await context.desk.store.reminders.cancel(chat.id, press.arguments[0], last_day)
    await context.turn(query, plain(say, reminders.CANCELLED))
