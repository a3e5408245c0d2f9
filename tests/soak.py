"""Questions asked while the bot is killed, Telegram refuses, or the network is gone: is any left unanswered?

`python -m tests.soak` is the long form (`make soak`); tests/test_no_question_lost.py runs the short one.
"""

import argparse
import asyncio
import html
import os
import random
import socket
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from bot import texts as spoken
from bot.config import ROOT, Config
from bot.editions import Editions
from tests import bot_api, postgres
from tests.bot_api import TOKEN, BotApi

PER_CHAT = 3  # questions, whose answers must come in their order
SECRET = "synthetic-secret"


@dataclass
class Result:
    """What came of it."""

    questions: int = 0
    unanswered: int = 0
    twice: int = 0
    disordered: int = 0
    kills: int = 0
    seconds: float = 0
    takeover: float = 0

    def __str__(self) -> str:
        share = 100 * self.twice / max(1, self.questions)
        return (
            f"{self.questions} questions, {self.kills} kills, {self.seconds:.0f} s: {self.unanswered} unanswered, "
            f"{self.twice} answered twice ({share:.2f}%), {self.disordered} chats out of order"
            + (f", all answered {self.takeover:.1f} s after the last kill" if self.takeover else "")
        )


class Questions:
    """Chats that each ask known questions; each question's answer is known by its first line."""

    def __init__(self, editions: Editions, count: int) -> None:
        entries = [entry for entry in editions.current.catalogue.entries.values() if "ru" in entry.versions]
        self._asked = [entry.versions["ru"].title for entry in entries]
        self._titles = {title: number for number, title in enumerate(self._asked)}
        self.chats = {
            chat: [(chat * PER_CHAT + number) % len(self._asked) for number in range(PER_CHAT)]
            for chat in range(1, count // PER_CHAT + 1)
        }
        self.answered: dict[int, list[int]] = {chat: [] for chat in self.chats}
        self._missing = {(chat, number) for chat, asked in self.chats.items() for number in asked}
        self._looked_at = 0

    def updates(self, api: BotApi) -> list[dict[str, Any]]:
        """All of them, the chats' turns mixed."""
        return [
            api.message(chat, self._asked[asked[number]])
            for number in range(PER_CHAT)
            for chat, asked in self.chats.items()
        ]

    def are_answered(self, api: BotApi) -> bool:
        """Whether every question has an answer; looks at what was sent since it was asked last."""
        self._read(api)
        return not self._missing

    def _read(self, api: BotApi) -> None:
        for chat, text in api.sent[self._looked_at :]:
            title = html.unescape(text.partition("\n")[0].removeprefix("<b>").removesuffix("</b>"))
            number = self._titles.get(title)
            if number is not None and chat in self.answered:
                self.answered[chat].append(number)
                self._missing.discard((chat, number))
        self._looked_at = len(api.sent)

    def weigh(self, api: BotApi, result: Result) -> Result:
        """Count what is missing, doubled or out of order (first answers count)."""
        self._read(api)
        for chat, got in self.answered.items():
            asked = self.chats[chat]
            counts = Counter(got)
            result.questions += len(asked)
            result.unanswered += sum(not counts[each] for each in asked)
            result.twice += sum(counts[each] > 1 for each in asked)
            result.disordered += [each for each in dict.fromkeys(got) if each in asked] != [
                each for each in asked if counts[each]
            ]
        return result


class Process:
    """One `python -m bot run`, which can be killed and started again."""

    def __init__(self, api: BotApi, database: str, data_dir: Path, port: int | None = None) -> None:
        self._api = api
        self._env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "DATABASE_URL": database,
            "DATA_DIR": str(data_dir),
            "LOG_LEVEL": "ERROR",
        }
        self.url = ""
        if port:
            self.url = f"http://127.0.0.1:{port}/telegram"
            self._env |= {
                "WEBHOOK_URL": "https://bot.example.org/telegram",
                "WEBHOOK_SECRET": SECRET,
                "LISTEN": f"127.0.0.1:{port}",
            }
        self._running: asyncio.subprocess.Process | None = None
        self.complaints = ""
        self._log = data_dir / f"{id(self)}.log"  # a pipe that nobody reads would fill and stop it

    async def launch(self) -> None:
        """Return at once."""
        command = sys.executable, "-m", "bot", "run"
        with self._log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=self._env, stderr=log)

    async def start(self) -> None:
        """Return when it takes updates in."""
        taken_in = "setWebhook" if self.url else "getUpdates"
        before = self._api.calls[taken_in]
        await self.launch()
        await self._api.until(lambda: self._api.calls[taken_in] > before)

    async def kill(self) -> None:
        """As a power cut does it: kill -9."""
        assert self._running is not None
        self._running.kill()
        await self._end()

    async def stop(self) -> int:
        """As a person does it; its exit code."""
        assert self._running is not None
        if self._running.returncode is None:
            self._running.terminate()
        return await asyncio.wait_for(self._end(), 20)

    async def _end(self) -> int:
        assert self._running is not None
        code = await self._running.wait()
        self.complaints += self._log.read_text() if self._log.exists() else ""
        self._log.unlink(missing_ok=True)
        return code


@asynccontextmanager
async def scene(database: str, data_dir: Path, webhooks: int = 0) -> AsyncIterator[tuple[BotApi, list[Process]]]:
    """A Bot API and processes that serve it: one that polls, or several behind webhooks."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(bot_api.serving())
        ports: list[int | None] = [_free_port() for _ in range(webhooks)] or [None]
        processes = [Process(api, database, data_dir, port) for port in ports]
        for process in processes:
            await process.start()
        pushing = asyncio.create_task(api.push([process.url for process in processes], SECRET)) if webhooks else None
        try:
            yield api, processes
        finally:
            if pushing:
                pushing.cancel()
                await asyncio.gather(pushing, return_exceptions=True)
            for process in processes:
                await process.stop()


async def killed(
    database: str, data_dir: Path, asked: Questions, kills: int, chance: random.Random, webhooks: int = 0
) -> Result:
    """Kill a process at random moments while questions come; each is started again at once."""
    result, started = Result(), time.monotonic()
    async with scene(database, data_dir, webhooks) as (api, processes):
        updates = asked.updates(api)
        a_kill = max(1, len(updates) // max(1, kills))
        for number in range(kills):
            await api.give(updates[number * a_kill : (number + 1) * a_kill])
            await asyncio.sleep(chance.uniform(0.05, 1.5 * a_kill / 30))
            victim = chance.choice(processes)
            await victim.kill()
            result.kills += 1
            await victim.start()
        await api.give(updates[kills * a_kill :])
        await api.until(lambda: asked.are_answered(api), 600)
        await asyncio.sleep(2)  # for what comes twice
        asked.weigh(api, result)
    result.seconds = time.monotonic() - started
    return result


async def one_dies(database: str, data_dir: Path, asked: Questions) -> Result:
    """Three processes share a database; under load one is killed and stays dead."""
    result, started = Result(kills=1), time.monotonic()
    async with scene(database, data_dir, webhooks=3) as (api, processes):
        await api.give(asked.updates(api))
        await api.until(lambda: len(api.sent) > 30)
        await processes[0].kill()
        died = time.monotonic()
        await api.until(lambda: asked.are_answered(api), 600)
        result.takeover = time.monotonic() - died
        asked.weigh(api, result)
    result.seconds = time.monotonic() - started
    return result


async def away(database: str, data_dir: Path, asked: Questions, folder: Path, seconds: float) -> Result:
    """Three processes share a PostgreSQL that is gone for so long in the midst of it, longer than a lease."""
    result, started = Result(), time.monotonic()
    async with scene(database, data_dir, webhooks=3) as (api, _):
        updates, api.latency = asked.updates(api), 0.3
        await api.give(updates[: len(updates) // 2])
        await api.until(lambda: len(api.sent) > 30)
        with postgres.away(folder):
            await asyncio.sleep(seconds)
        await api.give(updates[len(updates) // 2 :])
        await api.until(lambda: asked.are_answered(api), 600)
        await asyncio.sleep(10)  # for what comes twice, when leases end
        asked.weigh(api, result)
    result.seconds = time.monotonic() - started
    return result


async def troubled(database: str, data_dir: Path, asked: Questions, trouble: str, seconds: float) -> Result:
    """Telegram asks to wait, is gone, or the database is locked, for so long in the midst of it."""
    result, started = Result(), time.monotonic()
    async with scene(database, data_dir) as (api, _):
        updates = asked.updates(api)
        await api.give(updates[: len(updates) // 2])
        await api.until(lambda: len(api.sent) > 5)
        if trouble == "storm":
            api.storm_until = time.monotonic() + seconds
        elif trouble == "gone":
            api.is_gone = True
        else:
            other = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
        await api.give(updates[len(updates) // 2 :])
        await asyncio.sleep(seconds)
        api.is_gone = False
        if trouble == "locked":
            other.execute("ROLLBACK")
            other.close()
        await api.until(lambda: asked.are_answered(api), 600)
        await asyncio.sleep(2)
        asked.weigh(api, result)
    result.seconds = time.monotonic() - started
    return result


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _all(scenes: list[str], kills: int, questions: int, gone: float) -> None:
    texts, config = spoken.load(ROOT / "locales"), Config.from_env({})
    with tempfile.TemporaryDirectory() as folder, postgres.serving(Path(folder)) as server:
        data_dir = Path(folder) / "data"
        editions = Editions(config.faq_dir, config.digest, texts, data_dir)
        editions.train()

        def many() -> Questions:
            return Questions(editions, questions)

        def some() -> Questions:
            return Questions(editions, questions // 10)

        def sqlite(name: str) -> str:
            return f"sqlite:///{data_dir / name}.sqlite3"

        async def new(name: str) -> str:
            connection = await asyncpg.connect(f"{server}/postgres")
            await connection.execute(f"CREATE DATABASE {name}")
            await connection.close()
            return f"{server}/{name}"

        def chance() -> random.Random:
            return random.Random(1899)

        runs: dict[str, Callable[[], Awaitable[Result]]] = {
            "sqlite": lambda: killed(sqlite("k"), data_dir, many(), kills, chance()),
            "webhook": lambda: killed(sqlite("w"), data_dir, some(), kills // 10, chance(), 1),
            "postgres": lambda: _on(new("k"), lambda url: killed(url, data_dir, many(), kills, chance(), 3)),
            "takeover": lambda: _on(new("d"), lambda url: one_dies(url, data_dir, some())),
            "away": lambda: _on(new("a"), lambda url: away(url, data_dir, some(), Path(folder), 30)),
            "storm": lambda: troubled(sqlite("s"), data_dir, some(), "storm", 60),
            "gone": lambda: troubled(sqlite("g"), data_dir, some(), "gone", gone),
            "locked": lambda: troubled(sqlite("l"), data_dir, some(), "locked", 10),
        }
        for name in scenes:
            print(f"{name}: {await runs[name]()}", flush=True)


async def _on(database: Awaitable[str], run: Callable[[str], Awaitable[Result]]) -> Result:
    return await run(await database)


if __name__ == "__main__":
    SCENES = ("sqlite", "webhook", "postgres", "takeover", "away", "storm", "gone", "locked")
    parser = argparse.ArgumentParser("python -m tests.soak", description=__doc__)
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"some of {', '.join(SCENES)}; without one, all")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--gone", type=float, default=300, help="seconds without a network")
    given = parser.parse_args()
    asyncio.run(_all(given.scenes or list(SCENES), given.kills, given.questions, given.gone))
