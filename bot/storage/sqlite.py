"""One aiosqlite connection to one file: write-ahead log, every commit synced, schema brought up to date at start."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 10.0


class Sqlite:
    """An open database. Each method is one hop to the connection's thread, and raises StorageError when it fails."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    async def open(cls, path: Path, busy_seconds: float = BUSY_SECONDS) -> "Sqlite":
        """Open or create the file, readable by its owner only, and apply the migrations it lacks."""
        try:
            await asyncio.to_thread(_create, path)
            connection = await aiosqlite.connect(path, timeout=busy_seconds, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise _failed(path, error) from error
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
            await connection.execute("PRAGMA secure_delete = ON")
            await _migrate(connection, path)
        except (sqlite3.Error, StorageError) as error:
            await connection.close()
            raise error if isinstance(error, StorageError) else _failed(path, error) from error
        return cls(path, connection)

    async def close(self) -> None:
        """Close the file; everything written is on disk already."""
        await self._connection.close()

    async def fetch(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a SELECT gives."""
        try:
            return [tuple(row) for row in await self._connection.execute_fetchall(statement, parameters)]
        except sqlite3.Error as error:
            raise _failed(self._path, error) from error

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """Write, and return when the write is on disk: how many rows it changed."""
        try:
            async with self._connection.execute(statement, parameters) as cursor:
                return cursor.rowcount
        except sqlite3.Error as error:
            raise _failed(self._path, error) from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _failed(path: Path, error: Exception) -> StorageError:
    return StorageError("The database {path} cannot be used: {reason}.", path=path, reason=error)


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    steps = sorted(MIGRATIONS.glob("*.sql"))
    await connection.execute("BEGIN IMMEDIATE")
    (row,) = await connection.execute_fetchall("PRAGMA user_version")
    done = int(row[0])
    if done > len(steps):
        await connection.execute("ROLLBACK")
        raise StorageError(
            "The database {path} was written by a newer bot (schema {found}, this one knows {known}): upgrade the bot.",
            path=path,
            found=done,
            known=len(steps),
        )
    for step in steps[done:]:
        for statement in step.read_text(encoding="utf-8").split(";"):
            if statement.strip():
                await connection.execute(statement)
    await connection.execute(f"PRAGMA user_version = {len(steps)}")
    await connection.execute("COMMIT")
