"""The database that DATABASE_URL names, and what is asked of either kind."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from bot.errors import ConfigError
from bot.storage.sqlite import Sqlite
from bot.storage.statement import Row, Statement

DAY_SECONDS = 24 * 60 * 60
SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


class Database(Protocol):
    """One set of statements serves both kinds: `?` stands for a value, times are whole seconds since 1970.

    Each method raises StorageError when it fails, the library's own error for a value that the schema does not allow.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes may use it at the same time."""

    async def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that a SELECT gives."""

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Write, and return when the write is on disk: how many rows it changed."""

    async def returning(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Write, and return when the write is on disk: the rows that its RETURNING names."""

    async def together(self, *statements: Statement) -> None:
        """Write several, one after another in one transaction, and return when all are on disk."""

    async def tidy(self) -> None:
        """Leave nothing readable of what was erased, as far as this kind of database can."""

    async def close(self) -> None:
        """Close it once what waits is written."""


async def connect(url: str) -> Database:
    """Open the database, its schema up to date.

    Raises ConfigError for an address that is not ours, StorageError for a database that cannot be used.
    """
    if url.startswith(SQLITE):
        return await Sqlite.open(Path(url.removeprefix(SQLITE)))
    if url.startswith(POSTGRES):
        try:
            from bot.storage.postgres import Postgres  # noqa: PLC0415 - an extra that one process on SQLite needs not
        except ImportError as error:
            raise ConfigError("DATABASE_URL names PostgreSQL, which needs asyncpg: pip install .[postgres]") from error
        return await Postgres.open(url)
    raise ConfigError(
        "DATABASE_URL must begin with {sqlite} or {postgres}, for example {sqlite}data/bot.sqlite3",
        sqlite=SQLITE,
        postgres=POSTGRES[0],
    )
