"""One aiosqlite connection to one file: write-ahead log, every commit synced, schema brought up to date at start.

What waits at the same time makes one trip to the connection's thread (`group_commit`), and each caller goes on only
when its own write is on disk.
"""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StorageError
from bot.storage import group_commit, migrations
from bot.storage.group_commit import Operation, Outcome
from bot.storage.statement import Row, Statement

OPENING_SECONDS = 10.0  # that another program may hold the file while it is opened
BUSY_SECONDS = 1.0  # and later: meanwhile nothing else is read or written, and whoever asked tries again
AT_ONCE = 500  # operations in one transaction
OWN_FAULTS = (sqlite3.DataError, sqlite3.IntegrityError)  # of a statement: no wait mends it


class Sqlite:
    """An open database. Each method raises StorageError when it fails, another error for a value that none holds."""

    shared = False

    def __init__(self, path: Path, connection: aiosqlite.Connection, busy_seconds: float) -> None:
        self._path = path
        self._connection = connection
        self._patience = f"PRAGMA busy_timeout = {int(1000 * busy_seconds)}"
        self._waiting: list[Operation] = []
        self._working: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path, opening_seconds: float = OPENING_SECONDS) -> "Sqlite":
        """Open or create the file, readable by its owner only, and apply the migrations it lacks."""
        try:
            await asyncio.to_thread(_create, path)
            connection = await aiosqlite.connect(path, timeout=opening_seconds, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise _failed(path, error) from error
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
            await connection.execute("PRAGMA secure_delete = ON")
            await _migrate(connection, path)
            opened = cls(path, connection, min(opening_seconds, BUSY_SECONDS))
            await connection.execute(opened._patience)
        except (sqlite3.Error, StorageError) as error:
            await connection.close()
            raise error if isinstance(error, StorageError) else _failed(path, error) from error
        return opened

    async def close(self) -> None:
        """Close the file once what waits is written."""
        if self._working:
            await self._working
        await self._connection.close()

    async def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that a SELECT gives."""
        return (await self._submit((statement, parameters), writes=False))[0]

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Write, and return when the write is on disk: how many rows it changed."""
        return (await self._submit((statement, parameters), writes=True))[1]

    async def returning(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Write, and return when the write is on disk: the rows that its RETURNING names."""
        return (await self._submit((statement, parameters), writes=True))[0]

    async def together(self, *statements: Statement) -> None:
        """Write several, one after another in one transaction, and return when all are on disk."""
        await self._submit(*statements, writes=True)

    async def tidy(self) -> None:
        """Empty the write-ahead log, so that nothing erased can be read in it; another time, while others read it.

        Who waits for them, a backup say, holds up every reader of ours.
        """
        statements = ("PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", self._patience)
        await asyncio.gather(*map(self.fetch, statements))

    async def _submit(self, *statements: Statement, writes: bool) -> tuple[list[Row], int]:
        operation = Operation(statements, writes, asyncio.get_running_loop().create_future())
        self._waiting.append(operation)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        try:
            return await operation.done
        except sqlite3.Error as error:
            raise error if isinstance(error, OWN_FAULTS) else _failed(self._path, error) from error

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            try:  # aiosqlite's own way to its thread: a call for each statement would be a trip for each
                run: Callable[..., Awaitable[list[Outcome]]] = self._connection._execute
                outcomes = await run(group_commit.perform, self._connection._conn, batch)
            except Exception as error:  # closed, say; whoever waits must hear of it
                outcomes = [sqlite3.InterfaceError(str(error))] * len(batch)
            for operation, outcome in zip(batch, outcomes, strict=True):
                if operation.done.cancelled():
                    continue
                if isinstance(outcome, Exception):
                    operation.done.set_exception(outcome)
                else:
                    operation.done.set_result(outcome)


async def backup(source: Path, target: Path) -> None:
    """Copy a database, whoever uses it, as it is at this moment to a new file that is its owner's only.

    Raises StorageError when that cannot be done.
    """
    try:
        if await asyncio.to_thread(target.exists):
            raise StorageError("{path} is there already; a backup overwrites nothing.", path=target)
        address = (await asyncio.to_thread(source.absolute)).as_uri()
        async with aiosqlite.connect(f"{address}?mode=ro", uri=True) as connection:
            await connection.execute_fetchall("SELECT * FROM sqlite_master")  # fails where there is no database
            await asyncio.to_thread(target.touch, 0o600, exist_ok=False)
            try:
                await connection.execute("VACUUM INTO ?", (str(target),))
                await asyncio.to_thread(_sync, target)
            except BaseException:
                await asyncio.to_thread(target.unlink)  # a part of a copy must not be taken for a backup
                raise
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            "{source} could not be backed up to {target}: {reason}.", source=source, target=target, reason=error
        ) from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _failed(path: Path, error: Exception) -> StorageError:
    return StorageError("The database {path} cannot be used: {reason}.", path=path, reason=error)


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    (row,) = await connection.execute_fetchall("PRAGMA user_version")
    done, known = int(row[0]), migrations.count()
    if done > known:
        await connection.execute("ROLLBACK")
        raise StorageError(
            "The database {path} was written by a newer bot (schema {found}, this one knows {known}): upgrade the bot.",
            path=path,
            found=done,
            known=known,
        )
    for statement in migrations.after(done):
        await connection.execute(statement)
    await connection.execute(f"PRAGMA user_version = {known}")
    await connection.execute("COMMIT")
