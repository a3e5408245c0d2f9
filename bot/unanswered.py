"""Questions that had no answer: kept without what could tell who asked, and shown in groups until they are answered.

Questions are read in threads, so that no reader waits for it.
"""

import asyncio
from collections import Counter
from collections.abc import Container, Iterable

from bot.editions import Edition
from bot.matching.decision import Kind
from bot.matching.grouping import ENOUGH, Group, Unanswered, group
from bot.matching.keys import keys
from bot.matching.message import read
from bot.scrubbing import only, scrub
from bot.storage.store import Store


async def note(store: Store, edition: Edition, reader_id: int, question: str, language: str) -> None:
    """Count a question that had no answer, scrubbed; where no words are left there is none. Raises StorageError."""
    scrubbed, settled, nearest = await asyncio.to_thread(_weighed, question, edition)
    if keys(scrubbed) and not settled:
        await store.unanswered.count(reader_id, scrubbed, language, nearest)


async def groups(store: Store, edition: Edition) -> tuple[Group, ...]:
    """What was asked ENOUGH times and the edition has no sure answer to, most asked first. Raises StorageError."""
    kept = await store.unanswered.all()
    return await asyncio.to_thread(_grouped, kept, edition)


def wording(group: Group, ours: Container[str]) -> str:
    """A group's first example for everybody's eyes: a word that is none of `ours` shows if it was seen ENOUGH times.

    What one reader alone wrote may be a name in small letters.
    """
    held: Counter[str] = Counter()
    for example in group.examples:
        held.update(dict.fromkeys(keys(example.question), example.sightings))
    return only(group.examples[0].question, {key for key, n in held.items() if key in ours or n >= ENOUGH})


def _grouped(kept: Iterable[Unanswered], edition: Edition) -> tuple[Group, ...]:
    return group(each for each in kept if not _settled(each.question, edition)[0])


def _weighed(question: str, edition: Edition) -> tuple[str, bool, str]:
    return scrub(question, edition.index.vocabulary), *_settled(question, edition)


def _settled(question: str, edition: Edition) -> tuple[bool, str]:
    """Whether the edition has a sure answer, or its editors say in so many words that it is not for us; the nearest."""
    ranking, decision = read(question, edition.index, edition.catalogue)
    nearest = ranking.candidates[0].entry if ranking.candidates else ""
    return ranking.method == "exact" or decision.kind is Kind.ANSWER, nearest
