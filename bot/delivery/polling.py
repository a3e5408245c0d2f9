"""Long polling: what Telegram gives is in the inbox before Telegram is asked for the next."""

import asyncio
import logging
import warnings
from collections.abc import Callable
from typing import Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.delivery.intake import Intake, is_update
from bot.errors import StorageError

log = logging.getLogger(__name__)
POLL_SECONDS = 10  # that Telegram may take to answer when there is nothing new
SLOWER_SECONDS = 5  # that the way there may take besides
AT_ONCE = 100  # updates; Bot API, getUpdates
LONGEST_WAIT = 30.0  # seconds between tries that fail
COMPLAIN_SECONDS = 60.0  # between two complaints of another poller
# Bot.get_updates, which it names instead, reads all updates at once: one that it cannot read would stop the others.
warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)


async def poll(bot: ExtBot[Any], intake: Intake, kinds: list[str], polled: Callable[[], None]) -> None:
    """Poll for updates of these kinds until cancelled, whatever fails; InvalidToken alone ends it.

    `polled` is called whenever Telegram let us.
    """
    offset, failures = 0, 0
    await _lasting(bot)
    while True:
        try:
            found = await _get(bot, offset, kinds)
            polled()
            updates = [each for each in found if is_update(each)]
            await intake.keep(updates)
            before, offset = offset, max([offset, *map(_after, found)])
            failures = 0
            if len(updates) < len(found):
                log.error("%d things that Telegram gave are no updates and were passed over", len(found) - len(updates))
            if found and offset == before:
                await asyncio.sleep(SLOWER_SECONDS)  # they will come again at once
        except InvalidToken:
            raise
        except (TelegramError, StorageError) as error:
            failures += 1
            wait = pause(error, failures)
            if not isinstance(error, Conflict):
                log.warning("No updates now, asking again in %.0f seconds: %s", wait, error)
            elif failures == 1 or failures % (COMPLAIN_SECONDS // wait) == 0:
                log.error("Another program polls Telegram with this token: stop it, or this one. %s", error.message)
            await asyncio.sleep(wait)


async def _get(bot: ExtBot[Any], offset: int, kinds: list[str]) -> list[object]:
    """Raw, so that an update which the library cannot read stops no other."""
    asked = {"offset": offset, "timeout": POLL_SECONDS, "limit": AT_ONCE, "allowed_updates": kinds}
    try:
        found = await bot.do_api_request("getUpdates", asked, read_timeout=POLL_SECONDS + SLOWER_SECONDS)
    except EndPointNotFound:  # what the library makes of a token that is refused
        raise InvalidToken from None
    return found if isinstance(found, list) else []


def _after(update: object) -> int:
    """The offset that confirms an update; 0 for what has no number."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number + 1 if isinstance(number, int) else 0


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
            await asyncio.sleep(pause(error, failures))


def pause(error: Exception, failures: int) -> float:
    """Seconds until the next try."""
    if isinstance(error, RetryAfter):
        return error._retry_after.total_seconds()
    return min(LONGEST_WAIT, 2.0 ** min(failures - 1, 8))
