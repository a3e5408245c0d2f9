"""`report`: what readers ask and how it is answered, in a terminal or as a page; or what has no answer."""

import argparse
import asyncio
from importlib.util import find_spec
from pathlib import Path

from bot.commands import unanswered
from bot.commands.serving import editions
from bot.config import Config
from bot.editions import Edition
from bot.errors import ConfigError
from bot.report import figures, sections, text
from bot.report.figures import Report
from bot.storage import database
from bot.storage.counts import KEPT_DAYS
from bot.storage.store import Store
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("show what readers ask, how it is answered and what helped")
DAYS = msgid("of how many days, today among them")
PAGE = msgid("write a page with charts to this file instead; a report that is there is renewed")
LANGUAGE = msgid("the language of the report")
UNANSWERED = msgid("list only the questions without an answer, in groups, for “adopt”")
WRITTEN = msgid("The report is in {path}.")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """How far back, in which language, and where to."""
    parser.add_argument("--days", type=int, default=30, help=say(DAYS))
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--unanswered", action="store_true", help=say(UNANSWERED))
    shown.add_argument("--html", metavar="FILE", type=Path, help=say(PAGE))
    parser.add_argument("--lang", help=say(LANGUAGE))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print the report, or write it; 0. Raises StorageError when the database cannot be used."""
    known = {"en": ENGLISH, **texts.translations}
    if arguments.lang is not None and arguments.lang not in known:
        listed = ", ".join(texts.languages)
        raise ConfigError("“{language}” is not one of {known}.", language=arguments.lang, known=listed)
    if not 0 < arguments.days <= KEPT_DAYS:
        raise ConfigError(
            "--days is {days}; it must be from 1 to {most}: older counts are erased.",
            days=arguments.days,
            most=KEPT_DAYS,
        )
    if arguments.html and not find_spec("matplotlib"):
        raise ConfigError("--html draws with Matplotlib: pip install .[charts]")
    say = known.get(arguments.lang or config.locale, ENGLISH)
    served = editions(config, texts)
    served.train()
    if arguments.unanswered:
        print(unanswered.show(unanswered.groups(config, served.current), say))
        return 0
    found = asyncio.run(_gather(config, served.current, arguments.days))
    heading, note = sections.heading(found, say), sections.note(say)
    shown = sections.sections(found, served.current.catalogue, say)
    if arguments.html:
        from bot.report import document  # noqa: PLC0415 - it draws with a library that only this option needs

        _write(arguments.html, document.render(heading, shown, note, say))
        print(say(WRITTEN, path=arguments.html))
    else:
        print("\n".join(text.lines(heading, shown, note)))
    return 0


async def _gather(config: Config, edition: Edition, days: int) -> Report:
    opened = await database.connect(config.database_url)
    try:
        return await figures.gather(Store.over(opened, config.token), edition, days)
    finally:
        await opened.close()


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigError("{path} cannot be written: {reason}.", path=path, reason=error.strerror) from error
