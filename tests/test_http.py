"""The bot over real HTTP, against a Bot API emulator that nobody here wrote."""

import asyncio
import json
import sqlite3
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.commands.run import _serve
from bot.config import Config
from bot.editions import Editions
from bot.texts import Texts
from tests import bot_api
from tests.emulator import TOKEN, Emulator, Start, message, serve
from tests.processes import files, running, started_by


async def test_run_serves_by_long_polling_until_told_to_stop(
    emulator: tuple[Emulator, str], start: Start, data_dir: Path, editions: Editions, tmp_path: Path
) -> None:
    emulated, url = emulator
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": database, "TELEGRAM_API_URL": url, "TELEGRAM_BOT_TOKEN": TOKEN}
    process = await start("run", **env)
    commands = await emulated.wait_for("setMyCommands", 3)
    assert {fields.get("language_code", "") for fields in commands} == {"", "ky", "ru"}

    await emulated.enqueue_update(message("сколько стоит консульский учёт"), token=TOKEN)
    await emulated.enqueue_update(message("konsulduk kattoo akysyzby", chat_id=8), token=TOKEN)
    answers = await emulated.wait_for("sendMessage", 2)
    by_chat = {int(fields["chat_id"]): fields for fields in answers}
    assert "Консульский учёт <b>бесплатный</b>." in by_chat[7]["text"]
    assert "Консулдук каттоо <b>акысыз</b>." in by_chat[8]["text"]

    markup = by_chat[7]["reply_markup"]
    keyboard = json.loads(markup) if isinstance(markup, str) else markup
    data = keyboard["inline_keyboard"][0][0]["callback_data"]
    tapped = {**message("")["message"], "text": "…", "from": {"id": 1, "is_bot": True, "first_name": "Bot"}}
    reader = message("")["message"]["from"]
    query = {"id": "1", "from": reader, "chat_instance": "1", "data": data, "message": tapped}
    await emulated.enqueue_update({"callback_query": query}, token=TOKEN)
    await emulated.wait_for("answerCallbackQuery")
    third = (await emulated.wait_for("sendMessage", 3))[2]
    assert "достаточно двух бумаг" in third["text"]

    process.terminate()
    started = time.monotonic()
    out, err = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, out) == (0, b"")
    assert b"Traceback" not in err and TOKEN.encode() not in err
    assert "учёт" not in err.decode()
    assert time.monotonic() - started < 10


async def test_a_stop_does_not_wait_for_a_database_that_another_program_holds(
    emulator: tuple[Emulator, str], start: Start, data_dir: Path, editions: Editions, tmp_path: Path
) -> None:
    emulated, url = emulator
    path = tmp_path / "bot.sqlite3"
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": f"sqlite:///{path}", "TELEGRAM_API_URL": url}
    process = await start("run", **env, TELEGRAM_BOT_TOKEN=TOKEN)
    await emulated.enqueue_update(message("сколько стоит консульский учёт"), token=TOKEN)
    await emulated.wait_for("sendMessage")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for chat in range(8, 12):
        await emulated.enqueue_update(message("сколько стоит консульский учёт", chat_id=chat), token=TOKEN)
    await asyncio.sleep(0.5)
    process.terminate()
    started = time.monotonic()
    await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0 and time.monotonic() - started < 10
    other.close()


async def test_a_stop_does_not_wait_for_training(emulator: tuple[Emulator, str], start: Start, tmp_path: Path) -> None:
    emulated, url = emulator
    process = await start("run", DATA_DIR=str(tmp_path), TELEGRAM_API_URL=url, TELEGRAM_BOT_TOKEN=TOKEN)
    await emulated.wait_for("getUpdates")
    training = await started_by(process.pid, 3)  # two that learn, and Python's own that watches over them

    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert training.isdisjoint(running())
    assert b"Traceback" not in err
    assert not [name for name in files(tmp_path) if name.startswith("index-") or name.endswith(".part")]


@pytest.mark.filterwarnings("ignore:Please use 'Bot.getUpdates'")  # pytest undoes what bot.delivery.polling does
async def test_a_process_that_another_keeps_from_polling_is_not_ready(
    data_dir: Path, texts: Texts, tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.health.POLL_PATIENCE", 1.0)
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}"}
    async with bot_api.serving() as api, aiohttp.ClientSession() as session, asyncio.timeout(30):
        env |= {"TELEGRAM_API_URL": api.url, "TELEGRAM_BOT_TOKEN": TOKEN}
        config = Config.from_env({**env, "HEALTH_LISTEN": f"127.0.0.1:{unused_tcp_port}"})

        async def until_polling(is_well: bool) -> int:
            while True:
                async with session.get(f"http://127.0.0.1:{unused_tcp_port}/readyz") as answer:
                    if (await answer.json())["polling"] is is_well:
                        return answer.status
                await asyncio.sleep(0.1)

        api.pollers = 1  # somebody else's
        serving = asyncio.create_task(_serve(config, texts))
        await api.until(lambda: api.calls["deleteWebhook"])
        assert await until_polling(False) == 503
        api.pollers = 0
        await api.give([api.message(7, "?")])
        assert await until_polling(True) == 200
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving


async def test_a_wrong_token_is_named_without_being_shown(start: Start, data_dir: Path, tmp_path: Path) -> None:
    async def unauthorized(_: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)

    app = web.Application()
    app.router.add_post("/{path:.*}", unauthorized)
    runner, url = await serve(app)
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": database, "TELEGRAM_API_URL": url, "TELEGRAM_BOT_TOKEN": TOKEN}
    process = await start("run", **env)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert err.decode().strip() == "Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from @BotFather."
    await runner.cleanup()


@asynccontextmanager
async def refused(start: Start, data_dir: Path, folder: Path, *refusals: dict[str, Any]) -> AsyncIterator[Process]:
    """A process whose webhook Telegram refuses so."""
    async with bot_api.serving() as api:
        api.refusals["setWebhook"] = list(refusals)
        env = {"DATA_DIR": str(data_dir), "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}"}
        listening = {"WEBHOOK_URL": "https://bot.example.org/telegram", "LISTEN": "127.0.0.1:0"}
        telegram = {"TELEGRAM_API_URL": api.url, "TELEGRAM_BOT_TOKEN": TOKEN}
        yield await start("run", **env, **listening, **telegram)


async def test_a_webhook_that_telegram_puts_off_is_set_later_and_a_stop_does_not_wait_for_it(
    start: Start, data_dir: Path, tmp_path: Path
) -> None:
    body = {"error_code": 429, "description": "Too Many Requests"}
    soon, late = ({**body, "parameters": {"retry_after": seconds}} for seconds in (1, 600))
    async with refused(start, data_dir, tmp_path, soon, late) as process, asyncio.timeout(30):
        assert process.stderr is not None
        assert b"trying again in 1 seconds" in await process.stderr.readuntil(b"trying again in 600 seconds")
        process.terminate()
        _, err = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0 and b"Traceback" not in err


@pytest.mark.parametrize(
    ("code", "description", "told"),
    [
        (400, "Bad Request: bad webhook", "Telegram refused to start the bot: Bad webhook."),
        (401, "Unauthorized", "Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from @BotFather."),
    ],
)
async def test_a_webhook_that_telegram_refuses_for_good_ends_the_bot(
    code: int, description: str, told: str, start: Start, data_dir: Path, tmp_path: Path
) -> None:
    async with refused(start, data_dir, tmp_path, {"error_code": code, "description": description}) as process:
        _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1 and err.decode().splitlines()[-1] == told
    assert b"Traceback" not in err


async def test_an_unreachable_telegram_is_named_with_its_address(
    start: Start, data_dir: Path, tmp_path: Path, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/bot"
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": database, "TELEGRAM_API_URL": url, "TELEGRAM_BOT_TOKEN": TOKEN}
    process = await start("run", **env)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert err.decode().startswith(f"Telegram cannot be reached at {url}: ")
    assert len(err.decode().strip().splitlines()) == 1 and TOKEN not in err.decode()


async def test_the_most_talkative_log_holds_neither_the_token_nor_a_readers_words(
    emulator: tuple[Emulator, str], start: Start, data_dir: Path, editions: Editions, tmp_path: Path
) -> None:
    emulated, url = emulator
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": database, "TELEGRAM_API_URL": url, "TELEGRAM_BOT_TOKEN": TOKEN}
    process = await start("run", **env, LOG_LEVEL="DEBUG")
    told = asyncio.create_task(process.communicate())  # or a full pipe would hold the bot up
    await emulated.enqueue_update(message("сколько стоит консульский учёт"), token=TOKEN)
    await emulated.wait_for("sendMessage")
    process.terminate()
    _, err = await asyncio.wait_for(told, 10)
    assert b" DEBUG bot." in err
    assert TOKEN.encode() not in err and "учёт" not in err.decode()
