"""Telegram without a network: a BaseRequest that answers Bot API calls in process, as strictly as Telegram does.

Three things use it: the transcript tests, `chat` and `preview`.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram._utils.types import ODVInput
from telegram.request import BaseRequest, RequestData

from bot.delivery import files as uploads
from bot.delivery import messages
from bot.delivery.messages import BOT, Forbidden, Refused

TOKEN = "0:offline"
_ACCEPTED = {
    "setMyCommands",
    "setMyName",
    "setMyDescription",
    "setMyShortDescription",
    "setChatMenuButton",
    "sendChatAction",
}
_EMPTY = {
    "getMyName": {"name": ""},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}


@dataclass(frozen=True, slots=True)
class Event:
    """What a screen shows next: a message sent, edited or deleted, a notice over the chat, cards to choose from."""

    kind: str  # "said" by a person; "sent", "edited", "deleted" by the bot; a "notice" or an "alert"; "cards"
    chat_id: int
    message: dict[str, Any]


class OfflineTelegram(BaseRequest):
    """Keeps every chat's messages and files; `listeners` are told of each event; `blocked` chats refuse the bot."""

    def __init__(self) -> None:
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.blocked: set[int] = set()
        self.listeners: list[Callable[[Event], None]] = []
        self._last_id = 0
        self._now = 1_700_000_000

    @property
    def read_timeout(self) -> float | None:
        """There is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer one Bot API call."""
        await asyncio.sleep(0)
        parameters = dict(request_data.parameters) if request_data else {}
        files = dict(request_data.multipart_data or {}) if request_data else {}
        name = url.rpartition("/")[2]
        try:
            return 200, json.dumps({"ok": True, "result": self._answer(name, parameters, files)}).encode()
        except Refused as refusal:
            code, reason = (403, "Forbidden") if isinstance(refusal, Forbidden) else (400, "Bad Request")
            return code, json.dumps({"ok": False, "error_code": code, "description": f"{reason}: {refusal}"}).encode()

    def next_id(self) -> int:
        """A number for a message or an update; none is given twice."""
        self._last_id += 1
        return self._last_id

    def keep(self, chat_id: int, content: dict[str, Any], reply_to: int | None = None) -> dict[str, Any]:
        """Put a message into a chat's history, quoting another where `reply_to` names one that is there."""
        self._now += 1
        chat: dict[str, Any] = {"id": chat_id, "type": "private"}
        if chat_id < 0:
            chat = {"id": chat_id, "type": "supergroup", "title": "Group"}
        message = {"message_id": self.next_id(), "date": self._now, "chat": chat, **content}
        quoted = self.messages.get((chat_id, reply_to or 0))
        if quoted:
            message["reply_to_message"] = {k: v for k, v in quoted.items() if k != "reply_to_message"}
        self.messages[chat_id, message["message_id"]] = message
        return message

    def tell(self, kind: str, message: dict[str, Any]) -> dict[str, Any]:
        """Show something on the screen of the message's chat."""
        event = Event(kind, message["chat"]["id"], message)
        for listener in self.listeners:
            listener(event)
        return message

    def _answer(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
        if name == "getMe":
            return BOT
        if name in _ACCEPTED:
            return True
        if name in _EMPTY:
            return _EMPTY[name]
        if parameters.get("chat_id") in self.blocked:
            raise Forbidden("bot was blocked by the user")
        method = messages.METHODS.get(name) or uploads.METHODS.get(name)
        if not method:
            raise Refused(f"method {name} is not known offline")
        return method(self, parameters, files)
