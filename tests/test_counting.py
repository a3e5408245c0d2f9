"""The steps of counting a deadline: what a button holds is read back, and forged ones are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guides.counting import DAYS, Count, days_of, months, read, unmistakable

TODAY = date(2026, 11, 25)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(st.sampled_from(sorted(DAYS)), st.lists(days, max_size=2))
def test_a_button_is_read_back(deadline: str, known: list[date]) -> None:
    count = Count(deadline, tuple(known[: len(DAYS[deadline])]))
    assert read(count.arguments) == count
    if count.asks:
        for pick in ("months", "202611"):
            picking = Count(deadline, count.days, pick)
            assert read(picking.arguments) == picking


@given(st.lists(st.text(max_size=9), max_size=5))
def test_whatever_a_client_sends_is_read_or_refused(arguments: list[str]) -> None:
    count = read(arguments)
    assert count is None or read(count.arguments) == count


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["holiday"],
        ["registration", "20260231"],
        ["registration", "00010101"],
        ["registration", "99991231"],
        ["registration", "20261101", "20261102"],
        ["contract", "months", "x"],
    ],
)
def test_what_is_no_count_is_refused(arguments: list[str]) -> None:
    assert read(arguments) is None


def test_steps_back_lead_to_the_beginning() -> None:
    count: Count | None = Count("contract", (date(2026, 8, 1),), "202611")
    seen = []
    while count:
        seen.append(count.arguments)
        count = count.back
    assert seen == [
        ("contract", "20260801", "202611"),
        ("contract", "20260801", "months"),
        ("contract", "20260801"),
        ("contract",),
    ]


def test_months_and_days_to_pick_from_end_today() -> None:
    assert [each.isoformat() for each in months(TODAY, 12)][::11] == ["2026-11-01", "2025-12-01"]
    assert (len(days_of("202610", TODAY)), len(days_of("202611", TODAY)), days_of("202613", TODAY)) == (31, 25, [])
    assert len(days_of("202402", TODAY)) == 29


def test_only_a_full_date_is_taken_for_one_unasked() -> None:
    assert all(map(unmistakable, ("12.10.2026", "12 октября", "12-октябрь", "2026-10-12")))
    assert not any(map(unmistakable, ("1899", "12", "12.10", "24/7", "вчера")))
