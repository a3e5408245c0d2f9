"""One try at answering one update: what became of it, and whether and when there will be another.

The delivery sets it for the task that handles the update; without one (the preview, the transcripts) a try is the last.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.errors import StorageError

log = logging.getLogger(__name__)
TRIES = 5  # at an update that our own code fails on
REFUSALS = ("not enough rights", "no rights to send", "chat not found", "chat_write_forbidden", "topic_closed")
LONGEST_WAIT = 60.0  # seconds between tries while Telegram or the database cannot be used
Write = Callable[[], Awaitable[object]]
current: ContextVar["Attempt | None"] = ContextVar("attempt", default=None)


@dataclass(slots=True)
class Attempt:
    """`number` counts from 1, `sent` the calls that have changed a chat; `again`: seconds to the next try, if any.

    `received_at`: when the update came, in seconds since 1970; `writes`: what is to be kept of it when it is settled.
    `begun`: the entry of whose answer an earlier try has sent the first of two messages; `begin` keeps that.
    """

    number: int
    received_at: float
    sent: int = 0
    error: Exception | None = None
    again: float | None = None
    writes: list[Write] = field(default_factory=list)
    begun: str = ""
    begin: Callable[[str], Awaitable[None]] | None = None

    def fail(self, error: Exception) -> float | None:
        """Note what went wrong; the seconds until the next try, None when there will be none."""
        self.error = error
        self.again = wait(error, self.number, self.sent)
        return self.again

    async def settle(self, outcome: Write, lasting: Callable[[Write], Awaitable[object]]) -> None:
        """Write the outcome and all that is to be kept, at once: after a kill between them it would be tried again.

        `lasting` tries a write for as long as it should be tried.
        """
        writes, self.writes = self.writes, []
        await asyncio.gather(lasting(outcome), *(_kept(partial(lasting, write), Exception) for write in writes))


async def keep(*writes: Write) -> None:
    """Keep what the reader's answer does not depend on: when the update is settled, without a try at once, together."""
    tried = current.get()
    if tried:
        tried.writes.extend(writes)
    else:
        await asyncio.gather(*map(_kept, writes))


async def once(entry: str, send: Write) -> None:
    """Send the first of two messages of an entry's answer, and keep that it has left: the other may wait for long."""
    tried = current.get()
    if tried and tried.begun == entry:
        return
    await send()
    if tried and tried.begin:
        await tried.settle(partial(tried.begin, entry), partial(_kept, errors=Exception))


async def _kept(write: Write, errors: type[Exception] = StorageError) -> None:
    """An answer that has left stands, whatever comes of what should be kept of it."""
    try:
        await write()
    except errors as error:
        log.error(
            "Something of a chat could not be kept: %s", error if isinstance(error, StorageError) else place(error)
        )


def wait(error: Exception, number: int, sent: int) -> float | None:
    """Seconds until an update should be tried again after try `number` failed with `error`; None: never.

    While Telegram or the database cannot be used it is tried until the update is too old to be answered. Our own fault
    is tried five times, but not when the reader has already been sent something: it would come again each time.
    """
    if is_refused(error):
        return None
    if isinstance(error, RetryAfter):
        return error._retry_after.total_seconds() + 1
    if is_outside(error):
        return float(min(2 ** min(number, 10), LONGEST_WAIT))
    return None if sent or number >= TRIES else float(2 ** (number - 1))


def is_another() -> bool:
    """Whether the update under way was tried before, and failed then."""
    tried = current.get()
    return tried is not None and tried.number > 1


def is_refused(error: Exception) -> bool:
    """Whether a chat does not take our messages, and will not a minute later."""
    told = error.message.lower() if isinstance(error, BadRequest) else ""
    return isinstance(error, Forbidden) or any(refusal in told for refusal in REFUSALS)


def is_outside(error: Exception) -> bool:
    """Whether what failed is Telegram, the way there, our token, or the database, rather than our own code."""
    if isinstance(error, BadRequest):
        return False
    return isinstance(error, NetworkError | RetryAfter | InvalidToken | StorageError)


def place(error: BaseException) -> str:
    """The kind of an error and the line it came from; nothing of its message, which may hold a reader's words."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return type(error).__name__ + (f" at {Path(last[0].filename).name}:{last[0].lineno}" if last else "")
