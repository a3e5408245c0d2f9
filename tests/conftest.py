import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import app as application
from bot import texts as spoken
from bot.config import ROOT, Config
from bot.context import Desk
from bot.delivery.conversation import Conversation
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.editions import Editions
from bot.storage.chats import Chats
from bot.storage.sqlite import Sqlite
from bot.texts import Texts


@pytest.fixture(scope="session")
def texts() -> Texts:
    return spoken.load(ROOT / "locales")


@pytest.fixture(scope="session")
def editions(texts: Texts, tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """The real FAQ with its trained index."""
    config = Config.from_env({})
    served = Editions(config.faq_dir, config.digest, texts, tmp_path_factory.mktemp("index"))
    served.train()
    return served


@pytest.fixture
async def desk(texts: Texts, editions: Editions, tmp_path: Path) -> AsyncIterator[Desk]:
    database = await Sqlite.open(tmp_path / "bot.sqlite3")
    yield Desk(texts, editions, Chats(database, TOKEN), admin_ids=(99,))
    await database.close()


@pytest.fixture
async def bot(desk: Desk) -> AsyncIterator[SimpleNamespace]:
    """The bot over an offline Telegram; `chat(language)` opens a fresh reader's conversation."""
    telegram = OfflineTelegram()
    numbers = itertools.count(1)

    def chat(language: str = "") -> Conversation:
        return Conversation(app, telegram, next(numbers), language)

    async with application.build(TOKEN, "https://offline.invalid/bot", desk, telegram) as app:
        yield SimpleNamespace(app=app, telegram=telegram, desk=desk, chat=chat)


@pytest.fixture
def run() -> Callable[..., SimpleNamespace]:
    """Run `python -m bot …` as a person would, with only the environment given."""

    def command(*words: str, stdin: str = "", seconds: float = 60, **env: str) -> SimpleNamespace:
        return asyncio.run(_run(words, stdin, seconds, env))

    return command


async def _run(words: tuple[str, ...], stdin: str, seconds: float, env: dict[str, str]) -> SimpleNamespace:
    import os
    import sys

    base = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words),
        cwd=ROOT,
        env={**base, **env},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(stdin.encode()), seconds)
    return SimpleNamespace(code=process.returncode, out=out.decode(), err=err.decode())
