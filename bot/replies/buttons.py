"""Buttons: all that one needs is in its data, so that an old one works after a restart."""

from collections.abc import Collection
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Translation

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Press:
    """What a tapped button says: «kind:language:argument…», 64 bytes at most (Bot API)."""

    kind: str
    language: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def data(self) -> str:
        """The press as the button's callback data."""
        return ":".join((self.kind, self.language, *self.arguments))

    @classmethod
    def read(cls, data: str) -> "Press":
        """Whatever a client may send; nothing of it is to be trusted."""
        kind, _, rest = data.encode("utf-8", "replace").decode().partition(":")  # no database takes half an emoji
        language, *arguments = rest.split(":")
        return cls(kind, language, tuple(arguments))


def button(label: str, say: Translation, kind: str, *arguments: str) -> InlineKeyboardButton:
    """A button with these very words."""
    return InlineKeyboardButton(label, callback_data=Press(kind, say.language, arguments).data)


def keyboard(rows: Collection[Row]) -> InlineKeyboardMarkup:
    """Rows of buttons, the empty ones left out."""
    return InlineKeyboardMarkup([row for row in rows if row])


def presses(markup: InlineKeyboardMarkup | None, kind: str) -> list[Press]:
    """The presses of the buttons of a kind under a message, in order."""
    rows = markup.inline_keyboard if markup else ()
    read = [Press.read(str(each.callback_data or "")) for row in rows for each in row]
    return [each for each in read if each.kind == kind]


def press(markup: InlineKeyboardMarkup | None, kind: str) -> Press | None:
    """The first of them, or None."""
    return next(iter(presses(markup, kind)), None)


def without(markup: InlineKeyboardMarkup | None, *kinds: str) -> InlineKeyboardMarkup:
    """The keyboard without buttons of these kinds."""
    rows = markup.inline_keyboard if markup else ()
    kept = [[each for each in row if Press.read(str(each.callback_data or "")).kind not in kinds] for row in rows]
    return keyboard(kept)
