"""Long polling: what Telegram gives is in the inbox before Telegram is asked for the next."""

import asyncio
import logging
import warnings
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.delivery.intake import Intake
from bot.errors import StorageError

log = logging.getLogger(__name__)
POLL_SECONDS = 10  # that Telegram may take to answer when there is nothing new
SLOWER_SECONDS = 5  # that the way there may take besides
AT_ONCE = 100  # updates; Bot API, getUpdates
LONGEST_WAIT = 30.0  # seconds between tries that fail
COMPLAIN_SECONDS = 60.0  # between two complaints of another poller
# Bot.get_updates, which it names instead, reads all updates at once: one that it cannot read would stop the others.
warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)


async def poll(bot: ExtBot[Any], intake: Intake, kinds: list[str]) -> None:
    """Poll for updates of these kinds until cancelled, whatever fails; InvalidToken alone ends it."""
    offset, failures = 0, 0
    await _lasting(bot)
    while True:
        try:
            updates = await _get(bot, offset, kinds)
            await intake.keep(updates)
            offset = max([offset, *(int(update["update_id"]) + 1 for update in updates)])
            failures = 0
        except InvalidToken:
            raise
        except (TelegramError, StorageError) as error:
            failures += 1
            wait = _wait(error, failures)
            if not isinstance(error, Conflict):
                log.warning("No updates now, asking again in %.0f seconds: %s", wait, error)
            elif failures == 1 or failures % (COMPLAIN_SECONDS // wait) == 0:
                log.error("Another program polls Telegram with this token: stop it, or this one. %s", error.message)
            await asyncio.sleep(wait)


async def _get(bot: ExtBot[Any], offset: int, kinds: list[str]) -> list[dict[str, Any]]:
    """Raw, so that an update which the library cannot read stops no other."""
    asked = {"offset": offset, "timeout": POLL_SECONDS, "limit": AT_ONCE, "allowed_updates": kinds}
    found = await bot.do_api_request("getUpdates", asked, read_timeout=POLL_SECONDS + SLOWER_SECONDS)
    return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []


async def _lasting(bot: ExtBot[Any]) -> None:
    """Take down a webhook of before, without which Telegram refuses polling."""
    for failures in range(1, 1_000_000):
        try:
            await bot.delete_webhook()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("The webhook of before could not be taken down: %s", error)
            await asyncio.sleep(_wait(error, failures))


def _wait(error: Exception, failures: int) -> float:
    """Seconds until the next try."""
    if isinstance(error, RetryAfter):
        return error._retry_after.total_seconds()
    return min(LONGEST_WAIT, 2.0 ** min(failures - 1, 8))
