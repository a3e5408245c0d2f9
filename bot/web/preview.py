"""The preview: a local web page that looks and behaves like the chat in Telegram, served by the same bot."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.content.problem import Problem
from bot.context import App, Desk
from bot.delivery.conversation import Conversation
from bot.delivery.offline import Event, OfflineTelegram
from bot.replies import introduction
from bot.texts import Translation, msgid

FILES = Path(__file__).parent
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
OPERATORS = -100  # the chat of those who answer by hand, in the preview
TEXT_LIMIT = 4096  # characters that Telegram lets a reader send at once
LABELS = {
    "title": msgid("Preview of the bot"),
    "about": msgid("The same bot as in Telegram. Nothing leaves this computer."),
    "write": msgid("Write a message"),
    "send": msgid("Send"),
    "menu": msgid("Menu"),
    "lost": msgid("The preview has stopped. Start it again with “make run”."),
    "restart": msgid("New chat"),
    "ready": msgid("{count} answers are served."),
    "learning": msgid("{count} answers are served; the index is being built: until then only known questions match."),
    "broken": msgid("The FAQ has errors; the pages before them are still served:"),
    "warned": msgid("Warnings:"),
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Preview:
    """Chats of browser tabs with the bot; each tab names its chat by a number of its own."""

    def __init__(self, app: App, desk: Desk, telegram: OfflineTelegram) -> None:
        self._app = app
        self._desk = desk
        self._telegram = telegram
        self._screens: dict[int, set[asyncio.Queue[dict[str, Any]]]] = defaultdict(set)
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        telegram.listeners.append(self._show)

    def web_app(self) -> web.Application:
        """The page and what it calls."""
        served = web.Application(middlewares=[_only_this_computer])
        served.router.add_get("/", self.page)
        served.router.add_get("/preview.css", _file("preview.css"))
        served.router.add_get("/preview.js", _file("preview.js"))
        served.router.add_get("/history", self.history)
        served.router.add_get("/events", self.events)
        served.router.add_post("/say", self.say)
        served.router.add_post("/tap", self.tap)
        return served

    def pages_changed(self) -> None:
        """Tell every tab which pages are served now, and what is wrong with them."""
        for screens in self._screens.values():
            for screen in screens:
                screen.put_nowait({"kind": "pages", **self._pages(self._desk.texts[self._desk.texts.default])})

    async def page(self, request: web.Request) -> web.Response:
        """The page itself, in the language that ?lang names."""
        say = self._language(request)
        page = (FILES / "preview.html").read_text(encoding="utf-8")
        labels: dict[str, Any] = {name: say(text) for name, text in LABELS.items()}
        labels |= {"commands": {f"/{name}": say(text) for name, text in introduction.COMMANDS.items()}}
        labels |= {"languages": {code: each.name for code, each in self._desk.texts.translations.items()}}
        data = json.dumps({"language": say.language, **labels}, ensure_ascii=False).replace("<", "\\u003c")
        for name, text in (("language", say.language), ("title", labels["title"]), ("labels", data)):
            page = page.replace(f"[[{name}]]", text)
        return web.Response(text=page, content_type="text/html")

    async def history(self, request: web.Request) -> web.Response:
        """The chat so far, and the state of the pages."""
        chat_id = _number(request.query.get("chat"))
        messages = [message for (chat, _), message in self._telegram.messages.items() if chat == chat_id]
        return web.json_response({"messages": messages, "pages": self._pages(self._language(request))})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What happens in the chat, as server-sent events, until the tab is closed."""
        screens = self._screens[_number(request.query.get("chat"))]
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        screen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        screens.add(screen)
        say = self._language(request)
        try:
            while True:
                event = await screen.get()
                if event["kind"] == "pages":
                    event = {"kind": "pages", **self._pages(say)}
                await stream.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        except (ConnectionError, asyncio.CancelledError):
            return stream
        finally:
            screens.discard(screen)

    async def say(self, request: web.Request) -> web.Response:
        """A message that the reader wrote."""
        body = await _body(request)
        text = str(body.get("text", "")).strip()[:TEXT_LIMIT]
        if text:
            chat_id = _number(body.get("chat"))
            async with self._turns[chat_id]:
                await self._conversation(chat_id, request).say(text)
        return web.json_response({"ok": bool(text)})

    async def tap(self, request: web.Request) -> web.Response:
        """A button that the reader tapped."""
        body = await _body(request)
        chat_id = _number(body.get("chat"))
        async with self._turns[chat_id]:
            await self._conversation(chat_id, request).press(_number(body.get("message")), str(body.get("data", "")))
        return web.json_response({"ok": True})

    def _conversation(self, chat_id: int, request: web.Request) -> Conversation:
        return Conversation(self._app, self._telegram, chat_id, self._language(request).language)

    def _language(self, request: web.Request) -> Translation:
        texts = self._desk.texts
        asked = request.query.get("lang", "")
        return texts[asked if asked in texts.translations else texts.default]

    def _pages(self, say: Translation) -> dict[str, Any]:
        served = self._desk.editions
        state = "ready" if served.current.index.model else "learning"
        count = len(served.current.catalogue.entries)
        problems = [_worded(problem, say) for problem in served.problems]
        errors = any(problem.is_error for problem in served.problems)
        return {"state": say(LABELS[state], count=count), "problems": problems, "errors": errors}

    def _show(self, event: Event) -> None:
        for screen in self._screens[event.chat_id]:
            screen.put_nowait({"kind": event.kind, "message": event.message})


def _worded(problem: Problem, say: Translation) -> str:
    place = "/".join(problem.path.parts[-3:])
    return f"{place}:{problem.line}: {problem.code} {problem.sentence(say)}"


def _file(name: str) -> Handler:
    async def serve(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(FILES / name, headers={"Cache-Control": "no-cache"})

    return serve


@web.middleware
async def _only_this_computer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another web site must not talk to the preview through the editor's browser (DNS rebinding, cross-site posts)."""
    if request.host.rpartition(":")[0] not in LOOPBACK and request.host not in LOOPBACK:
        raise web.HTTPForbidden
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return await handler(request)


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _number(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 16):
        raise web.HTTPBadRequest
    return int(text)
