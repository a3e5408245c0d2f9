"""What is kept of each reader: the language chosen, and for some minutes what the last answer was about."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.storage.database import DAY_SECONDS, Database

RECENT_SECONDS = 10 * 60  # how long a message may go on from what came before


@dataclass(frozen=True, slots=True)
class Remembered:
    """A reader's row. `entry` was answered, and `expected` was asked for, within the last RECENT_SECONDS.

    `unreachable`: Telegram has refused to deliver there, and the reader has not written since.
    """

    language: str | None = None
    entry: str | None = None
    expected: str | None = None
    unreachable: bool = False


class ChatKeys:
    """Names for chats that tell nobody who they are: hashes keyed by the bot's token."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()

    def __call__(self, chat_id: int, *purpose: str) -> str:
        """The name under which a chat's rows are kept; for a purpose another, which does not lead to the first."""
        named = "\n".join((str(chat_id), *purpose))
        return hashlib.blake2b(named.encode(), key=self._key, digest_size=16).hexdigest()


class Chats:
    """Rows by chat; `now` gives seconds since 1970."""

    def __init__(self, database: Database, key: ChatKeys, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = key
        self._now = now

    async def recall(self, chat_id: int) -> Remembered:
        """What is kept of a chat now; nothing for an unknown one."""
        oldest = int(self._now()) - RECENT_SECONDS
        rows = await self._database.fetch(
            "SELECT language, CASE WHEN answered_at > ? THEN entry END, CASE WHEN expected_at > ? THEN expected END, "
            "unreachable_at IS NOT NULL FROM chats WHERE chat_key = ?",
            (oldest, oldest, self._key(chat_id)),
        )
        if not rows:
            return Remembered()
        language, entry, expected, unreachable = rows[0]
        return Remembered(language, entry, expected, bool(unreachable))

    async def choose(self, chat_id: int, language: str) -> None:
        """Keep a choice of language; a later one replaces it."""
        await self._database.execute(
            "INSERT INTO chats (chat_key, language) VALUES (?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET language = excluded.language",
            (self._key(chat_id), language),
        )

    async def remember(self, chat_id: int, entry: str) -> None:
        """Keep the entry just answered; whatever was expected before is no longer."""
        await self._database.execute(
            "INSERT INTO chats (chat_key, entry, answered_at) VALUES (?, ?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET entry = excluded.entry, answered_at = excluded.answered_at, "
            "expected = NULL, expected_at = NULL",
            (self._key(chat_id), entry, int(self._now())),
        )

    async def expect(self, chat_id: int, expected: str | None) -> None:
        """Keep what the reader's next message is asked to be, or that it may be anything."""
        await self._database.execute(
            "INSERT INTO chats (chat_key, expected, expected_at) VALUES (?, ?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET expected = excluded.expected, expected_at = excluded.expected_at",
            (self._key(chat_id), expected, int(self._now()) if expected else None),
        )

    async def lose(self, chat_id: int) -> None:
        """Keep that Telegram refuses to deliver to the chat."""
        await self._database.execute(
            "INSERT INTO chats (chat_key, unreachable_at) VALUES (?, ?) "
            "ON CONFLICT (chat_key) DO UPDATE SET unreachable_at = excluded.unreachable_at",
            (self._key(chat_id), int(self._now())),
        )

    async def regain(self, chat_id: int) -> None:
        """The reader is there again."""
        await self._database.execute("UPDATE chats SET unreachable_at = NULL WHERE chat_key = ?", (self._key(chat_id),))

    async def forget(self, chat_id: int) -> bool:
        """Erase the chat's row; whether there was one."""
        return await self._database.execute("DELETE FROM chats WHERE chat_key = ?", (self._key(chat_id),)) > 0

    async def forget_old(self, unreachable_days: int) -> None:
        """Forget of all readers what is no longer recent, and all of those whom nothing could be sent for so long."""
        oldest = int(self._now()) - RECENT_SECONDS
        await self._database.execute(
            "UPDATE chats SET entry = NULL, answered_at = NULL WHERE answered_at <= ?", (oldest,)
        )
        await self._database.execute(
            "UPDATE chats SET expected = NULL, expected_at = NULL WHERE expected_at <= ?", (oldest,)
        )
        await self._database.execute(
            "DELETE FROM chats WHERE unreachable_at <= ? OR "
            "language IS NULL AND entry IS NULL AND expected IS NULL AND unreachable_at IS NULL",
            (int(self._now()) - unreachable_days * DAY_SECONDS,),
        )
