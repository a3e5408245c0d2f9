"""Updates as Telegram sends them, one or several in order, through the whole application."""

import json
from collections.abc import Iterable
from functools import cache
from random import Random
from typing import Any

from telegram import Update

from tests.fuzz import mutation, seeds, world
from tests.fuzz.incoming import parse
from tests.fuzz.mutation import Structure
from tests.fuzz.world import World

LONGEST = 20_000  # bytes
MOST = 4  # updates of one input


def fuzz(data: bytes) -> None:
    here = world.current()
    try:
        found = json.loads(data)
        sent = found if isinstance(found, list) else [found]
        bodies = [json.dumps(update).encode() for update in sent[:MOST]]
    except (ValueError, RecursionError):
        sent, bodies = [None], [data]
    here.run(_play(here, zip(sent, bodies, strict=False)))


def mutate(data: bytes, random: Random) -> bytes:
    if random.random() < 0.03:
        return mutation.raw(random, data)
    changed = mutation.structured(random, data, *_known())
    return changed if len(changed) <= LONGEST else mutation.structured(random, b"", *_known())


def starts(many: bool = True) -> list[bytes]:
    """The transcripts' own updates; without `many`, of a few cases."""
    return _recorded(world.current(), many)


@cache
def _recorded(here: World, many: bool) -> list[bytes]:
    cases = seeds.cases()
    return [
        seeds.dumped(case[at : at + MOST])
        for case in seeds.conversations(here, cases if many else cases[::9])
        for at in range(0, len(case), MOST - 1)
    ]


_examples: list[tuple[Structure, list[bytes]]] = []


def _known() -> tuple[Structure, list[bytes]]:
    if not _examples:
        known = starts(many=False)
        _examples.append((Structure([json.loads(each) for each in known]), known))
    return _examples[0]


async def _play(here: World, updates: Iterable[tuple[Any, bytes]]) -> None:
    await here.reset()
    for sent, body in updates:
        update = parse(body, here.app.bot)
        if update:
            await here.take(update, list(_held(update, sent)))


def _held(update: Update, sent: Any) -> Iterable[dict[str, Any]]:
    """The messages that the update speaks of, as the chats hold them."""
    for holder in (sent, sent.get("callback_query")):
        for name in ("message", "edited_message"):
            message = holder.get(name) if isinstance(holder, dict) else None
            for each in (message, message.get("reply_to_message")) if isinstance(message, dict) else ():
                if isinstance(each, dict) and isinstance(each.get("chat"), dict) and update.effective_message:
                    yield each
