"""`check`: every problem of every page, one a line."""

import argparse
import asyncio
import logging
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot import editions
from bot.commands.screen import FORMATS, Screen, counts, has_errors, in_order
from bot.config import Config
from bot.content import folder, translations
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.content.translations import TRANSLATIONS_FILE
from bot.editions import LOOK_SECONDS
from bot.errors import ConfigError
from bot.matching import collisions, training
from bot.matching.index import Index
from bot.matching.known import known, lessons
from bot.texts import ENGLISH, Texts, Translation, msgid

log = logging.getLogger(__name__)
HELP = msgid("check every page of the FAQ")
LANGUAGE = msgid("the language of the messages")
FORMAT = msgid("how to print: text, or github, whose annotations stand at the lines of a change")
WATCH = msgid("check again whenever a page is saved, and print what is new and what is mended; Ctrl+C ends")
AGREED = msgid("note that all languages of these pages, or of every page, say the same now")
NOTED = msgid("{path}: {count} pages say the same in every language.")
NO_PAGE = msgid("There is no page “{id}” that can be read; “python -m bot check” tells of those that cannot.")
NOT_WRITTEN = msgid("{path} cannot be written: {reason}")
NO_PAGES = msgid("There is no page in {folder}; FAQ_DIR names the folder of the FAQ.")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """The editor's language: Russian unless told otherwise; for whom to print, and whether to go on."""
    parser.add_argument("--lang", default="ru", help=say(LANGUAGE))
    parser.add_argument("--format", choices=FORMATS, default="text", help=say(FORMAT))
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--agreed", nargs="*", metavar="ID", help=say(AGREED))
    instead.add_argument("--watch", action="store_true", help=say(WATCH))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print every problem; 1 when there is an error, 0 when there are only warnings or none, or when it watched."""
    say = {"en": ENGLISH, **texts.translations}.get(arguments.lang)
    if not say:
        known = ", ".join(texts.languages)
        raise ConfigError("“{language}” is not one of {known}.", language=arguments.lang, known=known)
    line = partial(FORMATS[arguments.format], say=say)
    if arguments.watch and config.faq_dir.is_dir():  # else there is nothing to wait for
        with suppress(KeyboardInterrupt):
            asyncio.run(_watch(config, texts, Screen(line, say)))
        return 0
    found, problems = editions.read(config.faq_dir, config.digest, texts)
    if not found.entries and not problems:
        raise ConfigError(NO_PAGES, folder=config.faq_dir)
    if arguments.agreed is not None:
        print(_agree(found, arguments.agreed, config.faq_dir / TRANSLATIONS_FILE, texts, say))
        return 0
    if found.entries and not has_errors(problems):  # else the index would lack the broken pages
        problems += _collided(found, config)
    for problem in in_order(problems):
        print(line(problem))
    print(counts(found, problems, say))
    return 1 if has_errors(problems) else 0


def _agree(found: Catalogue, names: list[str], path: Path, texts: Texts, say: Translation) -> str:
    """Write the list anew; of a page that cannot be read now its line stays, of one that is gone it goes."""
    unknown = [name for name in names if name not in found.entries]
    if unknown:
        raise ConfigError(NO_PAGE, id=unknown[0])
    before, _ = translations.read(path.read_bytes() if path.exists() else b"", path)
    before = {name: hashes for name, hashes in before.items() if name in {*found.entries, *found.broken}}
    entries = [found.entries[name] for name in names or found.entries]
    try:
        path.write_text(translations.written(before, entries, texts.translations.values()), encoding="utf-8")
    except OSError as error:
        raise ConfigError(NOT_WRITTEN, path=path, reason=error.strerror) from error
    return say(NOTED, path=path, count=len(entries))


async def _watch(config: Config, texts: Texts, screen: Screen) -> None:
    """The pages' own problems at once; what only a newly trained index can tell, when it is trained."""
    seen: dict[Path, int] = {}
    found, pages, collided = None, list[Problem](), list[Problem]()
    comparing: asyncio.Task[list[Problem] | None] | None = None
    try:
        while True:
            try:
                now = folder.stamps(config.faq_dir, config.digest)
                if now != seen or found is None:
                    seen = now
                    found, pages = editions.read(config.faq_dir, config.digest, texts)
                    screen.show(found, pages + collided)
                    await _end(comparing)
                    compared = found.entries and not has_errors(pages)
                    comparing = asyncio.create_task(_compared(found, config)) if compared else None
            except OSError as error:  # a page that is just being replaced
                log.warning("The FAQ cannot be read, trying again: %s", error)
                seen = {}
            if found and comparing and comparing.done():
                latest, comparing = comparing.result(), None
                collided = collided if latest is None else latest
                screen.show(found, pages + collided)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await _end(comparing)  # by itself: were it ended together with what starts its process, it could wait for ever


async def _end(task: asyncio.Task[list[Problem] | None] | None) -> None:
    if task:
        task.cancel()
        await asyncio.wait([task])


async def _compared(found: Catalogue, config: Config) -> list[Problem] | None:
    """The collisions; None when the index could not be trained, which is logged."""
    learned = await asyncio.to_thread(lessons, found)
    path = config.data_dir / training.name(learned)
    if not (training.cached(path) or await training.train_apart(learned, path)):
        return None
    return await asyncio.to_thread(_collided, found, config)


def _collided(found: Catalogue, config: Config) -> list[Problem]:
    """Found anew only where a question or our code has changed since."""
    learned = lessons(found)
    path = config.data_dir / collisions.name(learned)
    known_ones = collisions.kept(path)
    if known_ones is None:
        trained = config.data_dir / training.name(learned)
        index = Index(known(found), training.cached(trained) or training.train(learned, trained))
        known_ones = collisions.find(found, index)
        collisions.keep(path, known_ones)
    return list(collisions.problems(found, known_ones))
