"""The language that each reader chose."""

import hashlib

from bot.storage.sqlite import Sqlite


class Chats:
    """Languages by chat. A chat's id is kept only as a hash keyed by the bot's token."""

    def __init__(self, database: Sqlite, secret: str) -> None:
        self._database = database
        self._key = hashlib.sha256(secret.encode()).digest()

    async def language(self, chat_id: int) -> str | None:
        """The chosen language code, or None."""
        rows = await self._database.fetch("SELECT language FROM chats WHERE chat_key = ?", (self._hash(chat_id),))
        return str(rows[0][0]) if rows else None

    async def choose(self, chat_id: int, language: str) -> None:
        """Keep a choice; a later one replaces it."""
        await self._database.execute(
            "INSERT INTO chats (chat_key, language) VALUES (?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET language = excluded.language",
            (self._hash(chat_id), language),
        )

    def _hash(self, chat_id: int) -> str:
        return hashlib.blake2b(str(chat_id).encode(), key=self._key, digest_size=16).hexdigest()
