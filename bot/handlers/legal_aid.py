"""/lawyer: the legal-aid guide. Each choice is in the buttons' data; nothing of it is kept."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import App, Context
from bot.guides.legal_aid import Step, follow
from bot.replies import legal_aid, menus
from bot.replies.reply import Reply
from bot.texts import Translation


def register(app: App) -> None:
    """The command, and every button of the guide."""
    app.add_handler(CommandHandler("lawyer", begin, filters.ChatType.PRIVATE))
    app.add_handler(CallbackQueryHandler(choose, f"^{legal_aid.KIND}:"))


async def begin(update: Update, context: Context) -> None:
    """The first question."""
    assert update.effective_chat is not None
    reply = _reply((), await context.say(update), context)
    await context.send(update.effective_chat, reply)


async def choose(update: Update, context: Context) -> None:
    """The next question or the outcome, in the same message; from an answer's button, in a new one."""
    query, press, say = await context.pressed(update)
    await context.acknowledge(query)
    await context.go_on(query, _reply(press.arguments, say, context))


def _reply(path: tuple[str, ...], say: Translation, context: Context) -> Reply:
    found = follow(path)
    if found is None:
        return menus.topics(context.edition.catalogue, say, menus.OLD_BUTTON)
    if isinstance(found, Step):
        return legal_aid.step(found, path, say)
    return legal_aid.outcome(found, path, say, context.edition.catalogue)
