"""`run`: serve Telegram by long polling, or by a webhook, until told to stop."""

import argparse
import asyncio
import signal
from collections.abc import Coroutine, Iterable
from contextlib import AsyncExitStack
from typing import Any

from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot import app as application
from bot.commands.serving import serving
from bot.config import Config
from bot.context import App, Desk
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.intake import Intake
from bot.delivery.polling import poll
from bot.delivery.registration import register
from bot.errors import ConfigError, ConnectionFailed
from bot.storage import database
from bot.texts import Texts, Translation, msgid
from bot.web import site, webhook
from bot.web.health import Health

HELP = msgid("serve Telegram (needs TELEGRAM_BOT_TOKEN)")
DRAIN_SECONDS = 6.0  # for what is under way when told to stop; all of a stop takes less than ten


def add_arguments(_: argparse.ArgumentParser, __: Translation) -> None:
    """Everything comes from the environment."""


def run(_: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Serve; 0 after SIGTERM or Ctrl+C. Raises a BotError when it cannot start."""
    if not config.token:
        raise ConfigError(
            "TELEGRAM_BOT_TOKEN is not set. Ask @BotFather in Telegram for a token and put it into the environment; "
            "“python -m bot preview” shows the bot without one."
        )
    asyncio.run(_serve(config, texts))
    return 0


async def _serve(config: Config, texts: Texts) -> None:
    opened = await database.connect(config.database_url)
    try:
        async with serving(config, texts, opened, config.token, config.operators_chat_id) as (app, desk):
            await _until_stopped(app, desk, config)
    except InvalidToken:  # the library's error holds it
        raise ConnectionFailed("Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from @BotFather.") from None
    except TelegramError as error:
        if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            raise ConnectionFailed(
                "Telegram cannot be reached at {url}: {reason}.", url=config.api_url, reason=error.message
            ) from error
        raise ConnectionFailed("Telegram refused to start the bot: {reason}.", reason=error.message) from error
    finally:
        await opened.close()


async def _until_stopped(app: App, desk: Desk, config: Config) -> None:
    """Take updates in and have them answered; then finish what is under way."""
    dispatcher = Dispatcher(app, desk)
    intake = Intake(desk.store.inbox, desk.metrics, dispatcher.wake)
    health = Health(app, desk, dispatcher, polls=not config.webhook_url)
    working = [dispatcher.run(), desk.editions.watch(), application.introduce(app, desk)]
    async with AsyncExitStack() as stack:
        if config.health_listen:
            await stack.enter_async_context(site.serving(health.web_app(), config.health_listen, "HEALTH_LISTEN"))
        if config.webhook_url:
            posts = webhook.app(config.webhook_url, config.webhook_secret, intake)
            await stack.enter_async_context(site.serving(posts, config.listen, "LISTEN"))
            working.append(register(app.bot, config.webhook_url, config.webhook_secret, application.UPDATES))
        else:
            working.append(poll(app.bot, intake, application.UPDATES, health.polled))
        try:
            await _work(working)
        finally:
            await dispatcher.drain(DRAIN_SECONDS)


async def _work(working: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run all at once until told to stop; one that fails stops the others, and its error is raised."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    stopped = asyncio.create_task(stop.wait())
    tasks = {asyncio.create_task(work) for work in working}
    try:
        while not stopped.done():
            done, _ = await asyncio.wait({*tasks, stopped}, return_when=asyncio.FIRST_COMPLETED)
            tasks -= done
            for task in done:
                task.result()
    finally:
        for task in (*tasks, stopped):
            task.cancel()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)
