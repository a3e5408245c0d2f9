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

from bot.delivery.markup import MarkupError, plain_text

TOKEN = "0:offline"
BOT = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "offline_bot", "can_join_groups": True}
TEXT_LIMIT = 4096
CALLBACK_LIMIT = 64
_ACCEPTED = {"setMyCommands", "setMyDescription", "setMyShortDescription", "sendChatAction"}


class Refused(Exception):  # noqa: N818 - Telegram's answer, not a fault of this program
    """Raised where Telegram would answer 400."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the reader's screen shows next: a message sent, edited or deleted, or a notice over the chat."""

    kind: str  # "said" by the reader; "sent", "edited" or "deleted" by the bot; a "notice" over the chat
    chat_id: int
    message: dict[str, Any]


class OfflineTelegram(BaseRequest):
    """Keeps every chat's messages; `listeners` are told of each event."""

    def __init__(self) -> None:
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
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
        name = url.rpartition("/")[2]
        try:
            return 200, json.dumps({"ok": True, "result": self._answer(name, parameters)}).encode()
        except Refused as refusal:
            description = f"Bad Request: {refusal}"
            return 400, json.dumps({"ok": False, "error_code": 400, "description": description}).encode()

    def next_id(self) -> int:
        """A number for a message or an update; none is given twice."""
        self._last_id += 1
        return self._last_id

    def keep(self, chat_id: int, message: dict[str, Any]) -> dict[str, Any]:
        """Put a message into a chat's history."""
        self._now += 1
        message = {
            "message_id": self.next_id(),
            "date": self._now,
            "chat": {"id": chat_id, "type": "private"},
            **message,
        }
        self.messages[chat_id, message["message_id"]] = message
        return message

    def _answer(self, name: str, parameters: dict[str, Any]) -> Any:
        if name == "getMe":
            return BOT
        if name in _ACCEPTED:
            return True
        if name == "sendMessage":
            message = self.keep(parameters["chat_id"], {"from": BOT, **_content(parameters)})
            return self.tell("sent", message)
        if name == "editMessageText":
            return self._edit(parameters)
        if name == "deleteMessage":
            message = self._find(parameters)
            del self.messages[message["chat"]["id"], message["message_id"]]
            self.tell("deleted", message)
            return True
        if name == "answerCallbackQuery":
            if parameters.get("text"):
                chat_id = int(str(parameters["callback_query_id"]).partition(":")[0])
                self.tell("notice", {"chat": {"id": chat_id}, "text": parameters["text"]})
            return True
        raise Refused(f"method {name} is not known offline")

    def _edit(self, parameters: dict[str, Any]) -> dict[str, Any]:
        message = self._find(parameters)
        content = _content(parameters)
        if all(message.get(key) == content.get(key) for key in ("text", "html", "reply_markup")):
            raise Refused("message is not modified")
        message.pop("reply_markup", None)
        message.update(content)
        return self.tell("edited", message)

    def _find(self, parameters: dict[str, Any]) -> dict[str, Any]:
        try:
            return self.messages[parameters["chat_id"], parameters["message_id"]]
        except KeyError:
            raise Refused("message to edit not found") from None

    def tell(self, kind: str, message: dict[str, Any]) -> dict[str, Any]:
        """Show something on the reader's screen."""
        event = Event(kind, message["chat"]["id"], message)
        for listener in self.listeners:
            listener(event)
        return message


def _content(parameters: dict[str, Any]) -> dict[str, Any]:
    """The text and keyboard of a message, refused where Telegram refuses them; `html` is what was asked for."""
    html = str(parameters["text"])
    try:
        text = plain_text(html) if parameters.get("parse_mode") == "HTML" else html
    except MarkupError as error:
        raise Refused(f"can't parse entities: {error}") from error
    if not text.strip():
        raise Refused("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise Refused("message is too long")
    content: dict[str, Any] = {"text": text, "html": html if text != html or parameters.get("parse_mode") else None}
    keyboard = parameters.get("reply_markup")
    if keyboard:
        buttons = [button for row in keyboard.get("inline_keyboard", []) for button in row]
        if any(len(button.get("callback_data", "").encode()) > CALLBACK_LIMIT for button in buttons):
            raise Refused("BUTTON_DATA_INVALID")
        content["reply_markup"] = keyboard
    return content
