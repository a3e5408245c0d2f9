"""Real inputs to start from: what the transcripts send, and the callback data that the replies hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import TypeHandler

from bot.config import ROOT
from bot.context import Context
from bot.guides import counting, legal_aid
from bot.guides.legal_aid import Step
from bot.replies import answers, deadlines, introduction, menus, privacy, relays, reminders
from bot.replies import legal_aid as legal_aid_words
from bot.replies.reply import Reply
from bot.storage.reminders import Reminder
from tests.chat import Case, Replay, read
from tests.coverage import Coverage
from tests.fuzz.world import World

TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.??.txt"))
PASSING = ROOT / "tests" / "pages" / "passing"
FAILING = ROOT / "tests" / "pages" / "failing"
READER = 1000


def cases() -> list[Case]:
    return [case for path in TRANSCRIPTS for case in read(path)]


def conversations(world: World, played: list[Case]) -> list[list[dict[str, Any]]]:
    """The updates of each case, in order, as Telegram sends them."""
    found: list[list[dict[str, Any]]] = []

    async def record(update: Update, context: Context) -> None:
        found[-1].append(update.to_dict())

    recorder = TypeHandler(Update, record)
    callbacks = {handler: handler.callback for handlers in world.app.handlers.values() for handler in handlers}
    replay = Replay(world.app, world.telegram, READER, world.clock, Coverage())

    async def play() -> None:
        world.app.add_handler(recorder, -100)
        for case in played:
            await world.reset()
            found.append([])
            for turn in case.turns:
                await replay._act(case, turn)
        world.app.remove_handler(recorder, -100)

    world.run(play())
    for handler, callback in callbacks.items():
        handler.callback = callback
    world.app.remove_error_handler(next(iter(world.app.error_handlers)))  # the replay's, which is the first
    assert not replay.crashes
    return [updates for updates in found if updates]


def said() -> list[str]:
    """What readers write in the transcripts."""
    return sorted({turn.said for case in cases() for turn in case.turns if turn.said and turn.said[0] not in "[({"})


def callbacks(world: World) -> list[str]:
    """The data of every button that the replies can hold."""
    found = {
        button.callback_data
        for reply in _replies(world)
        for row in (reply.keyboard.inline_keyboard if reply.keyboard else ())
        for button in row
        if button.callback_data
    }
    return sorted(found)


def _replies(world: World) -> Iterator[Reply]:
    catalogue, texts = world.editions.current.catalogue, world.texts
    setting = answers.Setting(catalogue, texts, answers.Address("offline_bot", inline=True))
    today = counting.unstamp("20261125")
    assert today is not None
    yield introduction.language_choice(texts)
    for say in texts.translations.values():
        yield menus.topics(catalogue, say, person=True)
        for topic in catalogue.topics:
            yield from (menus.topic_page(catalogue, topic, number, say) for number in range(3))
        for entry in catalogue.entries.values():
            yield answers.answer(setting, entry, say, others=list(catalogue.entries.values())[:3])
        yield menus.suggestions((), say, person=True)
        yield relays.consent(say, "?")
        yield relays.on_its_way(say, 1)
        yield privacy.forget(say)
        yield deadlines.choose(say)
        yield deadlines.choose(say, today)
        for name, asked in counting.DAYS.items():
            for pick in ("", "months", "202611"):
                yield deadlines.ask(counting.Count(name, (), pick), today, say)
            count = counting.Count(name, (today,) * len(asked))
            yield deadlines.outcome(count, counting.result(count, today), today, say, catalogue)
            yield reminders.promise(say, name, today, [today])
            yield reminders.listing(say, [Reminder(1, READER, say.language, name, today, 0)])
        for path, found in legal_aid.TREE.items():
            if isinstance(found, Step):
                yield legal_aid_words.step(found, path, say)
            else:
                yield legal_aid_words.outcome(found, path, say, catalogue)


def pages() -> list[tuple[str, bytes]]:
    """Files of the FAQ by kind of file, and the pages that tests know as good and as bad."""
    faq = ROOT / "faq"
    found = [("page", path.read_bytes()) for path in [*PASSING.glob("*.md"), *FAILING.glob("*.md")]]
    found += [("page", path.read_bytes()) for path in sorted(faq.glob("*/[a-z]*.md"))[::24]]
    found += [("topic", path.read_bytes()) for path in sorted(faq.glob("*/_topic.md"))]
    found += [("concepts", part) for part in _parts(faq / "_concepts.txt", b"\n")]
    found += [("digest", part) for part in _parts(ROOT / "seeds" / "digest.md", b"\n## ")]
    found += [("talk", part) for part in _parts(faq / "_smalltalk.md", b"\n## ")]
    found += [("offtopic", part) for part in _parts(faq / "_offtopic.md", b"\n## ")]
    return found


def _parts(path: Path, mark: bytes, number: int = 16) -> list[bytes]:
    """A long file in a few pieces of a page's length."""
    first, *rest = path.read_bytes().split(mark)
    size = max(1, len(rest) // number)
    pieces = [mark + mark.join(rest[at : at + size]) for at in range(0, len(rest), size)]
    return [first[:1500], *(piece[:1500] for piece in pieces)]


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()
