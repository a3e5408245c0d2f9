"""Thirty days from the entry, fifteen from a contract's early end, and the days on which we remind."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guides.deadlines import (
    Deadline,
    Doubt,
    NoRight,
    doubt,
    new_contract,
    readers_day,
    registration,
    reminder_days,
    reminder_moment,
    reminders_ahead,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("entered", "today", "last_day", "days_left"),
    [
        ("2026-11-01", "2026-11-01", "2026-11-30", 29),
        ("2026-11-01", "2026-11-29", "2026-11-30", 1),
        ("2026-11-01", "2026-11-30", "2026-11-30", 0),
        ("2026-11-01", "2026-12-01", "2026-11-30", -1),
        ("2026-10-12", "2026-11-25", "2026-11-10", -15),
        ("2026-01-31", "2026-01-31", "2026-03-01", 29),
        ("2024-02-01", "2024-02-01", "2024-03-01", 29),
        ("2026-12-15", "2026-12-31", "2027-01-13", 13),
    ],
)
def test_the_day_of_entry_is_the_first_of_thirty(entered: str, today: str, last_day: str, days_left: int) -> None:
    found = registration(day(entered), day(today))
    assert found == Deadline(day(last_day), days_left)
    assert found.passed == (days_left < 0)


@pytest.mark.parametrize(
    ("ended", "today", "found"),
    [
        ("2026-07-01", "2026-07-01", Deadline(day("2026-07-15"), 14)),
        ("2026-07-01", "2026-07-15", Deadline(day("2026-07-15"), 0)),
        ("2026-07-01", "2026-07-16", Deadline(day("2026-07-15"), -1)),
        ("2026-04-02", "2026-04-02", Deadline(day("2026-04-16"), 14)),
        ("2026-04-01", "2026-04-02", NoRight.TOO_EARLY),
        ("2026-01-01", "2026-04-02", NoRight.TOO_EARLY),
        ("2025-12-31", "2026-04-02", NoRight.IMPOSSIBLE),
    ],
    ids=str,
)
def test_a_new_contract_has_fifteen_days_once_more_than_ninety_passed(
    ended: str, today: str, found: Deadline | NoRight
) -> None:
    assert new_contract(day("2026-01-01"), day(ended), day(today)) == found


@given(DAYS, DAYS, DAYS)
def test_no_order_of_days_gives_more_time_than_the_rules(entered: date, ended: date, today: date) -> None:
    assert (registration(entered, today).last_day - entered).days + 1 == 30
    found = new_contract(entered, ended, today)
    if isinstance(found, Deadline):
        assert (found.last_day - ended).days + 1 == 15
        assert ended > entered + timedelta(days=90)
        assert found.last_day == today + timedelta(days=found.days_left)
    else:
        assert ended <= entered + timedelta(days=90)
        assert (found is NoRight.IMPOSSIBLE) == (ended < entered)


@pytest.mark.parametrize(
    ("typed", "today", "reason"),
    [
        ("2026-11-25", "2026-11-25", None),
        ("2026-11-26", "2026-11-25", Doubt.AHEAD),
        ("2021-11-25", "2026-11-25", None),
        ("2021-11-24", "2026-11-25", Doubt.LONG_AGO),
        ("2020-02-29", "2025-02-28", None),
        ("2020-02-29", "2025-03-01", Doubt.LONG_AGO),
        ("2099-10-12", "2026-11-25", Doubt.AHEAD),
    ],
)
def test_a_day_ahead_or_long_ago_is_asked_about_again(typed: str, today: str, reason: Doubt | None) -> None:
    assert doubt(day(typed), day(today)) is reason


def test_reminders_come_a_week_before_the_last_day_and_the_day_before_it() -> None:
    assert reminder_days(day("2026-12-05")) == (day("2026-11-28"), day("2026-12-04"))


@pytest.mark.parametrize(
    ("today", "ahead"),
    [
        ("2026-11-27", ("2026-11-28", "2026-12-04")),
        ("2026-11-28", ("2026-12-04",)),
        ("2026-12-03", ("2026-12-04",)),
        ("2026-12-04", ()),
        ("2027-01-01", ()),
    ],
)
def test_only_reminders_still_to_come_are_promised(today: str, ahead: tuple[str, ...]) -> None:
    assert reminders_ahead(day("2026-12-05"), day(today)) == tuple(map(day, ahead))


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (datetime(2026, 11, 25, 20, 59, tzinfo=UTC), "2026-11-25"),
        (datetime(2026, 11, 25, 21, 0, tzinfo=UTC), "2026-11-26"),
        (datetime(2026, 11, 26, 2, 0, tzinfo=timezone(timedelta(hours=6))), "2026-11-25"),
        (datetime(2026, 7, 1, 21, 0, tzinfo=UTC), "2026-07-02"),
    ],
)
def test_the_readers_day_is_moscows_in_summer_and_winter(moment: datetime, there: str) -> None:
    assert readers_day(moment) == day(there)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        readers_day(datetime(2026, 11, 25, 12, 0))


@given(DAYS)
def test_a_reminder_is_sent_on_its_day_at_ten_in_moscow(on: date) -> None:
    sent = reminder_moment(on)
    assert sent == datetime(on.year, on.month, on.day, 7, tzinfo=UTC)
    assert sent.tzinfo is UTC
    assert readers_day(sent) == on
