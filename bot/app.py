"""Builds the Telegram application; the only place that knows the order of the handlers."""

import logging

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot import replies
from bot.context import App, Context, Desk
from bot.handlers import ask, browse, failure, language, start

log = logging.getLogger(__name__)


def build(token: str, api_url: str, desk: Desk, request: BaseRequest | None = None) -> App:
    """An application that serves from `desk`; `request` replaces the network."""
    builder = ApplicationBuilder().token(token).base_url(api_url).context_types(ContextTypes(context=Context))
    app: App
    if request:
        app = builder.request(request).get_updates_request(request).build()
    else:
        app = builder.rate_limiter(AIORateLimiter(max_retries=3)).build()
    app.bot_data[Desk] = desk
    for handlers in (start, language, browse, ask, failure):
        handlers.register(app)
    return app


async def introduce(app: App, desk: Desk) -> None:
    """Tell Telegram our commands and descriptions in every language; what it refuses is logged and does no harm."""
    for code, say in [("", desk.texts[desk.texts.default]), *desk.texts.translations.items()]:
        commands = [BotCommand(name, say(text)) for name, text in replies.COMMANDS.items()]
        for told in (
            app.bot.set_my_commands(commands, language_code=code),
            app.bot.set_my_description(say(replies.DESCRIPTION), language_code=code),
            app.bot.set_my_short_description(say(replies.SHORT_DESCRIPTION), language_code=code),
        ):
            try:
                await told
            except TelegramError as error:
                log.warning("Telegram did not take our commands or a description: %s", error)
