"""A Bot API over real HTTP on loopback, by an emulator that nobody here wrote."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

TOKEN = "123456:synthetic"
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]
# answered by Telegram, not by this emulator
UNMODELED = {"setMyName", "setMyDescription", "setMyShortDescription", "setChatMenuButton", "answerInlineQuery"}
MARKUP = ("parse_mode",)  # the emulator knows no formatting; Telegram's own is checked offline


class Emulator(LoBotApiEmulator):
    """Smooths over what the emulator lacks, and keeps what the bot sends."""

    def __init__(self) -> None:
        super().__init__(enable_control=False)
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.arrived = asyncio.Condition()
        self.texts: dict[str, str] = {}
        self.refusals: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        self.numbers: dict[str, int] = {}
        self.bot_id = 0

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        fields, _ = await LoBotApiEmulator.read_request(self, request)
        if method in UNMODELED:
            await self.read_request(request)
            self.texts[f"{method}:{fields.get('language_code', '')}"] = next(iter(fields.values()), "")
            return web.json_response({"ok": True, "result": True})
        if method in {"getMyName", "getMyDescription", "getMyShortDescription"}:
            name = re.sub("(?<!^)([A-Z])", r"_\1", method.removeprefix("getMy")).lower()
            said = self.texts.get(f"set{method.removeprefix('get')}:{fields.get('language_code', '')}", "")
            return web.json_response({"ok": True, "result": {name: said}})
        waiting = self.refusals.get(int(fields.get("chat_id", 0) or 0), [])
        if waiting and method in {"sendMessage", "editMessageText"}:
            status, body = waiting.pop(0)
            return web.json_response({"ok": False, "error_code": status, **body}, status=status)
        answer = await super().handle(request)
        while method == "getUpdates" and answer.status == 409:  # it notices late that the poll before has hung up
            await asyncio.sleep(0.05)
            answer = await super().handle(request)
        body = json.loads(answer.body)
        if method == "getMe":
            self.bot_id = body["result"]["id"]
            body["result"] |= {"username": "synthetic_bot", "supports_inline_queries": True}
            return web.json_response(body)
        if method == "sendMessage" and body.get("ok"):
            self.numbers[str(fields.get("text"))] = body["result"]["message_id"]
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


def message(text: str, chat_id: int = 7, language: str = "ru", **more: Any) -> dict[str, Any]:
    reader = {"id": chat_id, "is_bot": False, "first_name": f"Reader{chat_id}", "language_code": language}
    chat = {"id": chat_id, "type": "private", "first_name": "Reader"}
    return {
        "message": {
            "message_id": 10_000 + chat_id,
            "date": int(time.time()),
            "chat": chat,
            "from": reader,
            "text": text,
            **more,
        }
    }
