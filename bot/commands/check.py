"""`check`: every problem of every page, one a line."""

import argparse
from pathlib import Path

from bot import editions
from bot.config import Config
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.errors import ConfigError
from bot.matching import collisions, training
from bot.matching.index import Index
from bot.matching.known import known, lessons
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("check every page of the FAQ")
LANGUAGE = msgid("the language of the messages")
COUNTS = msgid("{pages} pages: {errors} errors, {warnings} warnings.")
NO_PAGES = msgid("There is no page in {folder}; FAQ_DIR names the folder of the FAQ.")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """The editor's language: Russian unless told otherwise."""
    parser.add_argument("--lang", default="ru", help=say(LANGUAGE))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print every problem; 1 when there is an error, 0 when there are only warnings or none."""
    say = {"en": ENGLISH, **texts.translations}.get(arguments.lang)
    if not say:
        known = ", ".join(texts.languages)
        raise ConfigError("“{language}” is not one of {known}.", language=arguments.lang, known=known)
    catalogue, problems = editions.read(config.faq_dir, config.digest, texts)
    if not catalogue.entries and not problems:
        raise ConfigError(NO_PAGES, folder=config.faq_dir)
    if not any(problem.is_error for problem in problems):  # else the index would lack the broken pages
        problems += collisions.check(catalogue, _index(catalogue, config))
    for problem in sorted(problems, key=lambda found: (found.path, found.line, found.code)):
        print(_line(problem, say))
    errors = sum(problem.is_error for problem in problems)
    print(say(COUNTS, pages=len(catalogue.entries), errors=errors, warnings=len(problems) - errors))
    return 1 if errors else 0


def _index(catalogue: Catalogue, config: Config) -> Index:
    if not catalogue.entries:
        return Index(known(catalogue), None)
    learned = lessons(catalogue)
    path = config.data_dir / training.name(learned)
    return Index(known(catalogue), training.cached(path) or training.train(learned, path))


def _line(problem: Problem, say: Translation) -> str:
    path = problem.path.resolve()
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return f"{shown}:{problem.line}: {problem.code} {problem.sentence(say)}"
