"""One person's side of an offline chat: what they write and tap, and what comes back."""

import re
from typing import Any

from telegram import Update

from bot.context import App
from bot.delivery.messages import BOT
from bot.delivery.offline import Event, OfflineTelegram

LINK = re.compile(rf"https://t\.me/{BOT['username']}(?:\?start=([\w-]+))?")


class NoButton(Exception):  # noqa: N818 - what a reader finds, not a fault
    """Raised when the button to tap is not on the screen; `offered` are those that are."""

    def __init__(self, label: str, offered: list[str]) -> None:
        super().__init__(label)
        self.label = label
        self.offered = offered


class Conversation:
    """A person in a chat with the bot: their own, or a group's `chat_id`. Methods give the events of that chat."""

    def __init__(
        self, app: App, telegram: OfflineTelegram, reader: int, language: str = "", chat_id: int | None = None
    ) -> None:
        self._app = app
        self._telegram = telegram
        self.chat_id = reader if chat_id is None else chat_id
        self._reader: dict[str, Any] = {"id": reader, "is_bot": False, "first_name": "Reader"}
        if language:
            self._reader["language_code"] = language

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What is on the screen, oldest first."""
        return [message for (chat, _), message in self._telegram.messages.items() if chat == self.chat_id]

    async def say(self, text: str, reply_to: int | None = None) -> list[Event]:
        """Send a text message or a command, with the entities that Telegram finds in it."""
        return await self.send({"text": text, "entities": _entities(text)}, reply_to)

    async def send(self, content: dict[str, Any], reply_to: int | None = None) -> list[Event]:
        """Send a message of any kind, as the fields of Telegram's Message."""
        message = self._telegram.keep(self.chat_id, {"from": self._reader, **content}, reply_to)
        self._telegram.tell("said", message)
        return await self._process({"message": message})

    async def edit(self, message_id: int, text: str) -> list[Event]:
        """Change the words of a message sent before."""
        message = self._telegram.messages[self.chat_id, message_id]
        message.update(text=text, entities=_entities(text), edit_date=message["date"] + 1)
        self._telegram.tell("edited", message)
        return await self._process({"edited_message": message})

    async def tap(self, label: str) -> list[Event]:
        """Press a button by its words, under the newest message that has it. Raises NoButton."""
        offered: list[str] = []
        for message in reversed(self.messages):
            for button in buttons(message):
                if button["text"] == label:
                    return await self._follow(message, button)
            offered = offered or [button["text"] for button in buttons(message)]
        raise NoButton(label, offered)

    async def press(self, message_id: int, data: str) -> list[Event]:
        """Send a button's data, of any message, as Telegram does."""
        gone = {"message_id": message_id, "date": 0, "chat": {"id": self.chat_id, "type": "private"}}
        message = self._telegram.messages.get((self.chat_id, message_id), gone)
        number = self._telegram.next_id()
        query = {"id": f"{self.chat_id}:{number}", "from": self._reader, "chat_instance": "0", "data": data}
        return await self._process({"callback_query": {**query, "message": message}})

    async def inline(self, text: str) -> list[Event]:
        """Write the bot's name and some words in any chat: the cards that come."""
        number = self._telegram.next_id()
        query = {"id": f"{self.chat_id}:{number}", "from": self._reader, "query": text, "offset": ""}
        return await self._process({"inline_query": query})

    async def _follow(self, message: dict[str, Any], button: dict[str, Any]) -> list[Event]:
        link = LINK.fullmatch(button.get("url", ""))
        if link:
            private = Conversation(self._app, self._telegram, self._reader["id"], self._reader.get("language_code", ""))
            return await private.say(f"/start {link[1] or ''}".strip())
        if "switch_inline_query" in button:
            return await self.inline(button["switch_inline_query"])
        return await self.press(message["message_id"], button["callback_data"]) if "callback_data" in button else []

    async def _process(self, update: dict[str, Any]) -> list[Event]:
        events: list[Event] = []
        listen = events.append
        self._telegram.listeners.append(listen)
        try:
            data = {"update_id": self._telegram.next_id(), **update}
            await self._app.process_update(Update.de_json(data, self._app.bot))
        finally:
            self._telegram.listeners.remove(listen)
        return [event for event in events if event.chat_id == self.chat_id]


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    """The inline buttons under a message, in reading order."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _entities(text: str) -> list[dict[str, Any]]:
    kinds = (("bot_command", r"^/\w+(?:@\w+)?"), ("mention", r"(?<!\w)@\w+"))
    return [
        {"type": kind, "offset": len(text[: found.start()].encode("utf-16-le")) // 2, "length": len(found.group())}
        for kind, pattern in kinds
        for found in re.finditer(pattern, text)
    ]
