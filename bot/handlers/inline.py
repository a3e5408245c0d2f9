"""Inline mode: the bot's name and some words in any chat give cards to send there."""

import logging

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop, InlineQueryHandler, MessageHandler, filters

from bot.content.page import Entry
from bot.context import App, Context
from bot.replies import answers
from bot.texts import Translation

log = logging.getLogger(__name__)
CARDS = 10
BEFORE_QUESTIONS = -4
SECONDS = 300  # that Telegram may give the same cards for the same words


def register(app: App) -> None:
    """Works where @BotFather's /setinline has turned it on."""
    app.add_handler(InlineQueryHandler(offer))
    app.add_handler(MessageHandler(filters.VIA_BOT & filters.UpdateType.MESSAGE, pass_over), BEFORE_QUESTIONS)


async def pass_over(update: Update, context: Context) -> None:
    """A card that somebody sent is an answer, no question; in the reader's own chat it can be cleared."""
    assert update.message is not None
    await context.note(update.message.chat)
    raise ApplicationHandlerStop


async def offer(update: Update, context: Context) -> None:
    """The likeliest entries for the words; without a word that can be read, the entry that opens each topic."""
    query = update.inline_query
    assert query is not None
    edition = context.edition
    ranking = edition.index.find(query.query)
    names = [candidate.entry for candidate in ranking.candidates[:CARDS]]
    if not names:
        topics = map(edition.catalogue.of_topic, (topic.id for topic in edition.catalogue.topics))
        names = [entries[0].id for entries in topics if entries]
    say = context.desk.texts.translations.get(ranking.language or "") or await context.say(update)
    cards = [_card(context, edition.catalogue.entries[name], say) for name in names]
    button = InlineQueryResultsButton(say(answers.OPEN), start_parameter="inline")
    try:
        await query.answer(cards, SECONDS, is_personal=True, button=button)
    except BadRequest as error:  # the person has typed on meanwhile
        log.info("An inline query could not be answered: %s", error.message)


def _card(context: Context, entry: Entry, say: Translation) -> InlineQueryResultArticle:
    reply = answers.for_others(context.setting, entry, say)
    return InlineQueryResultArticle(
        entry.id,
        entry.versions[say.language].title,
        InputTextMessageContent(reply.html, ParseMode.HTML),
        reply_markup=reply.keyboard,
        description="".join(span.text for span in entry.versions[say.language].answer[0].spans),
    )
