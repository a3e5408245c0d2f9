"""The Bot API's methods that send files, over an offline chat's history."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.delivery.messages import BOT, Fields, Refused, Telegram

PNG = b"\x89PNG\r\n\x1a\n"


def send_document(telegram: Telegram, parameters: Fields, files: Fields) -> Fields:
    """A file; `files` holds its name, bytes and kind under the parameter's name."""
    name, data, kind = next(iter(files.values()))
    file = {**_uploaded(telegram, data), "file_name": name, "mime_type": kind}
    content = {"from": BOT, "document": file, "caption": parameters.get("caption", "")}
    return telegram.tell("sent", telegram.keep(parameters["chat_id"], content))


def send_photo(telegram: Telegram, parameters: Fields, files: Fields) -> Fields:
    """A picture, a PNG; `files` likewise."""
    data = next(iter(files.values()))[1]
    if not data.startswith(PNG):
        raise Refused("IMAGE_PROCESS_FAILED")
    width, height = (int.from_bytes(data[start : start + 4]) for start in (16, 20))
    file = {**_uploaded(telegram, data), "width": width, "height": height}
    content = {"from": BOT, "photo": [file], "caption": parameters.get("caption", "")}
    return telegram.tell("sent", telegram.keep(parameters["chat_id"], content))


METHODS: Mapping[str, Callable[[Telegram, Fields, Fields], Any]] = {
    "sendDocument": send_document,
    "sendPhoto": send_photo,
}


def _uploaded(telegram: Telegram, data: bytes) -> Fields:
    number = f"file-{telegram.next_id()}"
    telegram.files[number] = data
    return {"file_id": number, "file_unique_id": number, "file_size": len(data)}
