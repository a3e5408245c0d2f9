"""Updates from Telegram, kept from before Telegram is told that we have them until they are answered.

At least once: an update leaves only when its replies are sent. Several processes may take from one inbox: who takes an
update holds a lease on it, and of a process that died the leases run out.
"""

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum

from bot.storage.database import DAY_SECONDS, Database

LEASE_SECONDS = 20  # renewed while the process lives
MOST_OF_A_CHAT = 100  # updates of one chat that may wait
REMEMBERED_SECONDS = 2 * DAY_SECONDS  # Telegram sends an update again for a day at most


@dataclass(frozen=True, slots=True)
class Kept:
    """One update in the inbox: its JSON, whose turn it takes, the second since 1970 it came, the tries before.

    `begun`: the entry of whose answer an earlier try has sent the first of two messages, or "".
    """

    update_id: int
    chat_id: int
    body: str
    received_at: int
    tries: int
    begun: str


class Added(Enum):
    """What became of an update that was to be added."""

    NEW = "new"
    DUPLICATE = "duplicate"
    REFUSED = "refused"  # too many of its chat wait already


class Inbox:
    """Taken from in the order of update numbers, one update of a chat at a time; `now` gives seconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._process = secrets.token_hex(8)

    async def add(self, update_id: int, chat_id: int, body: str) -> Added:
        """Keep an update; when this returns it is on disk."""
        added = await self._database.execute(
            "INSERT INTO inbox (update_id, chat_id, body, received_at) "
            "SELECT CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT) WHERE "
            "(SELECT COUNT(*) FROM inbox WHERE chat_id = CAST(? AS BIGINT) AND answered_at IS NULL) < ? "
            "ON CONFLICT DO NOTHING",
            (update_id, chat_id, body, int(self._now()), chat_id, MOST_OF_A_CHAT),
        )
        if added:
            return Added.NEW
        known = await self._database.fetch("SELECT 1 FROM inbox WHERE update_id = ?", (update_id,))
        return Added.DUPLICATE if known else Added.REFUSED

    async def take(self, most: int) -> list[Kept]:
        """Lease up to `most` updates that may be answered now: the first that waits of each chat, if it is due."""
        now = int(self._now())
        rows = await self._database.returning(
            "UPDATE inbox SET process = ?, leased_until = ? WHERE update_id IN ("
            "SELECT update_id FROM inbox AS mine "
            "WHERE answered_at IS NULL AND due_at <= ? AND leased_until <= ? AND NOT EXISTS ("
            "SELECT 1 FROM inbox AS earlier WHERE earlier.chat_id = mine.chat_id "
            "AND earlier.update_id < mine.update_id AND earlier.answered_at IS NULL) "
            "ORDER BY update_id LIMIT ? FOR UPDATE SKIP LOCKED) "
            "RETURNING update_id, chat_id, body, received_at, tries, begun",
            (self._process, now + LEASE_SECONDS, now, now, most),
        )
        return sorted((Kept(*row) for row in rows), key=lambda kept: kept.update_id)

    async def renew(self, under_way: Collection[int]) -> None:
        """Go on holding these updates. Others that this process holds, unknowingly perhaps, come free by themselves."""
        if not under_way:
            return
        await self._database.execute(
            "UPDATE inbox SET leased_until = ? WHERE process = ? AND leased_until > 0 AND answered_at IS NULL "
            f"AND update_id IN ({', '.join('?' * len(under_way))})",
            (int(self._now()) + LEASE_SECONDS, self._process, *under_way),
        )

    async def release(self) -> None:
        """Let go of what this process has taken; of everything, where no other process can be holding anything."""
        whose, values = ("process = ?", (self._process,)) if self._database.shared else ("leased_until > 0", ())
        await self._database.execute(f"UPDATE inbox SET leased_until = 0 WHERE {whose} AND answered_at IS NULL", values)

    async def begin(self, update_id: int, entry: str) -> None:
        """Note that the first message of an entry's answer has left."""
        await self._database.execute("UPDATE inbox SET begun = ? WHERE update_id = ?", (entry, update_id))

    async def answered(self, update_id: int) -> None:
        """Erase all of an update but its number."""
        await self._database.execute(
            "UPDATE inbox SET body = '', chat_id = 0, process = '', leased_until = 0, begun = '', answered_at = ? "
            "WHERE update_id = ?",
            (int(self._now()), update_id),
        )

    async def postpone(self, kept: Kept, tries: int, seconds: float) -> None:
        """Let an update be taken again after so many seconds; the later ones of its chat wait for it.

        One that another process has taken over meanwhile is left to it.
        """
        await self._database.execute(
            "UPDATE inbox SET tries = ?, due_at = ?, process = '', leased_until = 0 "
            "WHERE update_id = ? AND process = ?",
            (tries, int(self._now() + seconds + 0.999), kept.update_id, self._process),
        )

    async def set_aside(self, update_id: int, outline: str, failure: str) -> None:
        """Give an update up, unless another process has answered it: keep its outline and what failed."""
        await self._database.execute(
            "UPDATE inbox SET body = ?, failure = ?, chat_id = 0, process = '', leased_until = 0, begun = '', "
            "answered_at = ? WHERE update_id = ? AND answered_at IS NULL",
            (outline, failure, int(self._now()), update_id),
        )

    async def waiting(self) -> tuple[int, int]:
        """How many updates are not answered, and for how many seconds the oldest has waited."""
        rows = await self._database.fetch("SELECT COUNT(*), MIN(received_at) FROM inbox WHERE answered_at IS NULL")
        count, oldest = rows[0]
        return int(count), max(0, int(self._now()) - int(oldest)) if oldest is not None else 0

    async def forget_old(self, set_aside_days: int) -> None:
        """Erase the numbers of answered updates after two days, and those set aside after so many days."""
        now = int(self._now())
        await self._database.execute(
            "DELETE FROM inbox WHERE answered_at < ? AND (failure IS NULL OR answered_at < ?)",
            (now - REMEMBERED_SECONDS, now - set_aside_days * DAY_SECONDS),
        )
