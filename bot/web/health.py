"""/healthz, /readyz and /metrics, on an address that is nobody else's business."""

import asyncio
import time
from collections.abc import Awaitable

from aiohttp import web
from telegram.error import TelegramError

from bot.context import App, Desk
from bot.delivery.dispatcher import Dispatcher
from bot.errors import StorageError

PATIENCE = 3.0  # seconds that a part may take to answer
FRESH_SECONDS = 30.0  # that Telegram is not asked again after it answered
POLL_PATIENCE = 180.0  # seconds that polling may bring no answer: another program polls, or the network is away


class Health:
    """How one process is; `polls`: whether it asks Telegram for updates, which `polled` then has to be told of."""

    def __init__(self, app: App, desk: Desk, dispatcher: Dispatcher, polls: bool = False) -> None:
        self._app = app
        self._desk = desk
        self._dispatcher = dispatcher
        self._telegram_answered_at = -FRESH_SECONDS
        self._polled_at = time.monotonic() if polls else None

    def polled(self) -> None:
        """Telegram answered a poll, be it that there is nothing new."""
        self._polled_at = time.monotonic()

    def web_app(self) -> web.Application:
        """The three pages."""
        served = web.Application()
        served.router.add_get("/healthz", self.healthz)
        served.router.add_get("/readyz", self.readyz)
        served.router.add_get("/metrics", self.metrics)
        return served

    async def healthz(self, _: web.Request) -> web.Response:
        """The process lives: its event loop answers."""
        return web.json_response({"alive": True})

    async def readyz(self, _: web.Request) -> web.Response:
        """Whether readers are answered: 200 when every part works, else 503."""
        database, telegram = await asyncio.gather(
            _works(self._desk.store.database.fetch("SELECT 1")), self._telegram_answers()
        )
        parts = {
            "database": database,
            "telegram": telegram,
            "index": self._desk.editions.current.index.model is not None,
        }
        if self._polled_at is not None:
            parts["polling"] = time.monotonic() - self._polled_at < POLL_PATIENCE
        return web.json_response(parts, status=200 if all(parts.values()) else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """The figures, in Prometheus' text format."""
        figures, edition = self._desk.metrics, self._desk.editions.current
        figures.in_progress.set(self._dispatcher.in_progress)
        figures.entries.set(len(edition.catalogue.entries))
        figures.model_ready.set(edition.index.model is not None)
        try:
            waiting, oldest = await self._desk.store.inbox.waiting()
            figures.waiting.set(waiting)
            figures.oldest.set(oldest)
        except StorageError:
            figures.database_errors.inc()
        return web.Response(body=figures.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    async def _telegram_answers(self) -> bool:
        if time.monotonic() - self._telegram_answered_at < FRESH_SECONDS:
            return True
        answers = await _works(self._app.bot.get_me())
        if answers:
            self._telegram_answered_at = time.monotonic()
        return answers


async def _works(asked: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await asked
    except (TelegramError, StorageError, TimeoutError):
        return False
    return True
