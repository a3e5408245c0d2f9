"""The Bot API's methods on messages, over an offline chat's history, refused where Telegram refuses them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from bot.delivery.markup import MarkupError, plain_text

BOT = {
    "id": 1,
    "is_bot": True,
    "first_name": "Bot",
    "username": "offline_bot",
    "can_join_groups": True,
    "supports_inline_queries": True,
}
TEXT_LIMIT = 4096
CALLBACK_LIMIT = 64  # bytes
CARDS_LIMIT = 50
DELETE_LIMIT = 100
Fields = dict[str, Any]


class Refused(Exception):  # noqa: N818 - Telegram's answer, not a fault of this program
    """Raised where Telegram would answer 400."""


class Forbidden(Refused):
    """Raised where Telegram would answer 403."""


class Telegram(Protocol):
    """What the methods need of the offline Telegram."""

    messages: dict[tuple[int, int], Fields]
    files: dict[str, bytes]

    def keep(self, chat_id: int, content: Fields, reply_to: int | None = None) -> Fields:
        """Put a message into a chat's history."""

    def tell(self, kind: str, message: Fields) -> Fields:
        """Show something on the reader's screen."""

    def next_id(self) -> int:
        """A new number."""


def send_message(telegram: Telegram, parameters: Fields, _: Fields) -> Fields:
    """A text message."""
    content = {"from": BOT, **_content(parameters)}
    return telegram.tell("sent", telegram.keep(parameters["chat_id"], content, _quoted(telegram, parameters)))


def copy_message(telegram: Telegram, parameters: Fields, _: Fields) -> Fields:
    """Somebody's message again, without its sender."""
    original = telegram.messages.get((parameters["from_chat_id"], parameters["message_id"]))
    if not original:
        raise Refused("message to copy not found")
    left = {"message_id", "date", "chat", "from", "reply_to_message", "reply_markup"}
    content = {name: value for name, value in original.items() if name not in left}
    content.update({name: parameters[name] for name in ("caption", "reply_markup") if name in parameters})
    copy = telegram.keep(parameters["chat_id"], {"from": BOT, **content}, _quoted(telegram, parameters))
    telegram.tell("sent", copy)
    return {"message_id": copy["message_id"]}


def edit_message_text(telegram: Telegram, parameters: Fields, _: Fields) -> Fields:
    """Another text and keyboard in a message's place."""
    message, content = _find(telegram, parameters, "edit"), _content(parameters)
    if all(message.get(key) == content.get(key) for key in ("text", "html", "reply_markup")):
        raise Refused("message is not modified")
    message.pop("reply_markup", None)
    message.update(content)
    return telegram.tell("edited", message)


def edit_message_reply_markup(telegram: Telegram, parameters: Fields, _: Fields) -> Fields:
    """Another keyboard under a message."""
    message = _find(telegram, parameters, "edit")
    if message.get("reply_markup") == parameters.get("reply_markup"):
        raise Refused("message is not modified")
    message["reply_markup"] = parameters.get("reply_markup", {"inline_keyboard": []})
    return telegram.tell("buttons", message)


def delete_message(telegram: Telegram, parameters: Fields, _: Fields) -> bool:
    """Take one message out of the history."""
    message = _find(telegram, parameters, "delete")
    del telegram.messages[message["chat"]["id"], message["message_id"]]
    telegram.tell("deleted", message)
    return True


def delete_messages(telegram: Telegram, parameters: Fields, files: Fields) -> bool:
    """Take several out; those that are not there are passed over."""
    if not 1 <= len(parameters["message_ids"]) <= DELETE_LIMIT:
        raise Refused("message ids list is empty or too long")
    for number in parameters["message_ids"]:
        if (parameters["chat_id"], number) in telegram.messages:
            delete_message(telegram, {**parameters, "message_id": number}, files)
    return True


def answer_callback_query(telegram: Telegram, parameters: Fields, _: Fields) -> bool:
    """A notice over the chat, or an alert to close."""
    if parameters.get("text"):
        chat_id = _asker(parameters["callback_query_id"])
        kind = "alert" if parameters.get("show_alert") else "notice"
        telegram.tell(kind, {"chat": {"id": chat_id}, "text": parameters["text"]})
    return True


def answer_inline_query(telegram: Telegram, parameters: Fields, _: Fields) -> bool:
    """Cards to choose from."""
    contents = [_content(card["input_message_content"], "message_text") for card in parameters["results"]]
    cards = [{**card, "message": content} for card, content in zip(parameters["results"], contents, strict=True)]
    if len(cards) > CARDS_LIMIT or any(not card["title"] or len(card["id"].encode()) > 64 for card in cards):
        raise Refused("RESULTS_INVALID")
    reader = _asker(parameters["inline_query_id"])
    telegram.tell("cards", {"chat": {"id": reader}, "cards": cards, "button": parameters.get("button")})
    return True


METHODS: Mapping[str, Callable[[Telegram, Fields, Fields], Any]] = {
    "sendMessage": send_message,
    "copyMessage": copy_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}


def _quoted(telegram: Telegram, parameters: Fields) -> int | None:
    reply = parameters.get("reply_parameters") or {}
    number = reply.get("message_id")
    if number and (parameters["chat_id"], number) not in telegram.messages:
        if not reply.get("allow_sending_without_reply"):
            raise Refused("message to be replied not found")
        return None
    return number


def _asker(query_id: object) -> int:
    """The chat in which `Conversation` made a query; as with Telegram, no other query can be answered."""
    chat_id = re.match(r"-?\d+(?=:)", str(query_id), re.A)
    if not chat_id:
        raise Refused("query is too old and response timeout expired or query ID is invalid")
    return int(chat_id[0])


def _find(telegram: Telegram, parameters: Fields, what: str) -> Fields:
    try:
        return telegram.messages[parameters["chat_id"], parameters["message_id"]]
    except KeyError:
        raise Refused(f"message to {what} not found") from None


def _content(parameters: Fields, text_field: str = "text") -> Fields:
    """The text and keyboard of a message, refused where Telegram refuses them; `html` is what was asked for."""
    html = str(parameters[text_field])
    try:
        text = plain_text(html) if parameters.get("parse_mode") == "HTML" else html
    except MarkupError as error:
        raise Refused(f"can't parse entities: {error}") from error
    if not text.strip():
        raise Refused("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise Refused("message is too long")
    content: Fields = {"text": text, "html": html if text != html or parameters.get("parse_mode") else None}
    keyboard = parameters.get("reply_markup")
    if keyboard:
        buttons = [button for row in keyboard.get("inline_keyboard", []) for button in row]
        if any(len(button.get("callback_data", "").encode()) > CALLBACK_LIMIT for button in buttons):
            raise Refused("BUTTON_DATA_INVALID")
        content["reply_markup"] = keyboard
    return content
