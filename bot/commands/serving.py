"""Open everything that a bot serves from, and close it again."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.request import BaseRequest

from bot import app as application
from bot.config import Config
from bot.context import App, Desk
from bot.delivery import schedule
from bot.editions import Editions
from bot.metrics import Metrics
from bot.storage.database import Database
from bot.storage.store import Store
from bot.texts import Texts


def editions(config: Config, texts: Texts, unfinished: bool = False) -> Editions:
    """The FAQ as the configuration names it. Raises PagesError when it may not be served."""
    return Editions(config.faq_dir, config.digest, texts, config.data_dir, unfinished)


@asynccontextmanager
async def serving(
    config: Config,
    texts: Texts,
    database: Database,
    token: str,
    operators_chat_id: int | None = None,
    request: BaseRequest | None = None,
    unfinished: bool = False,
) -> AsyncIterator[tuple[App, Desk]]:
    """An initialised application, its desk, and the schedule running; `request` replaces the network.

    `unfinished`: whether pages with errors may be left out, instead of refusing to begin.
    """
    desk = Desk(
        texts,
        editions(config, texts, unfinished),
        Store.over(database, token),
        config.admin_ids,
        operators_chat_id,
        config.retention_days,
        Metrics(),
        time.time,
    )
    app = application.build(token, config.api_url, desk, request)
    try:
        async with app:
            clock = asyncio.create_task(schedule.run(app.bot, desk))
            try:
                yield app, desk
            finally:
                clock.cancel()
                await asyncio.wait([clock])
    finally:
        await app.bot.shutdown()  # an application that could not start leaves its connections open
