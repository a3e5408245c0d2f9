"""How often what is asked: counts by day, of which none shows that fewer than three readers stand behind."""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from bot.storage.chats import ChatKeys
from bot.storage.database import Database

READERS = 3  # that must stand behind a count
KEPT_DAYS = 365
DECISION, LANGUAGE, STYLE, TOPIC, ENTRY = "decision", "language", "style", "topic", "entry"  # of a question
HOUR, VOTE = "hour", "vote"
SMALL_TALK = "small talk"  # beside the kinds of decisions
UNCLEAR = "unclear"  # beside the languages
ZONE = timezone(timedelta(hours=6), "Asia/Bishkek")  # of the days and hours: where the maintainers are
_KNOW = (
    "WITH new (day, what, value, reader_key) AS (VALUES {new}) "
    "INSERT INTO counted_readers SELECT day, what, value, reader_key FROM new WHERE NOT EXISTS (SELECT 1 FROM counts "
    f"WHERE readers >= {READERS} AND counts.day = new.day AND counts.what = new.what AND counts.value = new.value) "
    "ON CONFLICT DO NOTHING"
)
_COUNT = (
    "WITH new (day, what, value, milliseconds) AS (VALUES {new}) "
    "INSERT INTO counts (day, what, value, n, milliseconds, readers) SELECT day, what, value, 1, milliseconds, "
    "(SELECT COUNT(*) FROM counted_readers AS known "
    "WHERE known.day = new.day AND known.what = new.what AND known.value = new.value) FROM new WHERE 1 = 1 "
    "ON CONFLICT (day, what, value) DO UPDATE "
    "SET n = counts.n + 1, milliseconds = counts.milliseconds + excluded.milliseconds, "
    f"readers = CASE WHEN counts.readers >= {READERS} THEN counts.readers ELSE excluded.readers END"
)
Cell = tuple[str, str]  # what is counted, and which of it: ("language", "ky")


@dataclass(frozen=True, slots=True)
class Count:
    """How often one thing happened on a day; `milliseconds`: how long all of it took, of an hour only."""

    day: date
    what: str
    value: str
    n: int
    milliseconds: int


class Counts:
    """Each thing is counted by itself, never two together; `now` gives seconds since 1970.

    A reader is known in one count on one day only, by a hash keyed with the secret, the day and the count itself.
    """

    def __init__(self, database: Database, key: ChatKeys, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = key
        self._now = now

    @property
    def today(self) -> date:
        """The day that is counted now."""
        return self._moment().date()

    async def add(self, reader_id: int, cells: Iterable[Cell], milliseconds: int | None = None) -> None:
        """Count one for each cell; `milliseconds`: that a question took, counted in its hour.

        Readers behind a count are known until there are three.
        """
        moment = self._moment()
        day = moment.date().isoformat()
        values = [(day, *cell, 0) for cell in set(cells)]
        if milliseconds is not None:
            values.append((day, HOUR, f"{moment.hour:02}", milliseconds))
        values.sort()  # in one order, so that no two processes wait for each other
        known = [part for *cell, _ in values for part in (*cell, self._reader(reader_id, *cell))]
        await self._database.together(
            (_KNOW.format(new=", ".join(["(?, ?, ?, ?)"] * len(values))), known),
            (
                _COUNT.format(new=", ".join(["(?, ?, ?, CAST(? AS BIGINT))"] * len(values))),
                [part for value in values for part in value],
            ),
        )

    async def since(self, first: date) -> list[Count]:
        """The counts of a day and those after it, the oldest first, that three readers or more stand behind."""
        rows = await self._database.fetch(
            "SELECT day, what, value, n, milliseconds FROM counts WHERE day >= ? AND readers >= ? "
            "ORDER BY day, what, value",
            (first.isoformat(), READERS),
        )
        return [Count(date.fromisoformat(day), *rest) for day, *rest in rows]

    async def forget(self, reader_id: int) -> int:
        """Erase what tells that a reader stands behind counts of today; of how many."""
        day = self.today.isoformat()
        rows = await self._database.fetch("SELECT DISTINCT what, value FROM counted_readers WHERE day = ?", (day,))
        keys = [self._reader(reader_id, day, what, value) for what, value in rows]
        if not keys:
            return 0
        known = await self._database.returning(
            f"DELETE FROM counted_readers WHERE day = ? AND reader_key IN ({', '.join('?' * len(keys))}) "
            "RETURNING what, value",
            (day, *keys),
        )
        if known:
            await self._database.execute(
                f"UPDATE counts SET readers = readers - 1 WHERE day = ? AND ({_either(known)})",
                [day, *(part for cell in sorted(known) for part in cell)],
            )
        return len(known)

    async def forget_old(self) -> None:
        """Erase who stands behind full counts and those of days gone by, such days' counts of too few, and old ones."""
        day, oldest = self.today.isoformat(), (self.today - timedelta(KEPT_DAYS)).isoformat()
        await self._database.execute(
            "DELETE FROM counted_readers WHERE day <> ? OR EXISTS (SELECT 1 FROM counts WHERE counts.readers >= ? "
            "AND counts.day = counted_readers.day AND counts.what = counted_readers.what "
            "AND counts.value = counted_readers.value)",
            (day, READERS),
        )
        await self._database.execute(
            "DELETE FROM counts WHERE day <= ? OR (day < ? AND readers < ?)", (oldest, day, READERS)
        )

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), ZONE)

    def _reader(self, reader_id: int, day: str, what: str, value: str) -> str:
        return self._key(reader_id, day, what, value)


def _either(cells: Collection[object]) -> str:
    return " OR ".join(["(what = ? AND value = ?)"] * len(cells))
