"""/privacy says what is kept, /forget erases it."""

from dataclasses import asdict

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import App, Context
from bot.erasure import erase
from bot.replies import privacy
from bot.replies.reply import plain


def register(app: App) -> None:
    """In private chats only."""
    app.add_handler(CommandHandler("privacy", tell, filters.ChatType.PRIVATE))
    app.add_handler(CommandHandler("forget", ask, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(forget, "^forget:"))


async def tell(update: Update, context: Context) -> None:
    """From the live settings."""
    assert update.effective_chat is not None
    say, desk = await context.say(update), context.desk
    reply = privacy.privacy(say, desk.operators_chat_id is not None, desk.retention_days)
    await context.send(update.effective_chat, reply)


async def ask(update: Update, context: Context) -> None:
    """Ask once whether to erase."""
    assert update.effective_chat is not None
    await context.send(update.effective_chat, privacy.forget(await context.say(update)))


async def forget(update: Update, context: Context) -> None:
    """Erase all, or nothing; say which."""
    query, press, say = await context.pressed(update)
    assert update.effective_chat is not None
    await context.acknowledge(query)
    if press.arguments != ("yes",):
        await context.turn(query, plain(say, privacy.KEPT))
        return
    erased = await erase(context.bot, context.desk, update.effective_chat.id)
    reply = privacy.erased(say, **asdict(erased))
    await context.turn(query, reply)
