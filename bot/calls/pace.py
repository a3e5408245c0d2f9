"""Keeps to Telegram's limits, and tries again what failed for the moment."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

from bot import attempt
from bot.metrics import Metrics

log = logging.getLogger(__name__)
BACKOFF = (0.5, 1.0, 2.0)  # seconds
RETRIES = len(BACKOFF)
LONGEST_WAIT = 60.0  # seconds that a message may be late; Telegram may ask for hours
SPREAD = 1.25  # a wait is made longer by chance, up to this many times, so that calls that failed together part
MESSAGES = ("send", "copy", "edit", "delete")  # how the names of calls begin that change what a chat shows
USELESS_LATE = ("answerCallbackQuery", "answerInlineQuery")
Call = Callable[..., Coroutine[Any, Any, Any]]


def patience(error: TelegramError, tries: int, endpoint: str) -> float | None:
    """Seconds after which the call `endpoint` is worth another try; None: it has failed.

    `tries` were made, and the last one ended with `error`. At most RETRIES are given: together 3.5 seconds when the
    network or Telegram's server fails, and for messages, which Telegram may put off, three minutes.
    """
    if tries > RETRIES:
        return None
    if isinstance(error, RetryAfter):
        wait = error._retry_after.total_seconds()
        return wait if endpoint.startswith(MESSAGES) and wait <= LONGEST_WAIT else None
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest):
        return None
    return BACKOFF[tries - 1] if tries == 1 or endpoint not in USELESS_LATE else None


class Pace(AIORateLimiter):
    """Telegram's limits on messages, and `patience` with failures; a wait stops no other chat and ends when cancelled.

    All waits of one call take SPREAD times what `patience` says at most: 4.4 seconds, and 225 for a message that
    Telegram puts off. A call whose answer was lost may be done twice: a reader is better off with two than with none.
    A group that became a supergroup is followed there, but not the `settled_chat_id`: its answers would not be heard.
    """

    def __init__(self, metrics: Metrics, settled_chat_id: int | None = None) -> None:
        super().__init__()
        self._metrics = metrics
        self._settled_chat_id = settled_chat_id

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Raises the last error when `patience` ends."""
        started, outcome = time.monotonic(), "cancelled"
        try:
            answer = await self._persist(partial(callback, *args, **kwargs), endpoint, data, rate_limit_args)
            outcome = "ok"
        except TelegramError as error:
            outcome = type(error).__name__
            raise
        finally:
            self._metrics.calls.labels(endpoint, outcome).inc()
            self._metrics.call_seconds.observe(time.monotonic() - started)
        tried = attempt.current.get()
        if tried and endpoint.startswith(MESSAGES):
            tried.sent += 1
        return answer

    async def _persist(self, call: Call, endpoint: str, data: dict[str, Any], rate_limit_args: int | None) -> Any:
        failures: list[TelegramError] = []

        async def once() -> Any:
            try:
                return await call()
            except TelegramError as error:  # AIORateLimiter would stop every chat for a RetryAfter
                failures.append(error)

        while True:
            failed = len(failures)
            answer = await super().process_request(once, (), {}, endpoint, data, rate_limit_args)
            if len(failures) == failed:
                return answer
            if self._followed(failures[-1], data):
                continue
            wait = patience(failures[-1], len(failures), endpoint)
            if wait is None:
                raise failures[-1]
            # what fails for good is told by the caller
            level = logging.INFO if isinstance(failures[-1], RetryAfter) else logging.DEBUG
            log.log(level, "%s is tried again after %.1f seconds: %s", endpoint, wait, failures[-1].message)
            await asyncio.sleep(wait * random.uniform(1, SPREAD))

    def _followed(self, error: TelegramError, data: dict[str, Any]) -> bool:
        """Turn a call to where its chat has moved, once."""
        if not isinstance(error, ChatMigrated) or data.get("chat_id") in {error.new_chat_id, self._settled_chat_id}:
            return False
        data["chat_id"] = error.new_chat_id
        return True
