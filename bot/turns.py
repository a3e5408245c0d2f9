"""Who waits for whom: one chat's updates are taken in order, and nobody waits for another chat."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, BaseUpdateProcessor

log = logging.getLogger(__name__)
AT_ONCE = 256  # updates
RETRIES = 3
LONGEST_WAIT = 60.0  # seconds that a message may be late; Telegram may ask for hours
Call = Callable[..., Coroutine[Any, Any, Any]]


class Turns(BaseUpdateProcessor):
    """Different chats at once, the same chat one update after another."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait until the chat's earlier updates are done."""
        whose = (update.effective_chat or update.effective_user) if isinstance(update, Update) else None
        lock = self._locks.setdefault(whose.id if whose else 0, asyncio.Lock())
        async with lock:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


class Pace(AIORateLimiter):
    """Keeps to Telegram's limits; a message refused as too many is sent again after the wait that Telegram names.

    AIORateLimiter stops every chat for that wait. Only messages are worth it: a tap or an inline query would be stale.
    """

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Raises RetryAfter when the wait is too long or Telegram goes on refusing."""
        refusals: list[RetryAfter] = []

        async def attempt() -> Any:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                refusals.append(refusal)

        for tries in range(1, RETRIES + 2):
            answer = await super().process_request(attempt, (), {}, endpoint, data, rate_limit_args)
            if len(refusals) < tries:
                return answer
            wait = refusals[-1]._retry_after.total_seconds()
            if tries > RETRIES or "chat_id" not in data or wait > LONGEST_WAIT:
                break
            log.info("Telegram asks to wait %.0f seconds with a message", wait)
            await asyncio.sleep(wait)
        raise refusals[-1]
