"""`backup`: a copy of the database while the bot runs."""

import argparse
import asyncio
from pathlib import Path

from bot.config import Config
from bot.errors import ConfigError
from bot.storage import database, sqlite
from bot.texts import Texts, Translation, msgid

HELP = msgid("copy the SQLite database to a new file, while the bot runs")
TARGET = msgid("the file to write; nothing is overwritten")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """Where to."""
    parser.add_argument("file", metavar="FILE", type=Path, help=say(TARGET))


def run(arguments: argparse.Namespace, config: Config, _: Texts) -> int:
    """Copy; 0 when the copy is whole and on disk."""
    if not config.database_url.startswith(database.SQLITE):
        raise ConfigError("DATABASE_URL names PostgreSQL: back it up with pg_dump (deploy/README.md).")
    source = Path(config.database_url.removeprefix(database.SQLITE))
    asyncio.run(sqlite.backup(source, arguments.file))
    return 0
