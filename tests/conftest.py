import asyncio
import fcntl
import itertools
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import pytest

from bot import app as application
from bot import texts as spoken
from bot.config import ROOT, Config
from bot.context import Desk
from bot.delivery.conversation import Conversation
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.editions import Editions
from bot.metrics import Metrics
from bot.storage.database import Database, connect
from bot.storage.sqlite import Sqlite
from bot.storage.store import Store
from bot.texts import Texts
from tests import postgres
from tests.emulator import Emulator, serve

pytest_plugins = ["tests.selection"]
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return spoken.load(ROOT / "locales")


@pytest.fixture(scope="session")
def data_dir(pytestconfig: pytest.Config, texts: Texts) -> Path:
    """Where the index is kept, trained once for all tests of the same pages and code: its name tells what it is of."""
    assert pytestconfig.cache is not None
    folder = Path(pytestconfig.cache.mkdir("index"))
    with (folder.parent / "training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process of the run trains, the others wait for it
        real_editions(texts, folder).train()
    return folder


@pytest.fixture(scope="session")
def editions(texts: Texts, data_dir: Path) -> Editions:
    """The real FAQ with its trained index."""
    return real_editions(texts, data_dir)


def real_editions(texts: Texts, folder: Path) -> Editions:
    config = Config.from_env({})
    return Editions(config.faq_dir, config.digest, texts, folder)


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        yield Path(folder)  # not in pytest's own folder, which is closed to the user that PostgreSQL runs as


@pytest.fixture(scope="session")
def postgres_server(postgres_folder: Path) -> Iterator[str]:
    with postgres.serving(postgres_folder) as server:
        yield server


@pytest.fixture
async def postgres_url(postgres_server: str) -> str:
    """A new, empty PostgreSQL database."""
    name = f"bot_{next(NUMBERS)}"
    connection = await asyncpg.connect(f"{postgres_server}/postgres")
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'bot.sqlite3'}"


@pytest.fixture
async def opened(database_url: str) -> AsyncIterator[Database]:
    database = await connect(database_url)
    yield database
    await database.close()


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A folder with one good page, its topic and its digest."""
    for name, place in (
        ("good.md", "faq/passport/good.md"),
        ("_topic.md", "faq/passport/_topic.md"),
        ("digest.md", "seeds/digest.md"),
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / "pages" / "passing" / name, tmp_path / place)
    return tmp_path / "faq"


@pytest.fixture
def clock() -> list[float]:
    """Noon in Bishkek on 25 November 2026; a test may move it."""
    return [datetime(2026, 11, 25, 6, tzinfo=UTC).timestamp()]


@pytest.fixture
async def desk(texts: Texts, editions: Editions, tmp_path: Path, clock: list[float]) -> AsyncIterator[Desk]:
    database = await Sqlite.open(tmp_path / "bot.sqlite3")
    store = Store.over(database, TOKEN, lambda: clock[0])
    yield Desk(
        *(texts, editions, store),
        admin_ids=(99,),
        operators_chat_id=-100,
        retention_days=30,
        metrics=Metrics(),
        now=lambda: clock[0],
    )
    await database.close()


@pytest.fixture
async def bot(desk: Desk, clock: list[float]) -> AsyncIterator[SimpleNamespace]:
    """The bot over an offline Telegram; `chat(language)` opens a fresh reader's conversation."""
    telegram = OfflineTelegram()
    numbers = itertools.count(1)

    def chat(language: str = "") -> Conversation:
        return Conversation(app, telegram, next(numbers), language)

    async with application.build(TOKEN, "https://offline.invalid/bot", desk, telegram) as app:
        yield SimpleNamespace(app=app, telegram=telegram, desk=desk, chat=chat, clock=clock)


@pytest.fixture
async def start() -> AsyncIterator[Callable[..., Awaitable[asyncio.subprocess.Process]]]:
    """Start `python -m bot …` as a person would, with only the environment given; what still runs is ended after."""
    started: list[asyncio.subprocess.Process] = []

    async def command(*words: str, **env: str) -> asyncio.subprocess.Process:
        base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *words),
            cwd=ROOT,
            env={**base, **env},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # tests in the background would ignore it
        )
        started.append(process)
        return process

    yield command
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture
def run(start: Callable[..., Awaitable[asyncio.subprocess.Process]]) -> Callable[..., Awaitable[SimpleNamespace]]:
    """Run a command to its end: its exit code, what it printed and what it complained of."""

    async def command(*words: str, stdin: str = "", **env: str) -> SimpleNamespace:
        process = await start(*words, **env)
        out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 300)
        return SimpleNamespace(code=process.returncode, out=out.decode(), err=err.decode())

    return command


@pytest.fixture
async def emulator() -> AsyncIterator[tuple[Emulator, str]]:
    emulated = Emulator()
    runner, url = await serve(emulated.app())
    yield emulated, url
    await runner.cleanup()
