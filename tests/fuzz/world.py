"""The whole application over an offline Telegram, put back to its first state before each input."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot import app as application
from bot import texts as spoken
from bot.config import ROOT, Config
from bot.context import Context, Desk
from bot.delivery import messages
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.editions import Editions
from bot.handlers import failure
from bot.matching.index import Index
from bot.matching.known import known
from bot.metrics import Metrics
from bot.replies.reply import Reply
from bot.storage.sqlite import Sqlite
from bot.storage.store import Store
from bot.texts import Texts

OPERATORS = -100
NOON = datetime(2026, 11, 25, 6, tzinfo=UTC).timestamp()  # in Bishkek
MANY = 5000  # replies not to be tried again
FAR = 10**6  # above any number that a message gets here


class World:
    """Opened once; `reset` before each input. An exception that reaches the application's error handler is kept."""

    def __init__(self, texts: Texts, editions: Editions, folder: Path) -> None:
        self.texts, self.editions, self.folder = texts, editions, folder
        self.untrained = Index(known(editions.current.catalogue), None)
        self.telegram = OfflineTelegram()
        self.clock = [NOON]
        self._accepted: set[Reply] = set()
        self.crashes: list[BaseException] = []
        self._runner = asyncio.Runner()
        self.app: Application = self.run(self._open())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    def close(self) -> None:
        self.run(self._close())
        self._runner.close()

    async def _open(self) -> Application:
        self._database = await Sqlite.open(self.folder / "bot.sqlite3")
        tables = await self._database.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")
        self._full = " UNION ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for (name,) in tables)
        store = Store.over(self._database, TOKEN, lambda: self.clock[0])
        rules = {"admin_ids": (99,), "operators_chat_id": OPERATORS, "retention_days": 30}
        self.desk = Desk(self.texts, self.editions, store, **rules, metrics=Metrics(), now=lambda: self.clock[0])
        app = application.build(TOKEN, "https://offline.invalid/bot", self.desk, self.telegram)
        app.remove_error_handler(failure.take)
        app.add_error_handler(self._fail)
        await app.initialize()
        return app

    async def _close(self) -> None:
        await self.app.shutdown()
        await self._database.close()

    async def _fail(self, update: object, context: Context) -> None:
        """What reaches the error handler is a crash, and so is what comes out of it."""
        assert context.error is not None
        self.crashes.append(context.error)
        try:
            await failure.take(update, context)
        except Exception as error:
            self.crashes.append(error)

    async def reset(self) -> None:
        """Nobody has written yet."""
        self.telegram.__init__()
        self.clock[0] = NOON
        self.crashes.clear()
        for chat_id in list(self.app.chat_data):
            self.app.drop_chat_data(chat_id)
        for user_id in list(self.app.user_data):
            self.app.drop_user_data(user_id)
        for (table,) in await self._database.fetch(self._full):
            await self._database.execute(f"DELETE FROM {table}")

    def send(self, reply: Reply) -> None:
        """Put a reply into a chat. Raises Refused where Telegram would not take it."""
        if reply in self._accepted:
            return
        parameters = {"chat_id": 1, "text": reply.html, "parse_mode": "HTML"}
        if reply.keyboard:
            parameters["reply_markup"] = reply.keyboard.to_dict()
        messages.send_message(self.telegram, parameters, {})
        self.telegram.messages.clear()
        if len(self._accepted) < MANY:
            self._accepted.add(reply)

    async def take(self, update: Update, held: list[dict[str, Any]]) -> None:
        """Process one update; `held`: the messages that the chats hold then. Raises what no handler caught."""
        for message in held:
            self.telegram.messages[message["chat"]["id"], message["message_id"]] = message
        seen = [update.update_id, *(message["message_id"] for message in held)]
        self.telegram._last_id = max(self.telegram._last_id, *(number for number in seen if number < FAR), 0)
        await self.app.process_update(update)
        if self.crashes:
            raise self.crashes[0]


def build(folder: Path, index: Path) -> World:
    """Over the real FAQ, with its index from the folder `index`, trained there if need be."""
    texts, config = spoken.load(ROOT / "locales"), Config.from_env({})
    editions = Editions(config.faq_dir, config.digest, texts, index)
    editions.train()
    return World(texts, editions, folder)


_open: list[World] = []


def enter(world: World) -> None:
    """Make it the one that the targets act in."""
    _open[:] = [world]


def current() -> World:
    return _open[0]
