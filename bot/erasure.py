"""Erase everything that is kept of one reader."""

from dataclasses import dataclass
from typing import Any

from telegram.ext import ExtBot

from bot import relaying
from bot.context import Desk
from bot.replies import relays as words


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: whether the chat's row, and how many of the others."""

    row: bool
    reminders: int
    relays: int
    numbers: int
    counts: int
    sightings: int


async def erase(bot: ExtBot[Any], desk: Desk, chat_id: int) -> Erased:
    """Do it, closing the questions that the reader sent to people."""
    store = desk.store
    relays = await store.relays.of(chat_id)
    for relay in relays:
        await relaying.close(bot, desk, relay, words.CLOSED_BY_READER)
    return Erased(
        await store.chats.forget(chat_id),
        await store.reminders.forget(chat_id),
        len(relays),
        await store.messages.forget(chat_id),
        await store.counts.forget(chat_id),
        await store.unanswered.forget(chat_id),
    )
