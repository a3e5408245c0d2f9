"""Numbers of the messages of the last two days: what Telegram still lets the bot delete when a chat is cleared."""

import time
from collections.abc import Callable, Collection

from bot.storage.chats import ChatKeys
from bot.storage.database import Database

DELETABLE_SECONDS = 48 * 60 * 60  # Bot API, deleteMessage


class Messages:
    """Message numbers by chat, without any text; `now` gives seconds since 1970."""

    def __init__(self, database: Database, key: ChatKeys, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = key
        self._now = now

    async def note(self, chat_id: int, message_ids: Collection[int]) -> None:
        """Keep the numbers of messages just sent or received."""
        key, now = self._key(chat_id), int(self._now())
        await self._database.execute(
            f"INSERT INTO recent_messages VALUES {', '.join(['(?, ?, ?)'] * len(message_ids))} ON CONFLICT DO NOTHING",
            [value for message_id in message_ids for value in (key, message_id, now)],
        )

    async def of(self, chat_id: int) -> list[int]:
        """The numbers of the chat's messages that can still be deleted, oldest first."""
        rows = await self._database.fetch(
            "SELECT message_id FROM recent_messages WHERE chat_key = ? AND noted_at > ? ORDER BY message_id",
            (self._key(chat_id), int(self._now()) - DELETABLE_SECONDS),
        )
        return [int(row[0]) for row in rows]

    async def forget(self, chat_id: int) -> int:
        """Erase the chat's numbers; how many there were."""
        return await self._database.execute("DELETE FROM recent_messages WHERE chat_key = ?", (self._key(chat_id),))

    async def forget_old(self) -> None:
        """Erase the numbers of messages that Telegram no longer lets a bot delete."""
        oldest = int(self._now()) - DELETABLE_SECONDS
        await self._database.execute("DELETE FROM recent_messages WHERE noted_at <= ?", (oldest,))
