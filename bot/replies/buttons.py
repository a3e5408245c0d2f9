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
        kind, _, rest = data.partition(":")
        language, *arguments = rest.split(":")
        return cls(kind, language, tuple(arguments))


def button(label: str, say: Translation, kind: str, *arguments: str) -> InlineKeyboardButton:
    """A button with these very words."""
    return InlineKeyboardButton(label, callback_data=Press(kind, say.language, arguments).data)


def keyboard(rows: Collection[Row]) -> InlineKeyboardMarkup:
    """Rows of buttons, the empty ones left out."""
    return InlineKeyboardMarkup([row for row in rows if row])


def press(markup: InlineKeyboardMarkup | None, kind: str) -> Press | None:
    """The press of the first button of a kind under a message, or None."""
    for row in markup.inline_keyboard if markup else ():
        for each in row:
            read = Press.read(str(each.callback_data or ""))
            if read.kind == kind:
                return read
    return None


def without(markup: InlineKeyboardMarkup | None, *kinds: str) -> InlineKeyboardMarkup:
    """The keyboard without buttons of these kinds."""
    rows = markup.inline_keyboard if markup else ()
    kept = [[each for each in row if Press.read(str(each.callback_data or "")).kind not in kinds] for row in rows]
    return keyboard(kept)
