"""One message as Telegram shows it: HTML, and the buttons under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardMarkup, ReplyParameters

from bot.content.markdown import Paragraph
from bot.texts import Translation


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: Telegram HTML, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def plain(say: Translation, message: str, **values: object) -> Reply:
    """One of the bot's own sentences."""
    return Reply(escape(say(message, **values)))


def html(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs and bullets of a page as Telegram HTML."""
    parts: list[str] = []
    bullet = False
    for paragraph in paragraphs:
        text = "".join(f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text) for span in paragraph.spans)
        gap = ("\n" if bullet and paragraph.bullet else "\n\n") if parts else ""
        parts.append(gap + ("• " if paragraph.bullet else "") + text)
        bullet = paragraph.bullet
    return "".join(parts)


def quoting(message_id: int | None) -> ReplyParameters | None:
    """What makes a message quote another, if that one is still there."""
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id else None
