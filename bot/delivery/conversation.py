"""One reader's side of an offline chat: what they write and tap, and what comes back."""

from typing import Any

from telegram import Update

from bot.context import App
from bot.delivery.offline import Event, OfflineTelegram


class NoButton(Exception):  # noqa: N818 - what a reader finds, not a fault
    """Raised when the button to tap is not on the screen; `offered` are those that are."""

    def __init__(self, label: str, offered: list[str]) -> None:
        super().__init__(label)
        self.label = label
        self.offered = offered


class Conversation:
    """A private chat with the bot. Each method returns the events that the bot answered with."""

    def __init__(self, app: App, telegram: OfflineTelegram, chat_id: int, language: str = "") -> None:
        self._app = app
        self._telegram = telegram
        self._chat_id = chat_id
        self._reader = {"id": chat_id, "is_bot": False, "first_name": "Reader"}
        if language:
            self._reader["language_code"] = language

    async def say(self, text: str) -> list[Event]:
        """Send a text message or a command."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return await self.send(content)

    async def send(self, content: dict[str, Any]) -> list[Event]:
        """Send a message of any kind, as the fields of Telegram's Message."""
        message = self._telegram.keep(self._chat_id, {"from": self._reader, **content})
        self._telegram.tell("said", message)
        return await self._process({"message": message})

    async def tap(self, label: str) -> list[Event]:
        """Press a button by its words, under the newest message that has it."""
        messages = [m for (chat, _), m in self._telegram.messages.items() if chat == self._chat_id]
        offered: list[str] = []
        for message in reversed(messages):
            for button in buttons(message):
                if button["text"] == label:
                    return await self.press(message["message_id"], button["callback_data"])
            offered = offered or [button["text"] for button in buttons(message)]
        raise NoButton(label, offered)

    async def press(self, message_id: int, data: str) -> list[Event]:
        """Send a button's data, of any message, as Telegram does."""
        gone = {"message_id": message_id, "date": 0, "chat": {"id": self._chat_id, "type": "private"}}
        message = self._telegram.messages.get((self._chat_id, message_id), gone)
        number = self._telegram.next_id()
        query = {"id": f"{self._chat_id}:{number}", "from": self._reader, "chat_instance": "0", "data": data}
        return await self._process({"callback_query": {**query, "message": message}})

    async def _process(self, update: dict[str, Any]) -> list[Event]:
        events: list[Event] = []
        listen = events.append
        self._telegram.listeners.append(listen)
        try:
            data = {"update_id": self._telegram.next_id(), **update}
            await self._app.process_update(Update.de_json(data, self._app.bot))
        finally:
            self._telegram.listeners.remove(listen)
        return [event for event in events if event.chat_id == self._chat_id]


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    """The inline buttons under a message, in reading order."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
