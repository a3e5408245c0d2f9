"""/stats: what readers ask, as a picture, for those who keep the bot."""

import logging
from html import escape

from telegram import InputFile, Update
from telegram.ext import CommandHandler, filters

from bot import attempt
from bot.context import App, Context, Desk
from bot.replies.reply import Reply
from bot.report import apart, figures, sections
from bot.report.sections import Chart

log = logging.getLogger(__name__)
DAYS = 30


def register(app: App) -> None:
    """In private chats of ADMIN_IDS only; to others it is a command that we do not have."""
    admins = filters.User(app.bot_data[Desk].admin_ids)
    app.add_handler(CommandHandler("stats", send, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & admins))


async def send(update: Update, context: Context) -> None:
    """The last thirty days; in words only where nothing can be drawn."""
    chat = update.effective_chat
    assert chat is not None
    say, edition = await context.say(update), context.edition
    report = await figures.gather(context.desk.store, edition, DAYS)
    heading, shown = sections.heading(report, say), sections.sections(report, edition.catalogue, say)
    picture = None
    if any(section.chart is not Chart.LIST for section in shown):
        try:
            picture = await apart.picture(heading, shown)
        except (OSError, TimeoutError) as error:
            log.error("The report could not be drawn: %s", error or attempt.place(error))
    summary = sections.summary(heading, shown)
    if picture:
        await context.note(chat, await chat.send_photo(InputFile(picture, "report.png"), caption=summary))
    else:
        await context.send(chat, Reply(escape(summary)))
