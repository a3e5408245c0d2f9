"""Reminders that readers asked for: each row one message to send, gone once it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to come: in which chat and language, of which deadline and last day, at which second since 1970."""

    id: int
    chat_id: int
    language: str
    deadline: str
    last_day: date
    due_at: int


class Reminders:
    """Kept with the chat id, by the reader's consent, until sent or cancelled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, chat_id: int, language: str, deadline: str, last_day: date, due: Iterable[int]) -> None:
        """Keep one reminder for each second in `due`; asking twice keeps them once."""
        for due_at in due:
            await self._database.execute(
                "INSERT INTO reminders (chat_id, language, deadline, last_day, due_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                (chat_id, language, deadline, last_day.isoformat(), due_at),
            )

    async def of(self, chat_id: int) -> list[Reminder]:
        """The chat's reminders, the next one first."""
        return await self._select("WHERE chat_id = ? ORDER BY due_at", chat_id)

    async def due(self, now: float) -> list[Reminder]:
        """The reminders whose time has come, the oldest first."""
        return await self._select("WHERE due_at <= ? ORDER BY due_at", int(now))

    async def postpone(self, reminder: Reminder, due_at: int) -> bool:
        """Make a reminder due later, before it is sent; False when another has done so.

        What is postponed and not erased will be sent again: a crash loses no reminder, a database that cannot be
        written sends none.
        """
        return (
            await self._database.execute(
                "UPDATE reminders SET due_at = ? WHERE id = ? AND due_at = ?", (due_at, reminder.id, reminder.due_at)
            )
            > 0
        )

    async def erase(self, reminder: Reminder) -> None:
        """It is sent, or needed no more."""
        await self._database.execute("DELETE FROM reminders WHERE id = ?", (reminder.id,))

    async def cancel(self, chat_id: int, deadline: str, last_day: date) -> int:
        """Erase the chat's reminders of one deadline; how many there were."""
        return await self._database.execute(
            "DELETE FROM reminders WHERE chat_id = ? AND deadline = ? AND last_day = ?",
            (chat_id, deadline, last_day.isoformat()),
        )

    async def forget(self, chat_id: int) -> int:
        """Erase all of the chat's reminders; how many there were."""
        return await self._database.execute("DELETE FROM reminders WHERE chat_id = ?", (chat_id,))

    async def _select(self, condition: str, value: object) -> list[Reminder]:
        rows = await self._database.fetch(
            f"SELECT id, chat_id, language, deadline, last_day, due_at FROM reminders {condition}", (value,)
        )
        return [Reminder(row[0], row[1], row[2], row[3], date.fromisoformat(row[4]), row[5]) for row in rows]
