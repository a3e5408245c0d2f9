"""The webhook's address, which Telegram has to know: it is told until it takes it."""

import asyncio
import logging
from itertools import count
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.delivery.polling import pause

log = logging.getLogger(__name__)


async def register(bot: ExtBot[Any], url: str, secret: str, kinds: list[str]) -> None:
    """Have Telegram post updates of these kinds to `url`. Raises TelegramError for what no wait mends."""
    for failures in count(1):
        try:
            await bot.set_webhook(url, allowed_updates=kinds, secret_token=secret)
            return
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as error:
            wait = pause(error, failures)
            log.warning("The webhook cannot be set now, trying again in %.0f seconds: %s", wait, error)
            await asyncio.sleep(wait)
