"""`chat`: the bot in a terminal, or in a pipe, without a token or a network."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.commands.serving import serving
from bot.config import Config
from bot.delivery.conversation import Conversation, NoButton, buttons
from bot.delivery.offline import TOKEN, Event, OfflineTelegram
from bot.errors import ConfigError
from bot.storage.sqlite import Sqlite
from bot.texts import Texts, Translation, msgid

HELP = msgid("talk to the bot in this terminal")
HINT = msgid("Write a question; [button] or its number taps a button; an empty line ends.")
NO_BUTTON = msgid("There is no button [{label}]. There are: {offered}")
LANGUAGE = msgid("the language of the conversation; without it the bot asks")
READER = 1
SHOWN = {"sent", "edited", "notice", "alert"}


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """The language of the imagined reader's Telegram."""
    parser.add_argument("--lang", default="", help=say(LANGUAGE))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Talk until the input ends; 0."""
    if arguments.lang and arguments.lang not in texts.languages:
        raise ConfigError(
            "“{language}” is not one of {known}.", language=arguments.lang, known=", ".join(texts.languages)
        )
    asyncio.run(_talk(arguments.lang, config, texts))
    return 0


async def _talk(language: str, config: Config, texts: Texts) -> None:
    say = texts[language or texts.default]
    with tempfile.TemporaryDirectory() as folder:
        database = await Sqlite.open(Path(folder) / "chat.sqlite3")
        telegram = OfflineTelegram()
        try:
            async with serving(config, texts, database, TOKEN, request=telegram) as (app, desk):
                await asyncio.to_thread(desk.editions.train)
                conversation = Conversation(app, telegram, READER, say.language)
                if language:
                    await desk.store.chats.choose(READER, language)
                if sys.stdin.isatty():
                    print(say(HINT))
                await _loop(conversation, say)
        finally:
            await database.close()


async def _loop(conversation: Conversation, say: Translation) -> None:
    offered: list[str] = []
    _print(await conversation.say("/start"), offered)
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
