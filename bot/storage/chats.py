"""What is kept of each reader: the language chosen, and for some minutes the entry answered last."""

import hashlib
import time
from collections.abc import Callable

from bot.storage.sqlite import Sqlite

RECENT_SECONDS = 10 * 60  # how long a message may go on from the last answer


class Chats:
    """Rows by chat. A chat's id is kept only as a hash keyed by the bot's token; `now` gives seconds since 1970."""

    def __init__(self, database: Sqlite, secret: str, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = hashlib.sha256(secret.encode()).digest()
        self._now = now

    async def language(self, chat_id: int) -> str | None:
        """The chosen language code, or None."""
        rows = await self._database.fetch("SELECT language FROM chats WHERE chat_key = ?", (self._hash(chat_id),))
        return str(rows[0][0]) if rows and rows[0][0] else None

    async def choose(self, chat_id: int, language: str) -> None:
        """Keep a choice; a later one replaces it."""
        await self._database.execute(
            "INSERT INTO chats (chat_key, language) VALUES (?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET language = excluded.language",
            (self._hash(chat_id), language),
        )

    async def recent_entry(self, chat_id: int) -> str | None:
        """The entry that was answered within the last RECENT_SECONDS, or None."""
        rows = await self._database.fetch(
            "SELECT entry FROM chats WHERE chat_key = ? AND answered_at > ?",
            (self._hash(chat_id), self._now() - RECENT_SECONDS),
        )
        return str(rows[0][0]) if rows else None

    async def remember(self, chat_id: int, entry: str) -> None:
        """Keep the entry just answered, and forget those of all readers that are no longer recent."""
        now = int(self._now())
        await self._database.execute(
            "UPDATE chats SET entry = NULL, answered_at = NULL WHERE answered_at <= ?", (now - RECENT_SECONDS,)
        )
        await self._database.execute(
            "INSERT INTO chats (chat_key, entry, answered_at) VALUES (?, ?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET entry = excluded.entry, answered_at = excluded.answered_at",
            (self._hash(chat_id), entry, now),
        )

    def _hash(self, chat_id: int) -> str:
        return hashlib.blake2b(str(chat_id).encode(), key=self._key, digest_size=16).hexdigest()
