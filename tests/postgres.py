"""A real PostgreSQL 15 of the tests' own: in a temporary folder, on a free port of loopback, gone when they end."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from bot.storage import migrations
from bot.storage.chats import ChatKeys

PROGRAMS = Path("/usr/lib/postgresql/15/bin")  # Debian's postgresql-15
USER = "postgres"  # made by the package: PostgreSQL does not run as root
AS_USER = ("runuser", "-u", USER, "--") if os.getuid() == 0 else ()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the server, up to the name of a database. Fails where PostgreSQL 15 is not installed."""
    assert (PROGRAMS / "initdb").is_file(), "the tests need PostgreSQL 15: apt-get install postgresql-15"
    if AS_USER:
        _run("chown", USER, folder)
    data, port = folder / "postgres", _free_port()
    _run(*AS_USER, PROGRAMS / "initdb", "-D", data, "-A", "trust", "-U", "bot", "-E", "UTF8", "--locale=C.UTF-8")
    with (data / "postgresql.conf").open("a", encoding="ascii") as settings:
        settings.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
    _control(folder, "start")
    try:
        yield f"postgresql://bot@127.0.0.1:{port}"
    finally:
        _control(folder, "stop")


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """Until left, the server that is served from this folder is down, as if its machine had lost its power."""
    _control(folder, "stop")
    yield
    _control(folder, "start")


async def of_schema(schema: int, database: str) -> None:
    """Make the database as a bot that knew this schema left it, with a reader, 42, who chose Kyrgyz."""
    connection = await asyncpg.connect(database)
    newer = len(list(migrations.after(schema)))
    for statement in list(migrations.after(0))[:-newer]:
        await connection.execute(migrations.in_postgres(statement))
    await connection.execute("CREATE TABLE schema_version (version BIGINT NOT NULL)")
    await connection.execute("INSERT INTO schema_version VALUES ($1)", schema)
    await connection.execute("INSERT INTO chats (chat_key, language) VALUES ($1, 'ky')", ChatKeys("1:token")(42))
    await connection.close()


def _control(folder: Path, command: str) -> None:
    options = ("-D", folder / "postgres", "-w", "-l", folder / "postgres.log", "-m", "immediate")
    _run(*AS_USER, PROGRAMS / "pg_ctl", command, *(options if command == "stop" else options[:-2]))


def _run(*words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
