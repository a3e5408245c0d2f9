"""The two deadlines of workers in the Eurasian Economic Union, and when to remind of them.

The rules: report CMW/C/KGZ/2 §19 and §135; Treaty on the Eurasian Economic Union, articles 96–98. They do not say
whether the first day counts. Wherever a reading is open, the one that is safer for the worker is taken here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum

REGISTRATION_DAYS = 30
"""Without registration, from the date of entry (§19, §135)."""
CONTRACT_DAYS = 15
"""To conclude a new contract after the old one ended early (§135)."""
STAY_DAYS = 90
"""More than these must have passed since entry when the contract ended (§135)."""

DOUBTFUL_YEARS = 5
REMINDERS = (7, 1)
"""Days before the last day."""
REMINDER_TIME = time(10)
"""On the readers' clock."""
READERS_ZONE = timezone(timedelta(hours=3), "Europe/Moscow")
"""Where most readers live. East of it a day begins earlier, so «today» typed there at night is read as the day before:
the last day comes out a day earlier, which is the safer way to be wrong.

A fixed offset: Moscow's clock has not changed since 2014, and a bare machine may lack the tz database.
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and how many days are left: 0 when it is today, negative when it has passed."""

    last_day: date
    days_left: int

    @property
    def passed(self) -> bool:
        """Whether the last day is behind."""
        return self.days_left < 0


class NoRight(Enum):
    """Why the days of an entry and of a contract's end give no time for a new contract."""

    TOO_EARLY = "no more than 90 days had passed since entry: the report names no right"
    IMPOSSIBLE = "the contract ended before the entry"


class Doubt(Enum):
    """Why a day should be asked about again before it is counted from."""

    AHEAD = "it has not come yet"
    LONG_AGO = "it is more than five years ago"


def registration(entered: date, today: date) -> Deadline:
    """The last day without registration. The day of entry is day 1, so the 30th day is 29 days after it."""
    return _deadline(entered, REGISTRATION_DAYS, today)


def new_contract(entered: date, ended: date, today: date) -> Deadline | NoRight:
    """The last day to conclude a new contract after one that ended early.

    The day that it ended is day 1 of 15. Of the more than 90 days since entry, though, the day of entry is day 0.
    """
    if ended < entered:
        return NoRight.IMPOSSIBLE
    if (ended - entered).days <= STAY_DAYS:
        return NoRight.TOO_EARLY
    return _deadline(ended, CONTRACT_DAYS, today)


def doubt(day: date, today: date) -> Doubt | None:
    """Why a day of entry, or of a contract's end, is likely a slip: it lies ahead, or more than five years back."""
    if day > today:
        return Doubt.AHEAD
    if (day.year + DOUBTFUL_YEARS, day.month, day.day) < (today.year, today.month, today.day):
        return Doubt.LONG_AGO
    return None


def reminder_days(last_day: date) -> tuple[date, ...]:
    """The days on which to remind of a last day: a week before it and the day before it."""
    return tuple(last_day - timedelta(days=before) for before in REMINDERS)


def reminders_ahead(last_day: date, today: date) -> tuple[date, ...]:
    """Those reminder days that are still to come, today not among them."""
    if last_day <= today:
        return ()
    return tuple(day for day in reminder_days(last_day) if day > today)


def readers_day(moment: datetime) -> date:
    """What day it is for readers at an aware moment. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    return moment.astimezone(READERS_ZONE).date()


def reminder_moment(day: date) -> datetime:
    """When a reminder is sent on a day: at 10:00 in the readers' zone, as an aware moment in UTC."""
    return datetime.combine(day, REMINDER_TIME, READERS_ZONE).astimezone(UTC)


def _deadline(first_day: date, days: int, today: date) -> Deadline:
    last_day = first_day + timedelta(days=days - 1)
    return Deadline(last_day, (last_day - today).days)
