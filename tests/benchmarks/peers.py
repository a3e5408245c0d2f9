"""The Bot API in process for python-telegram-bot and for aiogram, and the bare echo of each."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

TOKEN = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
ME = {"id": 123456, "is_bot": True, "first_name": "b", "username": "b_bot", "supports_inline_queries": True}
SAID = "кайда кайрылсам болот визаны узартуу үчүн "
REPLY = SAID * 8
NUMBERS = itertools.count(1)  # of updates, messages and taps: none is given twice
Listener = Callable[[str, dict[str, Any]], None]


def _sent(chat: int = 777) -> bytes:
    """Telegram's answer to any message: as long for every variant, under a number of its own."""
    where = {"id": chat, "type": "private", "first_name": "А"}
    message = {"message_id": next(NUMBERS), "date": 1_700_000_000, "chat": where, "from": ME, "text": REPLY}
    return json.dumps({"ok": True, "result": message}).encode()


def answer(name: str) -> bytes:
    """Telegram's answer to a call of this name."""
    if name == "getMe":
        return json.dumps({"ok": True, "result": ME}).encode()
    return _sent() if name.startswith(("send", "edit")) else b'{"ok": true, "result": true}'


class InProcess(BaseRequest):
    """Encodes every call and has its answer parsed as for real, without a socket; an answer takes `seconds`."""

    def __init__(self, seconds: float = 0.0, listener: Listener | None = None) -> None:
        self.calls: Counter[str] = Counter()
        self.seconds = seconds
        self.listener = listener
        self.encoded = 0

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **limits: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        self.calls[name] += 1
        if request_data:
            self.encoded += len(request_data.json_parameters)
            if self.listener:
                self.listener(name, dict(request_data.parameters))
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return 200, answer(name)


class InProcessSession(AiohttpSession):
    """The same for aiogram."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()

    async def make_request(self, bot: Bot, method: Any, *_: Any, **__: Any) -> Any:
        name = method.__api_method__
        self.calls[name] += 1
        self.build_form_data(bot, method)
        return self.check_response(bot=bot, method=method, status_code=200, content=answer(name).decode()).result


def message(text: str, chat: int, **more: Any) -> dict[str, Any]:
    """An update: somebody writes in their own chat."""
    number = next(NUMBERS)
    person = {"id": chat, "is_bot": False, "first_name": "А", "language_code": "ru"}
    where = {"id": chat, "type": "private", "first_name": "А"}
    content = {"message_id": number, "date": int(time.time()), "chat": where, "from": person, "text": text, **more}
    return {"update_id": number, "message": content}


def press(data: str, chat: int) -> dict[str, Any]:
    """An update: somebody taps a button under a message of the bot."""
    under = message("x", chat)["message"]
    number = next(NUMBERS)
    query = {"id": str(number), "from": under["from"], "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": {**query, "message": {**under, "from": ME}}}


async def echo(request: BaseRequest, base_url: str = "https://offline.invalid/bot") -> Application:
    """The least bot that replies."""
    builder = ApplicationBuilder().token(TOKEN).base_url(base_url).request(request).get_updates_request(InProcess())
    made = builder.updater(None).build()

    async def reply(update: Update, _: Any) -> None:
        await update.message.reply_text(REPLY)

    made.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, reply))
    await made.initialize()
    return made


def aiogram_echo(session: AiohttpSession) -> Callable[[dict[str, Any]], Any]:
    """The least aiogram bot that replies: what takes an update."""
    bot, dispatcher = Bot(TOKEN, session=session), Dispatcher()

    async def reply(received: Any) -> None:
        await received.answer(REPLY)

    dispatcher.message.register(reply, F.text)
    return lambda update: dispatcher.feed_raw_update(bot, update)
