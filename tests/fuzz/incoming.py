"""From the body of a request to an update, or to nothing when it is none."""

import json
from typing import Any

from telegram import Bot, Update

# What python-telegram-bot raises for JSON that is no update. Other values of the wrong kind it takes as they are.
# OverflowError and OSError are those of a date too far away.
REFUSALS = (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError, RecursionError)
BOUND = 2**53  # Telegram's numbers have at most 52 significant bits
_TEXTS = frozenset(
    "text caption type first_name last_name username language_code title media_group_id callback_data".split()  # noqa: SIM905
)
_NUMBERS = frozenset(("update_id", "message_id", "offset", "length"))
_PEOPLE = frozenset(("from", "chat", "sender_chat", "via_bot", "user"))
_QUERIES = frozenset(("callback_query", "inline_query"))
_QUERIES_TEXTS = frozenset(("id", "data", "query", "inline_message_id"))
_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post", "reply_to_message")
_REQUIRED = dict.fromkeys(_MESSAGES, ("message_id", "date", "chat")) | {
    "callback_query": ("id", "from"),
    "inline_query": ("id", "from", "query"),
}


def parse(data: bytes, bot: Bot) -> Update | None:
    """The update that the body holds; None when it is none, or holds what Telegram does not send."""
    try:
        found = json.loads(data)
        json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be sent back
        return Update.de_json(found, bot) if isinstance(found, dict) and _is_well_typed(found) else None
    except REFUSALS:
        return None


def _is_well_typed(update: dict[str, Any]) -> bool:
    """Whether the fields that handlers read hold values of their kind."""
    waiting: list[tuple[str, Any]] = [("", update)]
    while waiting:
        holder, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(holder, each) for each in value]
        elif isinstance(value, dict):
            if None in map(value.get, _REQUIRED.get(holder, ())):
                return False
            if not all(_fits(holder, name, each) for name, each in value.items()):
                return False
            waiting += value.items()
    return True


def _fits(holder: str, name: str, value: Any) -> bool:
    if (name in _NUMBERS and holder not in _QUERIES) or (name == "id" and holder in _PEOPLE):
        return type(value) is int and abs(value) < BOUND
    if name in _TEXTS or (name in _QUERIES_TEXTS and holder in _QUERIES):
        return isinstance(value, str) or (value is None and name != "id")
    return True
