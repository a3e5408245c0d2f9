"""What a question and a vote add to the counts, and a question that had no answer to those kept."""

from collections.abc import Iterator
from functools import partial

from telegram import Update

from bot import attempt, unanswered
from bot.content.page import Entry
from bot.context import Context
from bot.matching.decision import Decision, Kind
from bot.matching.keys import keys
from bot.matching.style import style
from bot.storage.counts import DECISION, ENTRY, LANGUAGE, SMALL_TALK, STYLE, TOPIC, UNCLEAR, VOTE, Cell


async def count(update: Update, context: Context, text: str, decision: Decision) -> None:
    """Count a question that has its reply, and how long it took from its receipt; what has no words is none."""
    reader, tried = update.effective_user or update.effective_chat, attempt.current.get()
    assert reader is not None
    if keys(text):
        first = decision.candidates[0].entry if decision.kind is Kind.ANSWER else ""
        found = cells(text, decision, context.edition.catalogue.entries.get(first))
        seconds = context.desk.now() - tried.received_at if tried else 0.0
        milliseconds = max(0, round(1000 * seconds))
        await attempt.keep(partial(context.desk.store.counts.add, reader.id, tuple(found), milliseconds))


async def vote(context: Context, reader_id: int, entry: str, helped: bool) -> None:
    """Count whether an entry helped a reader."""
    store = context.desk.store
    voted = partial(store.votes.count, store.counts.today, entry, helped)
    await attempt.keep(voted, partial(store.counts.add, reader_id, [(VOTE, entry)]))


async def miss(context: Context, reader_id: int, question: str, language: str) -> None:
    """Keep a question that had no answer, scrubbed."""
    await attempt.keep(partial(unanswered.note, context.desk.store, context.edition, reader_id, question, language))


def cells(text: str, decision: Decision, answered: Entry | None) -> Iterator[Cell]:
    """Everything that a question is counted by; `answered`: the entry that was its answer."""
    yield DECISION, SMALL_TALK if decision.small_talk else decision.kind.value
    yield LANGUAGE, decision.language or UNCLEAR
    yield STYLE, style(text, decision.language).value
    if answered:
        yield TOPIC, answered.topic
        yield ENTRY, answered.id
