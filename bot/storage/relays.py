"""Questions that readers sent to a person: open until somebody closes them, then nothing is kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Relay:
    """An open question: its number, and the reader's chat and language."""

    id: int
    chat_id: int
    language: str


class Relays:
    """Kept with the chat id, by the reader's consent, until closed; `now` gives seconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def open(self, chat_id: int, language: str) -> Relay:
        """A new relay, with a number that none had before: operators tell questions apart by it."""
        rows = await self._database.returning(
            "INSERT INTO relays (chat_id, language, opened_at) VALUES (?, ?, ?) RETURNING id",
            (chat_id, language, int(self._now())),
        )
        return Relay(int(rows[0][0]), chat_id, language)

    async def link(self, relay: Relay, operators_message: int, readers_message: int) -> None:
        """Keep which message with the operators and which with the reader stand for one another, the newest there.

        Nothing of a relay that was closed meanwhile.
        """
        await self._database.execute(
            "INSERT INTO relay_messages SELECT id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM relays WHERE id = ? "
            "ON CONFLICT (relay_id, operators_message) DO UPDATE SET readers_message = excluded.readers_message",
            (operators_message, readers_message, relay.id),
        )

    async def of(self, chat_id: int) -> list[Relay]:
        """The chat's open relays, oldest first."""
        return await self._select("relays WHERE chat_id = ? ORDER BY id", chat_id)

    async def by_operators_message(self, message_id: int) -> tuple[Relay, int] | None:
        """The relay that a message in the operators' chat belongs to, and the reader's message it stands for."""
        rows = await self._database.fetch(
            "SELECT id, chat_id, language, readers_message FROM relays JOIN relay_messages ON relay_id = id "
            "WHERE operators_message = ?",
            (message_id,),
        )
        return (Relay(*rows[0][:3]), int(rows[0][3])) if rows else None

    async def by_readers_message(self, chat_id: int, message_id: int) -> tuple[Relay, int] | None:
        """The relay that a message in a reader's chat belongs to, and the operators' message it stands for."""
        rows = await self._database.fetch(
            "SELECT id, chat_id, language, operators_message FROM relays JOIN relay_messages ON relay_id = id "
            "WHERE chat_id = ? AND readers_message = ? ORDER BY operators_message",
            (chat_id, message_id),
        )
        return (Relay(*rows[0][:3]), int(rows[0][3])) if rows else None

    async def close(self, relay: Relay) -> bool:
        """Erase a relay and its messages; False when it was closed already."""
        await self._database.execute("DELETE FROM relay_messages WHERE relay_id = ?", (relay.id,))
        return await self._database.execute("DELETE FROM relays WHERE id = ?", (relay.id,)) > 0

    async def opened_before(self, second: float) -> list[Relay]:
        """The relays opened before a second since 1970."""
        return await self._select("relays WHERE opened_at < ? ORDER BY id", int(second))

    async def _select(self, condition: str, value: object) -> list[Relay]:
        rows = await self._database.fetch(f"SELECT id, chat_id, language FROM {condition}", (value,))
        return [Relay(*row) for row in rows]
