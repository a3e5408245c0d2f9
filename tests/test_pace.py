"""What is tried again and when, and that a wait is nobody else's."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.calls.pace import LONGEST_WAIT, RETRIES, Pace, patience
from bot.metrics import Metrics

Call = Callable[[], Coroutine[Any, Any, str]]


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """RetryAfter warns unless it is told that its waits may be durations."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def waits(error: TelegramError, endpoint: str) -> list[float]:
    """Every wait of a call that fails with the same error each time."""
    found: list[float] = []
    while (wait := patience(error, len(found) + 1, endpoint)) is not None:
        found.append(wait)
        assert len(found) <= RETRIES, "it never gives up"
    return found


@pytest.mark.parametrize("error", [NetworkError("Bad Gateway"), TimedOut()])
@pytest.mark.parametrize("endpoint", ["sendMessage", "getMe", "setMyCommands", "sendDocument"])
def test_the_network_and_the_server_are_given_three_more_tries(error: TelegramError, endpoint: str) -> None:
    assert waits(error, endpoint) == [0.5, 1, 2]


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "answerInlineQuery"])
def test_a_tap_and_an_inline_query_are_worth_one_quick_try_more(endpoint: str) -> None:
    assert waits(NetworkError("Bad Gateway"), endpoint) == [0.5]
    assert waits(RetryAfter(1), endpoint) == []


@pytest.mark.parametrize(
    "error",
    [
        *(BadRequest("message is not modified"), Forbidden("blocked"), InvalidToken(), Conflict("other poll")),
        *(ChatMigrated(-1), TelegramError("?")),
    ],
)
def test_a_refusal_is_final(error: TelegramError) -> None:
    assert waits(error, "sendMessage") == []


@pytest.mark.parametrize("endpoint", ["sendMessage", "copyMessage", "editMessageText", "deleteMessages"])
def test_a_message_waits_as_long_as_telegram_says_up_to_a_minute(endpoint: str) -> None:
    assert waits(RetryAfter(7), endpoint) == [7, 7, 7]
    assert waits(RetryAfter(int(LONGEST_WAIT)), endpoint) == [60, 60, 60]
    assert waits(RetryAfter(int(LONGEST_WAIT) + 1), endpoint) == []


def test_nothing_but_messages_waits_for_telegram() -> None:
    assert waits(RetryAfter(1), "setMyName") == []


def test_tries_are_counted_together_whatever_they_failed_with() -> None:
    assert patience(RetryAfter(7), 4, "sendMessage") is None
    assert patience(NetworkError("Bad Gateway"), 3, "sendMessage") == 2


def scripted(*outcomes: TelegramError | str) -> tuple[Call, list[TelegramError | str]]:
    """A call with these outcomes, one after another, and those that came already."""
    left, came = list(outcomes), list[TelegramError | str]()

    async def call() -> str:
        outcome = left.pop(0)
        came.append(outcome)
        if isinstance(outcome, TelegramError):
            raise outcome
        return outcome

    return call, came


async def send(pace: Pace, call: Call, chat_id: int, endpoint: str = "sendMessage") -> str:
    return str(await pace.process_request(call, (), {}, endpoint, {"chat_id": chat_id}, None))


async def test_a_call_that_failed_is_made_again_and_its_answer_given() -> None:
    call, came = scripted(NetworkError("Bad Gateway"), "sent")
    assert await send(Pace(Metrics()), call, 7) == "sent"
    assert len(came) == 2


async def test_a_group_is_followed_to_where_it_moved_but_not_the_operators() -> None:
    call, came = scripted(ChatMigrated(-1007), "sent")
    data = {"chat_id": -7}
    assert await Pace(Metrics(), -8).process_request(call, (), {}, "sendMessage", data, None) == "sent"
    assert data == {"chat_id": -1007} and len(came) == 2
    for stays in (-8, -1008):
        call, came = scripted(ChatMigrated(-1008))
        with pytest.raises(ChatMigrated):
            await send(Pace(Metrics(), -8), call, stays)
        assert len(came) == 1


async def test_the_last_error_is_raised_when_trying_ends() -> None:
    errors = [NetworkError(f"{number}") for number in range(3)]
    call, came = scripted(*errors)
    with pytest.raises(NetworkError) as caught:
        await send(Pace(Metrics()), call, 7, "answerCallbackQuery")
    assert caught.value is errors[1] and came == errors[:2]


async def test_a_refusal_is_raised_at_once() -> None:
    call, came = scripted(BadRequest("message is not modified"), "sent")
    with pytest.raises(BadRequest):
        await send(Pace(Metrics()), call, 7)
    assert len(came) == 1


@pytest.mark.parametrize("make", [lambda: RetryAfter(60), lambda: NetworkError("Bad Gateway")])
async def test_a_wait_stops_nobody_else_and_ends_when_cancelled(make: Callable[[], TelegramError]) -> None:
    pace, error, failed = Pace(Metrics()), make(), asyncio.Event()
    call, came = scripted(error, error, error, error)

    async def failing() -> str:
        failed.set()
        return await call()

    waiting = asyncio.create_task(send(pace, failing, 7))
    await failed.wait()
    other, _ = scripted("sent")
    assert await send(pace, other, 8) == "sent"
    assert not waiting.done()
    waiting.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert came == [error]
