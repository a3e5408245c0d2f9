"""`run`: serve Telegram by long polling until told to stop."""

import argparse
import asyncio
import signal

from telegram.error import InvalidToken, NetworkError, TelegramError

from bot import app as application
from bot.commands.serving import serving
from bot.config import Config
from bot.context import App, Desk
from bot.errors import ConfigError, ConnectionFailed
from bot.storage import database
from bot.texts import Texts, Translation, msgid

HELP = msgid("serve Telegram (needs TELEGRAM_BOT_TOKEN)")


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
        operators = config.operators_chat_id
        async with serving(config, texts, opened, config.token, operators) as (app, desk):
            await _poll(app, desk, config)
    except InvalidToken as error:
        raise ConnectionFailed("Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from @BotFather.") from error
    except NetworkError as error:
        raise ConnectionFailed(
            "Telegram cannot be reached at {url}: {reason}.", url=config.api_url, reason=error.message
        ) from error
    except TelegramError as error:
        raise ConnectionFailed("Telegram refused to start the bot: {reason}.", reason=error.message) from error
    finally:
        await opened.close()


async def _poll(app: App, desk: Desk, config: Config) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    assert app.updater is not None
    await app.start()
    await app.updater.start_polling(allowed_updates=application.UPDATES)
    beside = [asyncio.create_task(task) for task in (application.introduce(app, desk), desk.editions.watch())]
    try:
        await stop.wait()
    finally:
        await app.updater.stop()
        await app.stop()
        for task in beside:
            task.cancel()
