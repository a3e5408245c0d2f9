"""The database: languages survive, files that cannot be used are named in one sentence, nothing tells who is who."""

import sqlite3
import stat
from pathlib import Path

import pytest

from bot.errors import ConfigError, StorageError
from bot.storage import database
from bot.storage.chats import RECENT_SECONDS, ChatKeys, Chats, Remembered
from bot.storage.sqlite import MIGRATIONS, Sqlite


async def test_a_choice_survives_a_restart_and_can_be_changed(tmp_path: Path) -> None:
    for language in ("ky", "ru"):
        opened = await Sqlite.open(tmp_path / "bot.sqlite3")
        await Chats(opened, ChatKeys("1:token")).choose(42, language)
        await opened.close()
        opened = await Sqlite.open(tmp_path / "bot.sqlite3")
        assert (await Chats(opened, ChatKeys("1:token")).recall(42)).language == language
        assert (await Chats(opened, ChatKeys("1:token")).recall(43)).language is None
        await opened.close()


async def test_the_last_answer_is_kept_for_ten_minutes_and_then_forgotten(tmp_path: Path) -> None:
    clock = [1_000_000.0]
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    chats = Chats(opened, ChatKeys("1:token"), lambda: clock[0])
    await chats.remember(42, "passport-abroad")
    assert await chats.recall(42) == Remembered(None, "passport-abroad")
    await chats.choose(42, "ky")
    clock[0] += RECENT_SECONDS - 1
    assert (await chats.recall(42)).entry == "passport-abroad"
    clock[0] += 1
    assert (await chats.recall(42)).entry is None
    await chats.remember(43, "voting-where")
    await chats.forget_old()
    rows = await opened.fetch("SELECT language, entry FROM chats ORDER BY entry IS NULL")
    assert rows == [(None, "voting-where"), ("ky", None)]
    await opened.close()


@pytest.mark.parametrize("schema", range(1, len(list(MIGRATIONS.glob("*.sql")))))
async def test_a_file_of_an_older_schema_keeps_its_choices(schema: int, tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    with sqlite3.connect(path) as connection:
        for step in sorted(MIGRATIONS.glob("*.sql"))[:schema]:
            connection.executescript(step.read_text())
        key = ChatKeys("1:token")(42)
        connection.execute("INSERT INTO chats (chat_key, language) VALUES (?, 'ky')", (key,))
        connection.execute(f"PRAGMA user_version = {schema}")
    connection.close()
    opened = await Sqlite.open(path)
    assert (await Chats(opened, ChatKeys("1:token")).recall(42)).language == "ky"
    await opened.close()


async def test_the_file_names_nobody_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "bot.sqlite3"
    opened = await Sqlite.open(path)
    await Chats(opened, ChatKeys("1:token")).choose(7_123_456_789, "ky")
    await opened.close()
    assert b"7123456789" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_another_token_cannot_read_the_choices(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    await Chats(opened, ChatKeys("1:token")).choose(42, "ky")
    assert (await Chats(opened, ChatKeys("2:other")).recall(42)).language is None
    await opened.close()


async def test_writes_are_synced_and_logged_ahead(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    assert await opened.fetch("PRAGMA journal_mode") == [("wal",)]
    assert await opened.fetch("PRAGMA synchronous") == [(2,)]
    assert await opened.fetch("PRAGMA secure_delete") == [(1,)]
    await opened.close()


async def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="newer bot"):
        await Sqlite.open(path)


async def test_a_locked_database_is_reported_and_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    opened = await Sqlite.open(path, busy_seconds=0.1)
    await Chats(opened, ChatKeys("1:token")).choose(1, "ky")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="locked"):
        await Chats(opened, ChatKeys("1:token")).choose(1, "ru")
    with pytest.raises(StorageError, match="locked"):
        await Sqlite.open(path, busy_seconds=0.1)
    other.execute("ROLLBACK")
    other.close()
    assert (await Chats(opened, ChatKeys("1:token")).recall(1)).language == "ky"
    await Chats(opened, ChatKeys("1:token")).choose(1, "ru")
    assert (await Chats(opened, ChatKeys("1:token")).recall(1)).language == "ru"
    await opened.close()


async def test_a_file_that_is_no_database_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes " * 50)
    with pytest.raises(StorageError, match=r"notes\.txt"):
        await Sqlite.open(path)
    assert path.read_text().startswith("not a database")


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"file/bot\.sqlite3"):
        await Sqlite.open(tmp_path / "file" / "bot.sqlite3")


async def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ConfigError, match="sqlite:///"):
        await database.connect("mysql://localhost/bot")
