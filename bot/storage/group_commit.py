"""Writes that wait at the same time share one transaction, and so one sync of the disk."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.statement import Row, Statement

LOCKS = " FOR UPDATE SKIP LOCKED"  # PostgreSQL's words; here nobody else writes
Outcome = tuple[list[Row], int] | Exception


@dataclass(frozen=True, slots=True)
class Operation:
    """What one caller waits for: `done` becomes the last statement's rows and how many it changed, or an error."""

    statements: Sequence[Statement]
    writes: bool
    done: asyncio.Future[tuple[list[Row], int]]


def perform(connection: sqlite3.Connection, batch: Sequence[Operation]) -> list[Outcome]:
    """Reads first, then all writes in one transaction: what fails alone fails alone, a failed commit fails them all."""
    outcomes: dict[int, Outcome] = {}
    writes = [number for number, operation in enumerate(batch) if operation.writes]
    for number, operation in enumerate(batch):
        if not operation.writes:
            outcomes[number] = _one(connection, operation)
    if writes:
        try:
            connection.execute("BEGIN IMMEDIATE")
            for number in writes:
                outcomes[number] = outcome = _one(connection, batch[number])
                if isinstance(outcome, Exception) and not connection.in_transaction:
                    raise outcome  # SQLite undid them all: the disk is full, say
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            outcomes |= dict.fromkeys(writes, error)
    return [outcomes[number] for number in range(len(batch))]


def _one(connection: sqlite3.Connection, operation: Operation) -> Outcome:
    try:
        if len(operation.statements) == 1:
            return _run(connection, *operation.statements[0])
        return _all_or_none(connection, operation.statements)
    except Exception as error:  # of SQLite, or of a value that it cannot hold: nobody else's write may suffer
        return error


def _all_or_none(connection: sqlite3.Connection, statements: Sequence[Statement]) -> tuple[list[Row], int]:
    connection.execute("SAVEPOINT operation")
    try:
        outcomes = [_run(connection, *statement) for statement in statements]
    except Exception:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO operation")
        raise
    connection.execute("RELEASE operation")
    return outcomes[-1]


def _run(connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> tuple[list[Row], int]:
    cursor = connection.execute(statement.replace(LOCKS, ""), parameters)
    return cursor.fetchall(), cursor.rowcount
