"""When a failed update is tried again, and when it is given up."""

from datetime import timedelta
from functools import partial

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot import attempt
from bot.attempt import LONGEST_WAIT, TRIES, Attempt, keep, wait
from bot.errors import StorageError


@pytest.mark.parametrize("error", [NetworkError("gone"), TimedOut(), InvalidToken(), StorageError("locked")])
def test_what_fails_outside_is_tried_until_it_works(error: Exception) -> None:
    waits = [wait(error, number, sent=1) for number in range(1, 2000)]
    assert waits[:6] == [2, 4, 8, 16, 32, 60]
    assert set(waits[6:]) == {LONGEST_WAIT}


def test_a_wait_that_telegram_names_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # python-telegram-bot warns of what is to come
    assert wait(RetryAfter(timedelta(seconds=300)), 9, sent=0) == 301


@pytest.mark.parametrize("error", [ValueError("private words"), BadRequest("can't parse")])
def test_our_own_fault_is_tried_five_times_and_never_after_something_was_sent(error: Exception) -> None:
    assert [wait(error, number, sent=0) for number in range(1, TRIES + 1)] == [1, 2, 4, 8, None]
    assert wait(error, 1, sent=1) is None


def test_a_reader_who_blocked_the_bot_is_not_tried_again() -> None:
    assert wait(Forbidden("bot was blocked by the user"), 1, sent=0) is None


def test_the_place_of_an_error_tells_none_of_its_words() -> None:
    with pytest.raises(ValueError, match="private") as raised:
        raise ValueError("private words")
    assert attempt.place(raised.value).startswith("ValueError at test_attempt.py:")


async def test_what_is_kept_of_an_update_is_written_when_it_is_settled_whatever_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    written: list[str] = []

    async def write(what: str) -> None:
        written.append(what)

    async def fail(error: Exception) -> None:
        raise error

    await keep(partial(write, "without a try"))
    assert written == ["without a try"]
    tried = Attempt(1, 0.0)
    before = attempt.current.set(tried)
    try:
        await keep(partial(fail, StorageError("locked")))
        await keep(partial(fail, ValueError("private words")))
        await keep(partial(write, "a number"))
        assert written == ["without a try"]
        await tried.settle(partial(write, "answered"), lambda each: each())
    finally:
        attempt.current.reset(before)
    assert written == ["without a try", "answered", "a number"]
    assert "locked" in caplog.text and "ValueError at test_attempt.py" in caplog.text
    assert "private" not in caplog.text
