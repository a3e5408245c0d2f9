"""A pool of asyncpg connections to one PostgreSQL, which several processes may share."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from bot.errors import ConfigError, StorageError
from bot.storage import migrations
from bot.storage.statement import Row, Statement

CONNECTIONS = 8
SECONDS = 10.0  # that one statement, or opening a connection, may take
CLOSING_SECONDS = 1.0
MIGRATING = 1899  # the advisory lock of whoever brings the schema up to date


class Postgres:
    """An open database. Each method raises StorageError when it fails, another error for a value that none holds.

    The next call replaces a lost connection.
    """

    shared = True

    def __init__(self, name: str, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._name = name
        self._pool = pool

    @classmethod
    async def open(cls, url: str) -> "Postgres":
        """Connect, and apply the migrations that the database lacks; processes that start at once wait for another."""
        name = _name(url)
        try:
            async with _named(name):
                pool = await asyncpg.create_pool(
                    url, min_size=1, max_size=CONNECTIONS, timeout=SECONDS, command_timeout=SECONDS
                )
        except ValueError:
            raise _unreadable() from None  # what it says may be of the password
        try:
            async with _named(name), pool.acquire() as connection, connection.transaction():
                await _migrate(connection, name)
        except StorageError:
            await pool.close()
            raise
        return cls(name, pool)

    async def close(self) -> None:
        """Close every connection once it is idle, or without a word where the server gives none."""
        closing = asyncio.ensure_future(self._pool.close())
        await asyncio.wait([closing], timeout=CLOSING_SECONDS)  # one cancelled would wait for the server, too
        if not closing.done() or closing.exception():
            self._pool.terminate()
            await asyncio.gather(closing, return_exceptions=True)

    async def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that a SELECT gives."""
        async with _named(self._name):
            return [tuple(row) for row in await self._pool.fetch(_numbered(statement), *parameters)]

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Write, and return when the write is on disk: how many rows it changed."""
        async with _named(self._name):
            status = await self._pool.execute(_numbered(statement), *parameters)
        return int(status.rpartition(" ")[2])

    async def returning(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Write, and return when the write is on disk: the rows that its RETURNING names."""
        return await self.fetch(statement, parameters)

    async def together(self, *statements: Statement) -> None:
        """Write several, one after another in one transaction, and return when all are on disk."""
        async with _named(self._name), self._pool.acquire() as connection, connection.transaction():
            for statement, parameters in statements:
                await connection.execute(_numbered(statement), *parameters)

    async def tidy(self) -> None:
        """Overwrite nothing by hand: PostgreSQL's autovacuum frees what was erased."""


@lru_cache(maxsize=256)
def _numbered(statement: str) -> str:
    numbers = count(1)
    return re.sub(r"\?", lambda _: f"${next(numbers)}", statement)


def _name(url: str) -> str:
    """Which database, without the password. Raises ConfigError where it cannot be told from the address around it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _unreadable() from None
    if "@" in parts.path + parts.query or parts.fragment or parts.netloc.count("@") > 1:
        raise _unreadable()
    return f"{parts.hostname or 'localhost'}{parts.path}"


def _unreadable() -> ConfigError:
    return ConfigError(
        "DATABASE_URL cannot be read: in its password, whatever is no letter and no digit must be percent-encoded."
    )


@asynccontextmanager
async def _named(name: str) -> AsyncIterator[None]:
    try:
        yield
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError):
        raise  # the statement's own fault: no wait mends it
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        raise StorageError(
            "The database {path} cannot be used: {reason}.", path=name, reason=str(error) or type(error).__name__
        ) from error


async def _migrate(connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", name: str) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATING)
    await connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
    done, known = int(await connection.fetchval("SELECT MAX(version) FROM schema_version") or 0), migrations.count()
    if done > known:
        raise StorageError(
            "The database {path} was written by a newer bot (schema {found}, this one knows {known}): upgrade the bot.",
            path=name,
            found=done,
            known=known,
        )
    for statement in migrations.after(done):
        await connection.execute(migrations.in_postgres(statement))
    if done < known:
        await connection.execute("INSERT INTO schema_version VALUES ($1)", known)
