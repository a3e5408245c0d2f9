"""Where the bot is found in Telegram, and links to it."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Address:
    """The bot's user name, and whether it may be asked from other chats (inline mode)."""

    username: str
    inline: bool = False

    def link(self, start: str = "") -> str:
        """A link that opens the bot, at an entry where `start` names one."""
        return f"https://t.me/{self.username}" + (f"?start={start}" if start else "")

    def sharing(self, start: str, text: str) -> str:
        """A link with which Telegram asks whom to send the link and the text."""
        return f"https://t.me/share/url?url={quote(self.link(start), safe='')}&text={quote(text, safe='')}"
