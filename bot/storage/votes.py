"""Whether answers helped, counted by day; nothing is kept of who said so."""

from datetime import date

from bot.storage.database import Database


class Votes:
    """Counts by entry and day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, day: date, entry: str, helped: bool) -> None:
        """Add one."""
        await self._database.execute(
            "INSERT INTO votes VALUES (?, ?, ?, 1) "
            "ON CONFLICT (day, entry, helped) DO UPDATE SET count = votes.count + 1",
            (day.isoformat(), entry, int(helped)),
        )

    async def since(self, first: date) -> dict[str, tuple[int, int]]:
        """By entry: how many said from a day on that it helped, and that it did not."""
        rows = await self._database.fetch(
            "SELECT entry, SUM(helped * count), SUM(count) FROM votes WHERE day >= ? GROUP BY entry ORDER BY entry",
            (first.isoformat(),),
        )
        return {entry: (int(helped), int(voted) - int(helped)) for entry, helped, voted in rows}

    async def of(self, entry: str) -> tuple[int, int]:
        """How many said that the entry helped, and that it did not."""
        rows = await self._database.fetch(
            "SELECT helped, SUM(count) FROM votes WHERE entry = ? GROUP BY helped", (entry,)
        )
        counts = {int(helped): int(count) for helped, count in rows}
        return counts.get(1, 0), counts.get(0, 0)
