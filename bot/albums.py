"""The album that each chat sent last: Telegram sends its pictures one by one, and they are one message."""

from bot.recent import Recent


class Albums:
    """Chats by their latest albums; the oldest are forgotten."""

    def __init__(self) -> None:
        self._last = Recent[tuple[str, str]]()

    def note(self, chat_id: int, album: str | None, relay: str = "") -> None:
        """A message of the album was answered, or passed on to the person of a relay."""
        if album:
            self._last[chat_id] = album, relay

    def is_known(self, chat_id: int, album: str | None) -> bool:
        """Whether another message of the album was noted."""
        return self._last.get(chat_id, ("", ""))[0] == album

    def relay(self, chat_id: int, album: str | None) -> str:
        """The relay that the album goes to; "" for none."""
        return self._last[chat_id][1] if self.is_known(chat_id, album) else ""
