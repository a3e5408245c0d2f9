"""Our whole bot to measure: the real pages, index, handlers, inbox and a file of SQLite; Telegram is in process.

It is switched off, for this bot only, that `bot.calls.pace` keeps to Telegram's limit of 30 messages a second: a
measurement would show that limit and nothing else. Everything else that Pace does with a call stays.
"""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram import Update

from bot import app as application
from bot import attempt
from bot import texts as spoken
from bot.attempt import Attempt
from bot.calls.pace import Pace
from bot.config import LOCALES, ROOT, Config
from bot.context import App, Desk
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.intake import Intake
from bot.editions import Editions
from bot.matching.decision import Kind
from bot.matching.message import read
from bot.metrics import Metrics
from bot.replies import answers
from bot.storage import database
from bot.storage.inbox import Inbox
from bot.storage.store import Store
from tests.benchmarks.peers import TOKEN, InProcess

INDEX = ROOT / ".pytest_cache" / "d" / "index"  # where the tests keep it: trained once for the same pages


class Unlimited(Pace):
    """Pace without Telegram's limits."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(metrics)
        self._base_limiter = None
        self._group_max_rate = 0


class Settling(Inbox):
    """An inbox that tells when an update is answered and gone."""

    def __init__(self, kept: database.Database) -> None:
        super().__init__(kept)
        self.settled: dict[int, asyncio.Future[float]] = {}

    async def answered(self, update_id: int) -> None:
        await super().answered(update_id)
        self.settled.pop(update_id).set_result(time.perf_counter())


class Served:
    """The bot with its way in."""

    def __init__(self, app: App, desk: Desk, api: InProcess, inbox: Settling) -> None:
        self.app = app
        self.desk = desk
        self.api = api
        self.inbox = inbox
        self.dispatcher = Dispatcher(app, desk)
        self._intake = Intake(inbox, desk.metrics, self.dispatcher.wake)

    async def process(self, update: dict[str, Any]) -> None:
        """Handle an update that came past the inbox, and write what is to be kept of it, as the dispatcher does."""
        tried = Attempt(1, self.desk.now())
        attempt.current.set(tried)
        await self.app.process_update(Update.de_json(update, self.app.bot))
        assert tried.error is None
        await tried.settle(_nothing, lambda write: write())

    async def deliver(self, update: dict[str, Any]) -> float:
        """Keep an update in the inbox as a webhook does, and return when it is answered and gone: that moment."""
        done = asyncio.get_running_loop().create_future()
        self.inbox.settled[update["update_id"]] = done
        await self._intake.keep([update])
        return await done

    def expected(self, text: str) -> int:
        """How many messages a question of a new chat is answered with."""
        edition = self.desk.editions.current
        _, decision = read(text, edition.index, edition.catalogue)
        return self.messages(decision.candidates[0].entry) if decision.kind is Kind.ANSWER else 1

    def messages(self, entry: str) -> int:
        """How many messages an entry's answer is."""
        return 1 + bool(answers.shown(self.desk.editions.current.catalogue.entries[entry]))


async def _nothing() -> None:
    """What becomes of an update that no inbox holds."""


@asynccontextmanager
async def serving(url: str, api: InProcess, pace: type[Pace] = Unlimited) -> AsyncIterator[Served]:
    """Serve from the database at `url` until left."""
    config, texts = Config.from_env({}), spoken.load(LOCALES)
    INDEX.mkdir(parents=True, exist_ok=True)
    editions = Editions(config.faq_dir, config.digest, texts, INDEX)
    editions.train()
    gc.collect()
    gc.freeze()  # as bot.editions does once it serves
    opened = await database.connect(url)
    inbox = Settling(opened)
    store = replace(Store.over(opened, TOKEN), inbox=inbox)
    desk = Desk(texts, editions, store, (99,), -100, 30, Metrics(), time.time)
    app = application.build(TOKEN, "https://offline.invalid/bot", desk, api)
    app.bot._rate_limiter = pace(desk.metrics)
    async with app:
        served = Served(app, desk, api, inbox)
        answering = asyncio.create_task(served.dispatcher.run())
        try:
            yield served
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            await served.dispatcher.drain(5)
    await opened.close()


def sqlite(folder: str, name: str = "bot") -> str:
    """The address of a new file."""
    return f"sqlite:///{Path(folder) / name}.sqlite3"
