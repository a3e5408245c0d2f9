"""A backup taken while the bot writes, and what is restored from it."""

import asyncio
import shlex
import sqlite3
import stat
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from bot.config import ROOT
from bot.errors import StorageError
from bot.storage import sqlite
from bot.storage.database import connect
from bot.storage.sqlite import Sqlite
from bot.storage.store import Store
from tests import postgres

Run = Callable[..., Awaitable[SimpleNamespace]]


async def test_a_backup_taken_under_load_is_whole_and_can_be_restored(run: Run, tmp_path: Path) -> None:
    path, copy = tmp_path / "bot.sqlite3", tmp_path / "copy.sqlite3"
    opened = await Sqlite.open(path)
    store = Store.over(opened, "1:token")
    await store.chats.choose(42, "ky")

    async def write() -> None:
        for number in range(1, 100_000):
            await store.inbox.add(number, number, "{}")

    writing = asyncio.create_task(write())
    done = await run("backup", str(copy), DATABASE_URL=f"sqlite:///{path}")
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    waiting, _ = await store.inbox.waiting()
    await opened.close()

    path.with_name(path.name + "-wal").write_text("of the damaged database")
    (tmp_path / "home").mkdir()
    for command in restoring(copy, path):  # each alone: none may lean on the folder that another went to
        await carried_out(["sh", "-c", command], cwd=tmp_path / "home")
    assert not path.with_name(path.name + "-wal").exists() and stat.S_IMODE(path.stat().st_mode) == 0o600
    restored = await Sqlite.open(path)
    assert await restored.fetch("PRAGMA integrity_check") == [("ok",)]
    store = Store.over(restored, "1:token")
    assert (await store.chats.recall(42)).language == "ky"
    assert 0 < (await store.inbox.waiting())[0] <= waiting
    await restored.close()


async def test_a_backup_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    await opened.close()
    kept = tmp_path / "kept"
    kept.write_text("somebody's")
    done = await run("backup", str(kept), DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}", LANG="ru_RU.UTF-8")
    assert (done.code, done.out) == (1, "")
    assert done.err.strip() == f"{kept} уже есть; резервная копия ничего не перезаписывает."
    assert kept.read_text() == "somebody's"


async def test_a_backup_that_fails_leaves_no_part_of_one(tmp_path: Path) -> None:
    path, copy = tmp_path / "bot.sqlite3", tmp_path / "copy"
    opened = await Sqlite.open(path)
    await opened.close()
    with sqlite3.connect(path) as damaged:
        damaged.execute("INSERT INTO chats (chat_key, language) VALUES (?, ?)", ("x" * 20_000, "ky"))
    damaged.close()
    data = bytearray(path.read_bytes())
    data[-4096 * 2 :] = b"\xff" * 4096 * 2
    path.write_bytes(data)
    with pytest.raises(StorageError):
        await sqlite.backup(path, copy)
    assert not copy.exists()


async def test_what_is_no_database_leaves_no_backup(run: Run, tmp_path: Path) -> None:
    for name in ("missing", "notes"):
        (tmp_path / "notes").write_text("no database " * 100)
        done = await run("backup", str(tmp_path / "copy"), DATABASE_URL=f"sqlite:///{tmp_path / name}")
        assert done.code == 1 and name in done.err and len(done.err.splitlines()) == 1
        assert not (tmp_path / "copy").exists() and not (tmp_path / "missing").exists()


async def test_postgres_is_backed_up_by_its_own_program(run: Run, tmp_path: Path) -> None:
    done = await run("backup", str(tmp_path / "copy"), DATABASE_URL="postgresql://bot@127.0.0.1/bot")
    assert done.code == 2 and "pg_dump" in done.err


@pytest.mark.parametrize("beside", ["docker compose exec -T database", "sudo -u postgres"])
async def test_the_operations_pages_commands_roll_a_postgres_database_back(
    beside: str, postgres_url: str, tmp_path: Path
) -> None:
    """To a backup of an older schema, from which an upgrade leads to the newest again; and what was restored so too."""
    copy, owners = tmp_path / "backup.dump", await owned(postgres_url)
    await postgres.of_schema(1, owners)
    for _ in range(2):
        with copy.open("wb") as dump:
            await carried_out(told(beside, "pg_dump", postgres_url), stdout=dump)
        opened = await connect(owners)
        store = Store.over(opened, "1:token")
        assert (await store.chats.recall(42)).language == "ky"
        assert (await store.inbox.waiting())[0] == 0
        await store.chats.choose(42, "ru")
        await store.inbox.add(1, 1, "{}")
        await opened.close()
        await carried_out(told(beside, "psql", postgres_url))
        with copy.open("rb") as dump:
            await carried_out(told(beside, "pg_restore", postgres_url), stdin=dump)


async def owned(database: str) -> str:
    """The address of the database under a user who owns it and may do nothing else."""
    name = database.rpartition("/")[2]
    connection = await asyncpg.connect(database)
    await connection.execute(f"CREATE ROLE {name} LOGIN")
    await connection.execute(f"ALTER DATABASE {name} OWNER TO {name}")
    await connection.close()
    return database.replace("//bot@", f"//{name}@")


async def carried_out(command: list[str | Path], **streams: Any) -> None:
    process = await asyncio.create_subprocess_exec(*command, **streams)
    assert await process.wait() == 0


def restoring(copy: Path, database: Path) -> Iterator[str]:
    """The commands of deploy/README.md that put a backup back beside systemd, with the test's own files and owner."""
    page = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    commands = page.split("**SQLite, systemd.**")[1].split("```sh\n")[1].split("```")[0].splitlines()
    named = {
        "/var/lib/migrants-faq-bot-backups/THE-BACKUP": str(copy),
        "/var/lib/migrants-faq-bot-backups": str(copy.parent),
        "/var/lib/migrants-faq-bot/bot.sqlite3": str(database),
        "-o migrants-faq-bot -g migrants-faq-bot ": "",
    }
    for command in commands:
        asked = command.removeprefix("sudo ")
        for there, here in named.items():
            asked = asked.replace(there, here)
        assert asked != command
        if not asked.startswith("systemctl "):
            yield asked


def told(beside: str, program: str, url: str) -> list[str | Path]:
    """The command of deploy/README.md that follows `beside`, with the test's own database and its administrator."""
    page = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if f"{beside} {program} " in line)
    words = shlex.split(line.partition(f"{beside} {program} ")[2].split(" > ")[0].split(" < ")[0])
    server, _, database = url.rpartition("/")
    named = {"bot": database, "--dbname=bot": f"--dbname={database}"}
    where = ["--host=127.0.0.1", f"--port={server.rpartition(':')[2]}", "--username=bot"]
    return [postgres.PROGRAMS / program, *(named.get(word, word) for word in words), *where]
