"""The preview: a local web page that looks and behaves like the chat in Telegram, served by the same bot."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.context import App, Desk
from bot.delivery.conversation import Conversation
from bot.delivery.files import PNG
from bot.delivery.messages import BOT
from bot.delivery.offline import Event, OfflineTelegram
from bot.delivery.samples import SAMPLES
from bot.matching.verdict import Heard
from bot.texts import Translation
from bot.web import disconnection, document
from bot.web.findings import Findings
from bot.web.guard import body, number, only_named
from bot.web.labels import ATTACHED, LABELS
from bot.web.workbench import Workbench

FILES = Path(__file__).parent
OPERATORS, GROUP = -100, -200
VIEWS = {"reader": 0, "group": GROUP, "operators": OPERATORS}  # whose screen it is: 0 is the tab's own chat
TEXT_LIMIT = 4096  # characters that Telegram lets a reader send at once


class Preview:
    """Chats of browser tabs with the bot; each tab names its chat by a number of its own."""

    def __init__(self, app: App, desk: Desk, telegram: OfflineTelegram, findings: Findings) -> None:
        self._app = app
        self._desk = desk
        self._workbench = Workbench(desk, findings)
        self._telegram = telegram
        self._screens: dict[int, set[asyncio.Queue[dict[str, Any]]]] = defaultdict(set)
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        telegram.listeners.append(self._show)
        desk.listeners.append(self._hear)

    def web_app(self, host: str) -> web.Application:
        """The page and what it calls, for browsers that reach it by `host`, the address listened on."""
        served = web.Application(middlewares=[disconnection.unheard, only_named(host)])
        served.router.add_get("/", self.page)
        for name in ("preview.css", "preview.js", "workbench.css", "workbench.js"):
            served.router.add_get(f"/{name}", partial(_file, name))
        served.router.add_get("/history", self.history)
        served.router.add_get("/events", self.events)
        served.router.add_get("/pages", self.pages)
        served.router.add_post("/say", self.say)
        served.router.add_post("/tap", self.tap)
        served.router.add_post("/attach", self.attach)
        served.router.add_post("/inline", self.inline)
        served.router.add_post("/choose", self.choose)
        served.router.add_get("/file", self.file)
        return served

    def pages_changed(self) -> None:
        """Tell every tab which pages are served now, and what is wrong with them."""
        for screens in self._screens.values():
            for screen in screens:
                screen.put_nowait({"kind": "pages"})

    async def page(self, request: web.Request) -> web.Response:
        """The page itself, in the language that ?lang names."""
        page = document.render(self._desk.texts, self._language(request))
        headers = {"Content-Security-Policy": document.POLICY}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def history(self, request: web.Request) -> web.Response:
        """The chat so far, the state of the pages, and how the last question was understood."""
        messages = self._conversation(request, request.query).messages
        return web.json_response({"messages": messages, **self._seen(request)})

    async def pages(self, request: web.Request) -> web.Response:
        """All pages, for the workbench."""
        return web.json_response(await self._workbench.pages(self._language(request)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What happens in the chat, as server-sent events, until the tab is closed."""
        screens = self._screens[self._conversation(request, request.query).chat_id]
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        screen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        screens.add(screen)
        try:
            while True:
                event = await screen.get()
                if event["kind"] in {"pages", "question"}:
                    event = {**event, **self._seen(request)}
                await stream.write(f"data: {json.dumps(event)}\n\n".encode())
        except asyncio.CancelledError:
            return stream
        finally:
            screens.discard(screen)

    async def say(self, request: web.Request) -> web.Response:
        """A message that a person wrote, perhaps in reply to another."""
        sent = await body(request)
        text = str(sent.get("text", "")).strip()[:TEXT_LIMIT]
        person = self._conversation(request, sent)
        if text:
            async with self._turns[person.chat_id]:
                await person.say(text, _reply(sent))
        return web.json_response({"ok": bool(text)})

    async def attach(self, request: web.Request) -> web.Response:
        """A sample of another kind of message."""
        sent = await body(request)
        if sent.get("kind") not in ATTACHED:
            raise web.HTTPBadRequest
        person = self._conversation(request, sent)
        async with self._turns[person.chat_id]:
            await person.send(dict(SAMPLES[sent["kind"]]), _reply(sent))
        return web.json_response({"ok": True})

    async def tap(self, request: web.Request) -> web.Response:
        """A button that a person tapped."""
        sent = await body(request)
        person = self._conversation(request, sent)
        async with self._turns[person.chat_id]:
            await person.press(number(sent.get("message")), str(sent.get("data", "")))
        return web.json_response({"ok": True})

    async def inline(self, request: web.Request) -> web.Response:
        """The cards for words written after the bot's name."""
        return web.json_response({"cards": await self._cards(request, await body(request))})

    async def choose(self, request: web.Request) -> web.Response:
        """A card that a person chose: it is posted as their own message."""
        sent = await body(request)
        person = self._conversation(request, sent)
        for card in await self._cards(request, sent):
            if card["id"] == sent.get("id"):
                async with self._turns[person.chat_id]:
                    await person.send({**card["message"], "via_bot": BOT, "reply_markup": card["reply_markup"]})
        return web.json_response({"ok": True})

    async def _cards(self, request: web.Request, sent: dict[str, Any]) -> list[dict[str, Any]]:
        reader = self._conversation(request, {**sent, "view": "reader"})
        events = await reader.inline(str(sent.get("text", "")))
        return [card for event in events for card in event.message.get("cards", ())]

    async def file(self, request: web.Request) -> web.Response:
        """A file that the bot sent, to be saved, or a picture, to be shown."""
        data = self._telegram.files.get(request.query.get("id", ""))
        if data is None:
            raise web.HTTPNotFound
        if data.startswith(PNG):
            return web.Response(body=data, content_type="image/png")
        return web.Response(body=data, content_type="text/html", headers={"Content-Disposition": "attachment"})

    def _conversation(self, request: web.Request, sent: Mapping[str, Any]) -> Conversation:
        view = VIEWS.get(str(sent.get("view") or "reader"))
        if view is None:
            raise web.HTTPBadRequest
        reader, language = number(sent.get("chat")), self._language(request).language
        return Conversation(self._app, self._telegram, reader, language, view or None)

    def _language(self, request: web.Request) -> Translation:
        texts = self._desk.texts
        asked = request.query.get("lang", "")
        return texts[asked if asked in texts.translations else texts.default]

    def _seen(self, request: web.Request) -> dict[str, Any]:
        """What the tab shows beside the chat, made when it is shown, in the tab's language."""
        say = self._language(request)
        question = self._workbench.question(number(request.query.get("chat")), say)
        return {"pages": self._pages(say), "question": question}

    def _pages(self, say: Translation) -> dict[str, Any]:
        served = self._desk.editions
        state = "ready" if served.current.index.model else "learning"
        told = say(LABELS[state], count=len(served.current.catalogue.entries))
        errors = any(problem.is_error for problem in served.problems)  # which keep pages from being served
        return {"state": told, "problems": self._workbench.problems(say), "errors": errors}

    def _hear(self, chat_id: int, heard: Heard) -> None:
        self._workbench.heard[chat_id] = heard
        for screen in self._screens[chat_id]:
            screen.put_nowait({"kind": "question"})

    def _show(self, event: Event) -> None:
        for screen in self._screens[event.chat_id]:
            screen.put_nowait({"kind": event.kind, "message": event.message})


def _reply(sent: Mapping[str, Any]) -> int | None:
    return number(sent["reply"]) if sent.get("reply") else None


async def _file(name: str, _: web.Request) -> web.FileResponse:
    return web.FileResponse(FILES / name, headers={"Cache-Control": "no-cache"})
