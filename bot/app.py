"""Builds the Telegram application; the only place that knows the order of the handlers."""

import logging
from collections.abc import Awaitable

from telegram import BotCommand, MenuButtonCommands
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.calls.client import Client
from bot.calls.pace import Pace
from bot.context import App, Context, Desk
from bot.handlers import (
    ask,
    browse,
    clear,
    correspondence,
    deadlines,
    expectation,
    failure,
    feedback,
    groups,
    inline,
    language,
    legal_aid,
    media,
    offline_copy,
    operators,
    privacy,
    relay,
    reminders,
    start,
    stats,
)
from bot.replies import introduction
from bot.texts import Translation

log = logging.getLogger(__name__)
UPDATES = ["message", "edited_message", "callback_query", "inline_query"]
COMMANDS = (start, language, legal_aid, deadlines, reminders, clear, privacy, offline_copy, stats)
ELSEWHERE = (operators, groups, inline, expectation)
LAST = (feedback, relay, correspondence, browse, ask, media, failure)  # each takes what those before it left


def build(token: str, api_url: str, desk: Desk, request: BaseRequest | None = None) -> App:
    """An application that serves from `desk`; `request` replaces the network."""
    builder = ApplicationBuilder().token(token).base_url(api_url).context_types(ContextTypes(context=Context))
    app: App
    if request:
        app = builder.request(request).get_updates_request(request).updater(None).build()
    else:
        builder = builder.request(Client()).get_updates_request(Client(connections=1))
        app = builder.rate_limiter(Pace(desk.metrics, desk.operators_chat_id)).updater(None).build()
    app.bot_data[Desk] = desk
    for handlers in (*COMMANDS, *ELSEWHERE, *LAST):
        handlers.register(app)
    return app


async def introduce(app: App, desk: Desk) -> None:
    """Tell Telegram our name, commands and descriptions in every language; what it refuses does no harm."""
    await _told(app.bot.set_chat_menu_button(menu_button=MenuButtonCommands()))
    for code, say in [("", desk.texts[desk.texts.default]), *desk.texts.translations.items()]:
        await _told(_introduce(app, code, say))


async def _introduce(app: App, code: str, say: Translation) -> None:
    """In one language; "" is for everyone whose Telegram speaks none of ours.

    Telegram lets a name be set a few times a day only, so each text is set when it differs.
    """
    bot = app.bot
    commands = [BotCommand(name, say(text)) for name, text in introduction.COMMANDS.items()]
    await _told(bot.set_my_commands(commands, language_code=code))
    if (await bot.get_my_short_description(code)).short_description != say(introduction.SHORT_DESCRIPTION):
        await _told(bot.set_my_short_description(say(introduction.SHORT_DESCRIPTION), language_code=code))
    if (await bot.get_my_description(code)).description != say(introduction.DESCRIPTION):
        await _told(bot.set_my_description(say(introduction.DESCRIPTION), language_code=code))
    if (await bot.get_my_name(code)).name != say(introduction.NAME):
        await _told(bot.set_my_name(say(introduction.NAME), language_code=code))


async def _told(telling: Awaitable[object]) -> None:
    try:
        await telling
    except TelegramError as error:
        log.warning("Telegram did not take our name, commands or a description: %s", error)
