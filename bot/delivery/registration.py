"""The webhook's address, which Telegram has to know: told until it takes it, and again when a poller took it down."""

import asyncio
import logging
from itertools import count
from typing import Any

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.delivery.polling import pause

log = logging.getLogger(__name__)
CHECK_SECONDS = 60.0  # between two looks at whether the webhook is still ours


async def register(bot: ExtBot[Any], url: str, secret: str, kinds: list[str]) -> None:
    """Have Telegram post updates of these kinds to `url` until cancelled.

    Raises TelegramError for what no wait mends; once the address was taken, InvalidToken alone ends it.
    """
    for failures in count(1):
        try:
            await bot.set_webhook(url, allowed_updates=kinds, secret_token=secret)
            break
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as error:
            wait = pause(error, failures)
            log.warning("The webhook cannot be set now, trying again in %.0f seconds: %s", wait, error)
            await asyncio.sleep(wait)
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        try:
            if (await bot.get_webhook_info()).url != url:
                log.warning("Another program with this token took the webhook down: stop it. The webhook is set again.")
                await bot.set_webhook(url, allowed_updates=kinds, secret_token=secret)
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("The webhook cannot be looked after now: %s", error)
