"""Any callback data, up to the 64 bytes that Telegram lets a button hold, under any message, in any state of the chat.

The first byte of an input says under which message and after what; the others are the data.
"""

from functools import cache
from random import Random
from typing import Any

from telegram import Update

from bot.delivery.messages import BOT
from bot.replies import answers
from tests.fuzz import mutation, seeds, world
from tests.fuzz.seeds import READER
from tests.fuzz.world import OPERATORS, World

LONGEST = 65  # bytes
LIMIT = 64
PERSON = {"id": READER, "is_bot": False, "first_name": "Reader", "language_code": "ru"}
PRIVATE = {"id": READER, "type": "private"}
GROUP = {"id": OPERATORS, "type": "supergroup", "title": "Group"}
QUESTION = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": PERSON, "text": "Сколько стоит консульский учёт?"}
NOTHING, INACCESSIBLE, BARE, IN_GROUP, ANSWER, WITH_QUESTION = range(6)
BEFORE = ("send:ru:named", "days:ru:contract:20261101", "language:ky", "remind:ru:registration:20261224")


def fuzz(data: bytes) -> None:
    here = world.current()
    how, pressed = (data[0], data[1 : LIMIT + 1]) if data else (0, b"")
    here.run(_press(here, how, pressed.decode(errors="surrogateescape")))


def mutate(data: bytes, random: Random) -> bytes:
    how = data[0] if data and random.random() < 0.7 else random.randrange(256)
    pressed = data[1:] if data and random.random() < 0.7 else random.choice(_known()).encode()
    if random.random() < 0.2:
        pressed = mutation.raw(random, pressed)
    parts = pressed.decode(errors="surrogateescape").split(":")
    at = random.randrange(len(parts))
    match random.randrange(5):
        case 0:
            parts[at] = mutation.text(random, parts[at])
        case 1:
            parts[at] = random.choice(random.choice(_known()).split(":"))
        case 2:
            parts.insert(at, random.choice(random.choice(_known()).split(":")))
        case 3:
            del parts[at]
        case _:
            parts[at] = str(random.choice(mutation.NUMBERS))
    return bytes([how]) + ":".join(parts).encode(errors="surrogatepass")[:LIMIT]


def starts(many: bool = True) -> list[bytes]:
    """The data of the replies' own buttons, the same under every kind of message."""
    known = _known() if many else _known()[::12]
    return [bytes([number % 6 | (number // 6 % 5) << 4]) + each.encode() for number, each in enumerate(known)]


@cache
def _keyboard() -> list[list[dict[str, str]]]:
    """The buttons under an answer."""
    here = world.current()
    catalogue = here.editions.current.catalogue
    setting = answers.Setting(catalogue, here.texts, answers.Address("offline_bot"))
    entry = next(iter(catalogue.entries.values()))
    reply = answers.answer(setting, entry, here.texts["ru"], others=())
    assert reply.keyboard is not None
    return list(reply.keyboard.to_dict()["inline_keyboard"])


@cache
def _known() -> list[str]:
    return seeds.callbacks(world.current())


async def _press(here: World, how: int, data: str) -> None:
    await here.reset()
    before = how >> 4
    if 0 < before <= len(BEFORE):
        await _send(here, WITH_QUESTION, BEFORE[before - 1])
    await _send(here, (how & 15) % 6, data)


async def _send(here: World, kind: int, data: str) -> None:
    message = _message(kind, data)
    query: dict[str, Any] = {"id": f"{READER}:1", "from": PERSON, "chat_instance": "0", "data": data}
    query |= {"message": message} if message else {"inline_message_id": "1"}
    update = Update.de_json({"update_id": 9, "callback_query": query}, here.app.bot)
    held = [message] if message and kind != INACCESSIBLE else []
    await here.take(update, [QUESTION, *held])


def _message(kind: int, data: str) -> dict[str, Any] | None:
    if kind == NOTHING:
        return None
    message = {
        "message_id": 6,
        "date": 0 if kind == INACCESSIBLE else 1,
        "chat": GROUP if kind == IN_GROUP else PRIVATE,
    }
    if kind != INACCESSIBLE:
        message |= {"from": BOT, "text": "…"}
    if kind in {ANSWER, WITH_QUESTION}:
        message["reply_markup"] = {"inline_keyboard": [*_keyboard(), [{"text": "…", "callback_data": data}]]}
    if kind == WITH_QUESTION:
        message["reply_to_message"] = QUESTION
    return message
