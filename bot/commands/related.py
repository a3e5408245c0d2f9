"""`related`: entries that a page could name in “See also”."""

import argparse

from bot.commands.serving import editions
from bot.config import Config
from bot.errors import ConfigError
from bot.matching.related import related
from bot.texts import Texts, Translation, msgid

HELP = msgid("show which entries a page could name in “See also”, nearest first")
ENTRY = msgid("the page's id")
NO_ENTRY = msgid("There is no page “{id}”.")
SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """The page."""
    parser.add_argument("id", metavar="ID", help=say(ENTRY))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print a chance, an id and a title a line; 0."""
    served = editions(config, texts)
    entries = served.current.catalogue.entries
    if arguments.id not in entries:
        raise ConfigError(NO_ENTRY, id=arguments.id)
    served.train()
    language = config.locale if config.locale in texts.languages else texts.default
    for candidate in related(entries[arguments.id], served.current.index)[:SHOWN]:
        title = entries[candidate.entry].versions[language].title
        print(f"  {candidate.score:.3f}  {candidate.entry}  {title}")
    return 0
