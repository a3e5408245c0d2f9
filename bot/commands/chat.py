"""`chat`: the bot in a terminal, or in a pipe, without a token or a network."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.commands.serving import serving
from bot.config import Config
from bot.delivery.conversation import Conversation, NoButton, buttons
from bot.delivery.offline import TOKEN, Event, OfflineTelegram
from bot.delivery.transcript import OPERATORS, Transcript
from bot.errors import ConfigError
from bot.storage.sqlite import Sqlite
from bot.texts import Texts, Translation, msgid

HELP = msgid("talk to the bot in this terminal")
HINT = msgid("Write a question; [button] or its number taps a button; an empty line ends.")
NO_BUTTON = msgid("There is no button [{label}]. There are: {offered}")
LANGUAGE = msgid("the language of the conversation; without it the bot asks")
RECORD = msgid("write the conversation to this new file, NAME.LANGUAGE.txt, as a transcript that the tests replay")
NO_ENDING = msgid("{path} must end with {known}, by which a transcript tells its language.")
EXISTS = msgid("{path} is there already; give the transcript another name.")
NOT_WRITTEN = msgid("{path} cannot be written: {reason}")
READER = 1
SHOWN = {"sent", "edited", "notice", "alert"}


class Recorder:
    """Writes to a file what is done and what comes of it, turn by turn."""

    def __init__(self, file: TextIO, transcript: Transcript, telegram: OfflineTelegram) -> None:
        self._file = file
        self._transcript = transcript
        self._events: list[Event] = []
        telegram.listeners.append(self._events.append)

    def keep(self, text: str, label: str) -> None:
        """Write one turn: a message, or a tap on the button with this label."""
        if not self._file.tell():
            print(f"== {Path(self._file.name).name.partition('.')[0]}", file=self._file)
        done = self._transcript.tapped(label) if label else self._transcript.said(text)
        print(done, *self._transcript.heard(self._events), sep="\n", file=self._file, flush=True)
        self._events.clear()


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """The language of the imagined reader's Telegram, and where to write what is said."""
    parser.add_argument("--lang", default="", help=say(LANGUAGE))
    parser.add_argument("--record", type=Path, metavar="FILE", help=say(RECORD))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Talk until the input ends; 0."""
    if arguments.lang and arguments.lang not in texts.languages:
        raise ConfigError(
            "“{language}” is not one of {known}.", language=arguments.lang, known=", ".join(texts.languages)
        )
    with _opened(arguments.record, [arguments.lang] if arguments.lang else texts.languages) as file:
        asyncio.run(_talk(arguments.lang, config, texts, file))
    return 0


@contextmanager
def _opened(path: Path | None, languages: Sequence[str]) -> Iterator[TextIO | None]:
    """A new file for a transcript, taken away when nothing was written to it."""
    if path is None:
        yield None
        return
    endings = [f".{language}.txt" for language in languages]
    if not path.name.endswith(tuple(endings)):
        raise ConfigError(NO_ENDING, path=path, known=", ".join(endings))
    try:
        file = path.open("x", encoding="utf-8")
    except FileExistsError as error:
        raise ConfigError(EXISTS, path=path) from error
    except OSError as error:
        raise ConfigError(NOT_WRITTEN, path=path, reason=error.strerror) from error
    try:
        with file:
            yield file
    finally:
        if not path.stat().st_size:
            path.unlink()


async def _talk(language: str, config: Config, texts: Texts, file: TextIO | None) -> None:
    """The reader of a transcript has chosen no language yet and gets no greeting, and there are operators to ask."""
    say = texts[file.name.split(".")[-2] if file else language or texts.default]
    operators = OPERATORS if file else None
    with tempfile.TemporaryDirectory() as folder:
        database = await Sqlite.open(Path(folder) / "chat.sqlite3")
        telegram = OfflineTelegram()
        try:
            async with serving(config, texts, database, TOKEN, operators, telegram) as (app, desk):
                await asyncio.to_thread(desk.editions.train)
                conversation = Conversation(app, telegram, READER, say.language)
                if sys.stdin.isatty():
                    print(say(HINT))
                if file:
                    others = {OPERATORS: "operators"}
                    transcript = Transcript(desk.editions.current.catalogue, texts, say.language, others)
                    await _loop(conversation, say, [], Recorder(file, transcript, telegram))
                    return
                if language:
                    await desk.store.chats.choose(READER, language)
                await _loop(conversation, say, await conversation.say("/start"))
        finally:
            await database.close()


async def _loop(
    conversation: Conversation, say: Translation, events: list[Event], recorder: Recorder | None = None
) -> None:
    offered: list[str] = []
    _print(events, offered)
    while True:
        line = await asyncio.to_thread(sys.stdin.readline)
        text = line.strip()
        if not line or (not text and sys.stdin.isatty()):
            return
        if not text:
            continue
        label = text[1:-1] if text.startswith("[") and text.endswith("]") else ""
        if text.isdecimal() and 0 < int(text) <= len(offered):
            label = offered[int(text) - 1]
        try:
            events = await (conversation.tap(label) if label else conversation.say(text))
        except NoButton as missing:
            print(say(NO_BUTTON, label=missing.label, offered=", ".join(f"[{name}]" for name in missing.offered)))
        else:
            _print(events, offered)
            if recorder:
                recorder.keep(text, label)


def _print(events: list[Event], offered: list[str]) -> None:
    for event in events:
        if event.kind not in SHOWN:
            continue
        document = event.message.get("document", {}).get("file_name", "")
        print(f"\n{event.message.get('text') or document or event.message.get('caption')}")
        labels = [button["text"] for button in buttons(event.message)]
        offered[:] = labels or offered
        for number, label in enumerate(labels, 1):
            print(f"  {number}. [{label}]")
    print(flush=True)
