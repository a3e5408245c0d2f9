"""Questions that had no answer, counted by day; nothing is kept of who asked once the day is over."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.matching.grouping import REWORDED, Unanswered, alike
from bot.storage.chats import ChatKeys
from bot.storage.counts import ZONE
from bot.storage.database import Database

MOST_OF_A_READER = 20  # questions counted on one day


class UnansweredQuestions:
    """Rows by day and question; `now` gives seconds since 1970."""

    def __init__(self, database: Database, key: ChatKeys, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = key
        self._now = now

    async def count(self, reader_id: int, question: str, language: str, entry: str) -> None:
        """Add one to a scrubbed question of today, if this reader has asked nothing like it today."""
        day = self._today()
        key = self._todays(reader_id)
        rows = await self._database.fetch("SELECT question FROM sightings WHERE reader_key = ?", (key,))
        if len(rows) >= MOST_OF_A_READER or any(alike(question, row[0], REWORDED) for row in rows):
            return
        await self._database.together(
            ("INSERT INTO sightings VALUES (?, ?, ?)", (key, question, day.isoformat())),
            (
                "INSERT INTO unanswered VALUES (?, ?, ?, ?, 1) "
                "ON CONFLICT (day, question, language, entry) DO UPDATE SET count = unanswered.count + 1",
                (day.isoformat(), question, language, entry),
            ),
        )

    async def all(self) -> list[Unanswered]:
        """Every question kept, the oldest first."""
        rows = await self._database.fetch(
            "SELECT day, question, language, entry, count FROM unanswered ORDER BY day, question, language, entry"
        )
        return [Unanswered(date.fromisoformat(day), *rest) for day, *rest in rows]

    async def forget(self, reader_id: int) -> int:
        """Erase by which questions this reader was counted today; how many there were."""
        key = self._todays(reader_id)
        return await self._database.execute("DELETE FROM sightings WHERE reader_key = ?", (key,))

    async def forget_old(self, retention_days: int) -> None:
        """Erase who was counted before today, and the questions that would be older than so many days."""
        today = self._today()
        await self._database.execute("DELETE FROM sightings WHERE day < ?", (today.isoformat(),))
        oldest = today - timedelta(days=retention_days)
        await self._database.execute("DELETE FROM unanswered WHERE day <= ?", (oldest.isoformat(),))

    def _todays(self, reader_id: int) -> str:
        """A reader's name for today: those of two days do not tell that they are one reader's."""
        return self._key(reader_id, "unanswered", self._today().isoformat())

    def _today(self) -> date:
        return datetime.fromtimestamp(self._now(), ZONE).date()
