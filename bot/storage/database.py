"""The database that DATABASE_URL names."""

from pathlib import Path

from bot.errors import ConfigError
from bot.storage.sqlite import Sqlite

SCHEME = "sqlite:///"


async def connect(url: str) -> Sqlite:
    """Open the database, its schema up to date.

    Raises ConfigError for an address that is not ours, StorageError for a database that cannot be used.
    """
    if not url.startswith(SCHEME):
        raise ConfigError("DATABASE_URL must begin with {scheme}, for example {scheme}data/bot.sqlite3", scheme=SCHEME)
    return await Sqlite.open(Path(url.removeprefix(SCHEME)))
