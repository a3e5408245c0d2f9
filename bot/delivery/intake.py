"""The way in: an update, polled or posted, is in the inbox before Telegram is told that we have it."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.errors import StorageError
from bot.metrics import Metrics
from bot.storage.inbox import Added, Inbox

MOST_WAITING = 20_000  # updates; beyond them Telegram keeps what comes
LOOK_SECONDS = 1.0  # between counts of what waits
LARGEST = 2**63  # what a database holds
_Update = tuple[int, int, str]


class Malformed(Exception):  # noqa: N818 - said of what came, not of us
    """Raised for what is no update: not an object, or without a number of its own."""


class Intake:
    """Keeps what comes; `arrived` is called once something new is kept."""

    def __init__(self, inbox: Inbox, metrics: Metrics, arrived: Callable[[], None]) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._arrived = arrived
        self._looked_at = 0.0
        self._waiting = 0

    async def keep(self, updates: Sequence[object]) -> None:
        """Return when all are on disk.

        Raises Malformed, and StorageError when they cannot be kept; Telegram then sends them again.
        """
        chats: dict[int, list[_Update]] = {}
        for read in [_read(update) for update in updates]:
            chats.setdefault(read[1], []).append(read)
        if len(chats) == 1:  # as ever behind a webhook
            await self._keep(*chats.values())
            return
        # Chats side by side, so that their writes share transactions; a chat's own one after another, in its order.
        for outcome in await asyncio.gather(*map(self._keep, chats.values()), return_exceptions=True):
            if outcome:
                raise outcome

    async def _keep(self, updates: Sequence[_Update]) -> None:
        for update_id, turn, body in updates:
            try:
                await self._make_room()
                added = await self._inbox.add(update_id, turn, body)
            except StorageError:
                self._metrics.database_errors.inc()
                raise
            if added is Added.NEW:
                self._metrics.received.inc()
                self._arrived()
            elif added is Added.DUPLICATE:
                self._metrics.duplicate.inc()
            else:
                self._metrics.dropped.labels("full").inc()

    async def _make_room(self) -> None:
        now = time.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._waiting, _ = await self._inbox.waiting()
        if self._waiting > MOST_WAITING:
            raise StorageError("{count} updates are waiting to be answered.", count=self._waiting)


def is_update(update: object) -> bool:
    """Whether it can be kept: an object with a number of its own."""
    update_id = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(update_id, int) and 0 <= update_id < LARGEST


def _read(update: object) -> _Update:
    """Its number, whose turn it takes, and its JSON."""
    if not isinstance(update, dict) or not is_update(update):
        raise Malformed
    return update["update_id"], turn(update), json.dumps(update)


def turn(update: Mapping[str, Any]) -> int:
    """The chat whose order an update belongs to, else the person; 0 for what names neither."""
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message")
            for owner in (content.get("chat"), isinstance(message, dict) and message.get("chat"), content.get("from")):
                number = owner.get("id") if isinstance(owner, dict) else None
                if isinstance(number, int) and -LARGEST <= number < LARGEST:
                    return number
    return 0
