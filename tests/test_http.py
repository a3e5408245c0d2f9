"""The bot over real HTTP, against a Bot API emulator that nobody here wrote."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from bot.editions import Editions

TOKEN = "123456:synthetic"
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]
UNMODELED = {"setMyDescription", "setMyShortDescription"}  # answered by Telegram, not by this emulator
MARKUP = ("parse_mode",)  # the emulator knows no formatting; Telegram's own is checked offline


class Emulator(LoBotApiEmulator):
    """Smooths over what the emulator lacks, and keeps what the bot sends."""

    def __init__(self) -> None:
        super().__init__(enable_control=False)
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.arrived = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method in UNMODELED:
            return web.json_response({"ok": True, "result": True})
        answer = await super().handle(request)
        while method == "getUpdates" and answer.status == 409:  # it notices late that the poll before has hung up
            await asyncio.sleep(0.05)
            answer = await super().handle(request)
        if method == "getMe":
            body = json.loads(answer.body)
            body["result"].setdefault("username", "synthetic_bot")
            return web.json_response(body)
        return answer

    async def read_request(self, request: web.Request) -> Any:
        fields, uploads = await super().read_request(request)
        async with self.arrived:
            self.sent.append((request.match_info["method"], dict(fields)))
            self.arrived.notify_all()
        for name in MARKUP:
            fields.pop(name, None)
        return fields, uploads

    async def wait_for(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        """The fields of the first `count` calls of a method, once they have come."""

        def calls() -> list[dict[str, Any]]:
            return [fields for name, fields in self.sent if name == method]

        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: len(calls()) >= count), 30)
        return calls()


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/bot"


@pytest.fixture
async def emulator() -> AsyncIterator[tuple[Emulator, str]]:
    emulated = Emulator()
    runner, url = await serve(emulated.app())
    yield emulated, url
    await runner.cleanup()


def message(text: str, chat_id: int = 7) -> dict[str, Any]:
    reader = {"id": chat_id, "is_bot": False, "first_name": "Reader", "language_code": "ru"}
    chat = {"id": chat_id, "type": "private", "first_name": "Reader"}
    return {"message": {"message_id": 1, "date": int(time.time()), "chat": chat, "from": reader, "text": text}}


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
