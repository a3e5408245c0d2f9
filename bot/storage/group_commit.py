"""Writes that wait at the same time share one transaction, and so one sync of the disk."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LOCKS = " FOR UPDATE SKIP LOCKED"  # PostgreSQL's words; here nobody else writes
Row = tuple[Any, ...]
Statement = tuple[str, Sequence[Any]]
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
    several = len(operation.statements) > 1
    try:
        if several:
            connection.execute("SAVEPOINT operation")
        for statement, parameters in operation.statements:
            cursor = connection.execute(statement.replace(LOCKS, ""), parameters)
        outcome = [tuple(row) for row in cursor.fetchall()], cursor.rowcount
        if several:
            connection.execute("RELEASE operation")
        return outcome
    except Exception as error:  # of SQLite, or of a value that it cannot hold: nobody else's write may suffer
        if several and connection.in_transaction:
            connection.execute("ROLLBACK TO operation")
        return error
