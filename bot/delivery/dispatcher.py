"""Takes updates from the inbox and has them answered: chats at once, a chat's updates one after another."""

import asyncio
import json
import logging
from contextlib import suppress
from functools import partial

from telegram import Update

from bot import attempt
from bot.attempt import Attempt, Write
from bot.context import App, Desk
from bot.delivery.gate import Gate
from bot.delivery.outline import outline
from bot.errors import StorageError
from bot.storage.inbox import LEASE_SECONDS, Kept

log = logging.getLogger(__name__)
AT_ONCE = 256  # updates under way
SPACING = 0.01  # seconds between two starts; in them what Telegram has answered is settled: a kill would double it
SETTLING_SECONDS = 3.0  # in which every process marks what it had answered before its database came back
LOOK_SECONDS = 1.0  # between looks for what another process, or the clock, has made due


class Dispatcher:
    """One a process; `wake` says that something new is in the inbox."""

    def __init__(self, app: App, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._inbox = desk.store.inbox
        self._gate = Gate(app, desk)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._chats: dict[int, asyncio.Task[None]] = {}  # the last of each chat's
        self._was_cut_off = False  # so that leases may have run out and others may take what we have answered
        self._woken = asyncio.Event()
        self._started = 0.0  # when the last update was, by the loop's clock

    def wake(self) -> None:
        """Look into the inbox now."""
        self._woken.set()

    async def run(self) -> None:
        """Answer until cancelled."""
        await self._lasting(self._inbox.release)
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                self._woken.clear()
                room = AT_ONCE - len(self._tasks)
                taken = await self._take(room) if room else []
                for kept in taken:
                    await self._space()
                    self._start(kept)
                if len(taken) < room or not room:
                    await self._rest()
        finally:
            renewing.cancel()

    async def drain(self, seconds: float) -> None:
        """Finish what is under way, for so long; what is not finished by then stays in the inbox."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)
        for task in list(self._tasks.values()):
            task.cancel()
        releasing = asyncio.create_task(self._release())
        # Not gathered, nor under asyncio.timeout: what a database without an answer holds up would not end at once.
        _, late = await asyncio.wait([releasing, *self._tasks.values()], timeout=LOOK_SECONDS)
        for task in late:
            task.cancel()
        if late:
            log.error("What this process holds is free only when its lease runs out: no answer")

    @property
    def in_progress(self) -> int:
        """How many updates are under way."""
        return len(self._tasks)

    async def _space(self) -> None:
        """Keep the starts of updates that overlap apart."""
        loop = asyncio.get_running_loop()
        if self._tasks and self._started + SPACING > loop.time():
            await asyncio.sleep(self._started + SPACING - loop.time())
        self._started = loop.time()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):  # wait_for may swallow the cancelling that ends us
                await self._woken.wait()

    async def _release(self) -> None:
        try:
            await self._inbox.release()
        except StorageError as error:
            log.error("What this process holds is free only when its lease runs out: %s", error)

    async def _take(self, most: int) -> list[Kept]:
        try:
            if self._was_cut_off and self._desk.store.database.shared:
                await self._inbox.renew(list(self._tasks))
                await asyncio.sleep(SETTLING_SECONDS)
            taken = [kept for kept in await self._inbox.take(most) if kept.update_id not in self._tasks]
            if self._was_cut_off:
                log.warning("The inbox can be read again")
            self._was_cut_off = False
            return taken
        except StorageError as error:
            self._desk.metrics.database_errors.inc()
            if not self._was_cut_off:
                log.error("The inbox cannot be read, trying again until it can: %s", error)
            self._was_cut_off = True
            return []

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 4)
            if self._tasks:
                await self._lasting(lambda: self._inbox.renew(list(self._tasks)))

    def _start(self, kept: Kept) -> None:
        task = asyncio.create_task(self._after(self._chats.get(kept.chat_id), kept))
        self._tasks[kept.update_id] = self._chats[kept.chat_id] = task
        task.add_done_callback(lambda _: self._finish(kept, task))

    async def _after(self, before: asyncio.Task[None] | None, kept: Kept) -> None:
        """Answer once all that the chat's last update leaves is kept: what /clear erases must not be written again."""
        if before:
            await asyncio.wait([before])
        await self._answer(kept)

    def _finish(self, kept: Kept, task: asyncio.Task[None]) -> None:
        """What ended without a word is taken again when its lease runs out."""
        del self._tasks[kept.update_id]
        if self._chats[kept.chat_id] is task:
            del self._chats[kept.chat_id]
        error = None if task.cancelled() else task.exception()
        if error:
            log.error("What became of an update could not be written: %s", attempt.place(error))
        self.wake()

    async def _answer(self, kept: Kept) -> None:
        tried = Attempt(kept.tries + 1, kept.received_at, begun=kept.begun)
        tried.begin = partial(self._inbox.begin, kept.update_id)
        attempt.current.set(tried)
        try:
            update = Update.de_json(json.loads(kept.body), self._app.bot)
            held_back = await self._gate.hold_back(update, kept)
            if held_back:
                await tried.settle(partial(self._inbox.postpone, kept, kept.tries, held_back), self._lasting)
                return
            if held_back is not None:
                await self._app.process_update(update)
        except Exception as error:  # what handlers raise, the error handler has taken; this is what Telegram sent
            tried.fail(error)
            if tried.again is None:
                await self._app.process_error(None, error)
        await self._settle(kept, tried)

    async def _settle(self, kept: Kept, tried: Attempt) -> None:
        metrics, inbox, error = self._desk.metrics, self._inbox, tried.error
        if error is None or attempt.is_refused(error):
            await tried.settle(partial(inbox.answered, kept.update_id), self._lasting)
            metrics.answered.inc()
            metrics.update_seconds.observe(max(0.0, self._desk.now() - kept.received_at))
            log.debug("Update %d is answered, try %d", kept.update_id, tried.number)
        elif tried.again is not None:
            metrics.retried.labels(type(error).__name__).inc()
            await tried.settle(partial(inbox.postpone, kept, tried.number, tried.again), self._lasting)
        else:
            failure = attempt.place(error)
            await tried.settle(partial(inbox.set_aside, kept.update_id, outline(kept.body), failure), self._lasting)
            metrics.set_aside.inc()

    async def _lasting(self, write: Write) -> None:
        """Write, however long the database takes to come back: an update that was answered must not be again."""
        told = False
        while True:
            try:
                await write()
                return
            except StorageError as error:
                self._desk.metrics.database_errors.inc()
                if not told:  # else hundreds of lines a second while the database is away
                    log.error("The inbox cannot be written, trying again until it can: %s", error)
                told = True
                await asyncio.sleep(LOOK_SECONDS)
