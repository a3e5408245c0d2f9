"""A Bot API of the tests' own on loopback, fast and with Telegram's promises: an update is given until it is confirmed.

It can refuse, fail and be gone, as Telegram can; `tests/emulator.py` is the one that nobody here wrote.
"""

import asyncio
import itertools
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

TOKEN = "123456:synthetic"
BOT = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "synthetic_bot", "supports_inline_queries": True}
SECRET = "X-Telegram-Bot-Api-Secret-Token"
POSTS_AT_ONCE = 40  # Telegram's own default, max_connections


class BotApi:
    """Updates in `waiting` until they are confirmed; what the bot sent, oldest first, in `sent` and by `calls`."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self.sent: list[tuple[int, str]] = []
        self.calls: Counter[str] = Counter()
        self.refusals: dict[str, list[dict[str, Any]]] = {}  # by method, each given once
        self.is_gone = False
        self.storm_until = 0.0
        self.pollers = 0
        self.latency = 0.0
        self.url = ""
        self.webhook = ""
        self._numbers = itertools.count(1)
        self._changed = asyncio.Condition()

    def message(self, chat_id: int, text: str, **more: Any) -> dict[str, Any]:
        """A new update: somebody writes."""
        number = next(self._numbers)
        person = {"id": abs(chat_id), "is_bot": False, "first_name": "Reader", "language_code": "ru"}
        content = {"message_id": number, "date": int(time.time()), "from": person, "text": text, **more}
        kind = "private" if chat_id > 0 else "supergroup"
        return {"update_id": number, "message": {**content, "chat": {"id": chat_id, "type": kind, "title": "T"}}}

    async def give(self, updates: Sequence[dict[str, Any]]) -> None:
        """Have updates for the bot."""
        async with self._changed:
            self.waiting.update((update["update_id"], update) for update in updates)
            self._changed.notify_all()

    async def until(self, condition: Any, seconds: float = 60) -> None:
        """Wait until something that the bot does makes a condition true."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(condition)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method = request.match_info["method"]
        if self.is_gone:
            assert request.transport is not None
            request.transport.abort()
            raise web.HTTPServiceUnavailable
        form = await request.post() if request.can_read_body else {}
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        if self.latency:
            await asyncio.sleep(self.latency)
        if time.monotonic() < self.storm_until and "chat_id" in fields:
            body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
            return web.json_response({**body, "parameters": {"retry_after": 1}}, status=429)
        if self.refusals.get(method):
            async with self._changed:
                self.calls[method] += 1
                self._changed.notify_all()
                body = {"ok": False, **self.refusals[method].pop(0)}
                return web.json_response(body, status=body["error_code"])
        if method == "getUpdates":
            return await self._updates(fields)
        async with self._changed:
            self.calls[method] += 1
            self._changed.notify_all()
            # last, so that no other call is served between what is done and the answer that says so
            return web.json_response({"ok": True, "result": self._result(method, fields)})

    async def push(self, urls: Sequence[str], secret: str) -> None:
        """Post what waits to the webhooks in turn, again and again until each is taken, until cancelled.

        A chat's next update is posted once the one before was taken: what comes out of order is then the bot's doing.
        """
        turns, free = itertools.cycle(urls), asyncio.Semaphore(POSTS_AT_ONCE)
        under_way: set[int] = set()

        def chat(number: int) -> int:
            return int(self.waiting[number]["message"]["chat"]["id"])

        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:

            async def post(number: int, owner: int) -> None:
                try:
                    sent = session.post(next(turns), json=self.waiting[number], headers={SECRET: secret})
                    async with sent as answer:
                        if answer.status == 200:
                            del self.waiting[number]
                except (aiohttp.ClientError, OSError):
                    await asyncio.sleep(0.1)
                finally:
                    under_way.remove(owner)
                    free.release()

            while True:
                number = next((each for each in self.waiting if chat(each) not in under_way), None)
                if number is None:
                    await asyncio.sleep(0.01)
                    continue
                await free.acquire()
                under_way.add(chat(number))
                tasks.create_task(post(number, chat(number)))

    async def _updates(self, fields: dict[str, str]) -> web.Response:
        if self.pollers:
            self.calls["conflict"] += 1
            body = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
            return web.json_response(body, status=409)
        offset, patience = int(fields.get("offset", 0)), float(fields.get("timeout", 0))
        self.pollers += 1
        try:
            async with self._changed:
                for number in [each for each in self.waiting if each < offset]:
                    del self.waiting[number]
                self.calls["getUpdates"] += 1
                self._changed.notify_all()
                try:
                    async with asyncio.timeout(patience):
                        await self._changed.wait_for(lambda: self.waiting)
                except TimeoutError:
                    pass
                found = list(itertools.islice(self.waiting.values(), int(fields.get("limit", 100))))
        finally:
            self.pollers -= 1
        return web.json_response({"ok": True, "result": found})

    def _result(self, method: str, fields: dict[str, str]) -> Any:
        if method == "getMe":
            return BOT
        if method in {"setWebhook", "deleteWebhook"}:
            self.webhook = fields.get("url", "")
        if method == "getWebhookInfo":
            return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.waiting)}
        if method.startswith("getMy"):
            return {"name": "", "description": "", "short_description": ""}
        if method not in {"sendMessage", "editMessageText", "sendDocument"}:
            return True
        chat = int(fields["chat_id"])
        self.sent.append((chat, fields.get("text", "")))
        kind = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "T"}
        number = next(self._numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": kind, "from": BOT}
        return {**message, "text": fields.get("text", "")}


@asynccontextmanager
async def serving() -> AsyncIterator[BotApi]:
    """A Bot API on a free port of loopback, at its `url`."""
    api = BotApi()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", api.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    try:
        yield api
    finally:
        await runner.cleanup()
