"""The questions without an answer, as `report --unanswered` shows them and `adopt` finds them."""

import asyncio
from collections.abc import Iterator, Sequence

from bot import unanswered
from bot.config import Config
from bot.editions import Edition
from bot.matching.grouping import ENOUGH, Group
from bot.storage import database
from bot.storage.store import Store
from bot.texts import Translation, msgid

NONE = msgid("No question without an answer has been asked {enough} times or more.")
GROUP = msgid("{id}   asked: {sightings}   in: {languages}   {first} to {last}   nearest: {entry}")
MORE = msgid("other ways to ask: {count}")
HOW = msgid(
    "To answer one: python -m bot adopt GROUP --into ENTRY, or --new TOPIC/ENTRY. One that is not for us: put its "
    "questions into faq/_offtopic.md."
)
SHOWN = 10  # examples of a group


def show(groups: Sequence[Group], say: Translation) -> str:
    """A paragraph a group, with its examples and how often each was seen; then what to do."""
    if not groups:
        return say(NONE, enough=ENOUGH)
    return "\n\n".join(["\n".join(_lines(group, say)) for group in groups] + [say(HOW)])


def _lines(group: Group, say: Translation) -> Iterator[str]:
    yield say(
        GROUP,
        id=group.id,
        sightings=group.sightings,
        languages=", ".join(group.languages),
        first=group.first,
        last=group.last,
        entry=group.entry or "–",
    )
    for example in group.examples[:SHOWN]:
        yield f"{example.sightings:>6}  {example.question}"
    if len(group.examples) > SHOWN:
        yield f"{'…':>6}  {say(MORE, count=len(group.examples) - SHOWN)}"


def groups(config: Config, edition: Edition) -> tuple[Group, ...]:
    """The groups of the bot's database, which the bot may be using meanwhile. Raises StorageError."""
    return asyncio.run(_groups(config, edition))


async def _groups(config: Config, edition: Edition) -> tuple[Group, ...]:
    opened = await database.connect(config.database_url)
    try:
        return await unanswered.groups(Store.over(opened, config.token), edition)
    finally:
        await opened.close()
