"""Open everything that a bot serves from, and close it again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.request import BaseRequest

from bot import app as application
from bot.config import Config
from bot.context import App, Desk
from bot.editions import Editions
from bot.storage.chats import Chats
from bot.storage.sqlite import Sqlite
from bot.texts import Texts


def editions(config: Config, texts: Texts) -> Editions:
    """The FAQ as the configuration names it. Raises PagesError when it may not be served."""
    return Editions(config.faq_dir, config.digest, texts, config.data_dir)


@asynccontextmanager
async def serving(
    config: Config, texts: Texts, database: Sqlite, token: str, request: BaseRequest | None = None
) -> AsyncIterator[tuple[App, Desk]]:
    """An initialised application and its desk; `request` replaces the network."""
    desk = Desk(texts, editions(config, texts), Chats(database, token), config.admin_ids)
    async with application.build(token, config.api_url, desk, request) as app:
        yield app, desk
