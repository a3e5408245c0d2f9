"""The steps of counting a deadline: which one, then its days, each picked from a month or typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.guides.dates import FIRST_YEAR, LAST_YEAR
from bot.guides.deadlines import Deadline, Doubt, NoRight, doubt, new_contract, registration

REGISTRATION, CONTRACT = "registration", "contract"
DAYS = {REGISTRATION: ("entered",), CONTRACT: ("entered", "ended")}
_IN_FIGURES = re.compile(r"\d+[-./ ]\d+[-./ ]\d{2,4}")
_FIGURE, _NAME = re.compile(r"\d"), re.compile(r"[^\W\d_]{3}")  # one expression for both takes the square of a text


@dataclass(frozen=True, slots=True)
class Count:
    """How far a count has come: the deadline, the days known so far, and the month open to pick the next one from."""

    deadline: str
    days: tuple[date, ...] = ()
    pick: str = ""  # "", "months", or the month in which to pick: its year and number, 202611

    @property
    def asks(self) -> str:
        """The day to ask for next, "entered" or "ended"; "" when all are known."""
        return (*DAYS[self.deadline], "")[len(self.days)]

    @property
    def named(self) -> dict[str, date]:
        """The days known so far, by what each of them is."""
        return dict(zip(DAYS[self.deadline], self.days, strict=False))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The count as a button's arguments."""
        return (self.deadline, *map(stamp, self.days), *([self.pick] if self.pick else []))

    @property
    def back(self) -> "Count | None":
        """One step back: from picking to asking, from a day to the one before; None before the first."""
        if self.pick:
            return replace(self, pick="months" if self.pick != "months" else "")
        return replace(self, days=self.days[:-1]) if self.days else None

    def with_day(self, day: date) -> "Count":
        """The count with the day that it asked for."""
        return Count(self.deadline, (*self.days, day))


def read(arguments: Sequence[str]) -> Count | None:
    """The count in a button's arguments; None when they are none."""
    if not arguments or arguments[0] not in DAYS:
        return None
    count = Count(arguments[0])
    for position, argument in enumerate(arguments[1:], 2):
        day = unstamp(argument)
        last = position == len(arguments)
        if not count.asks:
            return None
        if day:
            count = count.with_day(day)
        elif last and (argument == "months" or unstamp(f"{argument}01")):
            count = replace(count, pick=argument)
        else:
            return None
    return count


def result(count: Count, today: date) -> Deadline | NoRight:
    """The deadline of a count whose days are all known."""
    if count.deadline == REGISTRATION:
        return registration(count.days[0], today)
    return new_contract(count.days[0], count.days[1], today)


def doubtful(count: Count, today: date) -> Doubt | None:
    """Why the last day given should be asked for again."""
    return doubt(count.days[-1], today) if count.days else None


def months(today: date, number: int) -> list[date]:
    """The first days of the last `number` months, the newest first."""
    first = today.year * 12 + today.month - 1
    return [date((first - back) // 12, (first - back) % 12 + 1, 1) for back in range(number)]


def days_of(pick: str, today: date) -> list[date]:
    """The days of the month open to pick from, up to today."""
    first = unstamp(f"{pick}01")
    if not first:
        return []
    return [
        day
        for number in range(first.toordinal(), first.toordinal() + 31)
        if (day := date.fromordinal(number)).month == first.month and day <= today
    ]


def unmistakable(text: str) -> bool:
    """Whether a date that nobody asked for is more than a pair of numbers: «12.10.2026», «12 октября»."""
    return bool(_IN_FIGURES.match(text) or (_FIGURE.search(text) and _NAME.search(text)))


def stamp(day: date) -> str:
    """A day in eight digits."""
    return day.strftime("%Y%m%d")


def unstamp(text: str) -> date | None:
    """The day of eight digits, in the years that a reader can type too; else None."""
    try:
        day = date.fromisoformat(text) if len(text) == 8 and text.isascii() and text.isdecimal() else None
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
