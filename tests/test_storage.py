"""The database, of either kind: what is kept survives, nothing tells who is who, what cannot be used is named."""

import asyncio
import sqlite3
import stat
import traceback
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from bot.attempt import is_outside
from bot.errors import ConfigError, StorageError
from bot.storage import migrations
from bot.storage.chats import RECENT_SECONDS, ChatKeys, Chats, Remembered
from bot.storage.database import DAY_SECONDS, Database, connect
from bot.storage.migrations import MIGRATIONS
from bot.storage.postgres import Postgres
from bot.storage.sqlite import Sqlite
from bot.storage.store import Store
from tests import postgres

SCHEMAS = range(1, migrations.count())


async def test_a_choice_survives_a_restart_and_can_be_changed(database_url: str) -> None:
    for language in ("ky", "ru"):
        opened = await connect(database_url)
        await Chats(opened, ChatKeys("1:token")).choose(42, language)
        await opened.close()
        opened = await connect(database_url)
        assert (await Chats(opened, ChatKeys("1:token")).recall(42)).language == language
        assert (await Chats(opened, ChatKeys("1:token")).recall(43)).language is None
        await opened.close()


async def test_the_last_answer_is_kept_for_ten_minutes_and_then_forgotten(opened: Database) -> None:
    clock = [1_000_000.0]
    chats = Chats(opened, ChatKeys("1:token"), lambda: clock[0])
    await chats.remember(42, "passport-abroad")
    assert await chats.recall(42) == Remembered(None, "passport-abroad")
    await chats.choose(42, "ky")
    clock[0] += RECENT_SECONDS - 1
    assert (await chats.recall(42)).entry == "passport-abroad"
    clock[0] += 1
    assert (await chats.recall(42)).entry is None
    await chats.remember(43, "voting-where")
    await chats.lose(44)
    await chats.forget_old(30)
    rows = await opened.fetch("SELECT language, entry FROM chats ORDER BY entry IS NULL, language IS NULL")
    assert rows == [(None, "voting-where"), ("ky", None), (None, None)]
    assert (await chats.recall(44)).unreachable
    await chats.regain(44)
    assert not (await chats.recall(44)).unreachable


async def test_those_whom_nothing_can_be_sent_are_forgotten_after_a_time(opened: Database) -> None:
    clock = [1_000_000.0]
    chats = Chats(opened, ChatKeys("1:token"), lambda: clock[0])
    await chats.choose(42, "ky")
    await chats.choose(43, "ky")
    await chats.lose(42)
    clock[0] += 30 * DAY_SECONDS - 1
    await chats.forget_old(30)
    assert await chats.recall(42) == Remembered("ky", unreachable=True)
    clock[0] += 1
    await chats.forget_old(30)
    assert await chats.recall(42) == Remembered()
    assert await chats.recall(43) == Remembered("ky")


async def test_a_message_that_crosses_the_closing_of_its_question_leaves_nothing(opened: Database) -> None:
    relays = Store.over(opened, "1:token").relays
    closed, other = await relays.open(7, "ru"), await relays.open(8, "ru")
    await relays.close(closed)
    await relays.link(closed, 10, 20)
    await relays.link(other, 11, 21)
    assert await opened.fetch("SELECT relay_id, operators_message FROM relay_messages") == [(other.id, 11)]


async def test_every_concern_keeps_and_forgets(opened: Database) -> None:
    store = Store.over(opened, "1:token", lambda: 1_000_000.0)
    day = date(2026, 12, 24)
    await store.messages.note(42, [7, 5, 7])
    assert await store.messages.of(42) == [5, 7]
    for helped in (True, True, False):
        await store.votes.count(day, "hotline", helped)
    await store.votes.count(day, "voting-where", False)
    assert await store.votes.since(date.min) == {"hotline": (2, 1), "voting-where": (0, 1)}
    for _ in range(2):
        await store.reminders.add(42, "ru", "registration", day, [1_000_000, 2_000_000])
    (due,) = await store.reminders.due(1_000_000.5)
    assert (due.chat_id, due.last_day) == (42, day)
    assert await store.reminders.postpone(due, 1_000_600)
    assert not await store.reminders.postpone(due, 1_000_600)
    assert await store.reminders.cancel(42, "registration", day) == 2
    first, second = await store.relays.open(42, "ky"), await store.relays.open(43, "ru")
    await store.relays.link(first, 10, 20)
    await store.relays.link(first, 10, 21)
    assert await store.relays.by_operators_message(10) == (first, 21)
    assert await store.relays.by_readers_message(42, 21) == (first, 10)
    assert await store.relays.close(second) and not await store.relays.close(second)
    assert (await store.relays.open(43, "ru")).id == second.id + 1
    await store.forget_old(30)
    assert await store.messages.of(42) == [5, 7]
    assert [relay.id for relay in await store.relays.opened_before(1_000_001.0)] == [first.id, second.id + 1]


@pytest.mark.parametrize("schema", SCHEMAS)
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


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_a_postgres_of_an_older_schema_keeps_its_choices(schema: int, postgres_url: str) -> None:
    await postgres.of_schema(schema, postgres_url)
    opened = await connect(postgres_url)
    assert (await Chats(opened, ChatKeys("1:token")).recall(42)).language == "ky"
    await opened.close()


async def test_processes_that_start_at_once_make_one_schema(postgres_url: str) -> None:
    opened = await asyncio.gather(*(connect(postgres_url) for _ in range(5)))
    assert await opened[0].fetch("SELECT version FROM schema_version") == [(migrations.count(),)]
    for database in opened:
        await database.close()


async def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "bot.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="newer bot"):
        await Sqlite.open(path)
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE schema_version (version BIGINT NOT NULL)")
    await connection.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(StorageError, match=r"127\.0\.0\.1/bot_\d+ was written by a newer bot"):
        await connect(postgres_url)
    assert await connection.fetchval("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") == 1
    await connection.close()


async def test_a_postgres_that_is_not_there_is_named_without_its_password(unused_tcp_port: int) -> None:
    with pytest.raises(StorageError, match=r"127\.0\.0\.1/bot cannot be used") as refusal:
        await connect(f"postgresql://bot:secret@127.0.0.1:{unused_tcp_port}/bot")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "password",
    [
        "top/secret",
        "12345/secret",
        "top@secret/x",
        "to:p/secret",
        "s#secret",
        "12#secret",
        "12?secret",
        "[secret",
        "a@b",
    ],
)
async def test_a_password_that_makes_the_address_unreadable_is_not_shown(password: str, unused_tcp_port: int) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL") as refusal:
        await connect(f"postgresql://bot:{password}@127.0.0.1:{unused_tcp_port}/bot")
    shown = "".join(traceback.format_exception(refusal.value))
    assert "secret" not in shown and password not in shown and "invalid literal" not in shown


async def test_connections_that_the_server_ended_are_replaced(postgres_url: str) -> None:
    opened = await connect(postgres_url)
    chats = Chats(opened, ChatKeys("1:token"))
    await chats.choose(42, "ky")
    other = await asyncpg.connect(postgres_url)
    await other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    await other.close()
    await asyncio.sleep(0.2)  # until the news has come
    assert (await chats.recall(42)).language == "ky"
    await opened.close()


async def test_a_connection_that_never_comes_free_holds_up_no_stop(postgres_url: str) -> None:
    opened = await Postgres.open(postgres_url)
    await opened._pool.acquire()
    async with asyncio.timeout(10):
        await opened.close()


async def test_the_file_names_nobody_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "bot.sqlite3"
    opened = await Sqlite.open(path)
    await Chats(opened, ChatKeys("1:token")).choose(7_123_456_789, "ky")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    await opened.close()
    assert b"7123456789" not in path.read_bytes()


async def test_a_file_left_readable_for_others_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.touch(0o644)
    opened = await Sqlite.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await opened.close()


async def test_another_token_cannot_read_the_choices(opened: Database) -> None:
    await Chats(opened, ChatKeys("1:token")).choose(42, "ky")
    assert (await Chats(opened, ChatKeys("2:other")).recall(42)).language is None


async def test_writes_are_synced_and_logged_ahead(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    assert await opened.fetch("PRAGMA journal_mode") == [("wal",)]
    assert await opened.fetch("PRAGMA synchronous") == [(2,)]
    assert await opened.fetch("PRAGMA secure_delete") == [(1,)]
    await opened.close()


async def test_writes_that_wait_together_share_a_commit_and_one_that_fails_fails_alone(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    await opened.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")
    log = tmp_path / "bot.sqlite3-wal"
    before = log.stat().st_size
    writes = [opened.execute("INSERT INTO numbers VALUES (?)", (n,)) for n in [*range(100), 7]]
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert outcomes[:100] == [1] * 100 and isinstance(outcomes[100], sqlite3.IntegrityError)
    assert await opened.fetch("SELECT COUNT(*) FROM numbers") == [(100,)]
    assert log.stat().st_size - before < 20 * 4096  # pages of a few commits, not of a hundred
    await opened.close()


@pytest.mark.parametrize("value", [2**70, "\ud800", object()], ids=["huge", "half a character", "no value"])
async def test_a_value_that_sqlite_cannot_hold_harms_nobody_else(value: object, tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    await opened.execute("CREATE TABLE numbers (n)")
    writes = [opened.execute("INSERT INTO numbers VALUES (?)", (n,)) for n in (1, value, 2)]
    async with asyncio.timeout(10):
        first, failed, last = await asyncio.gather(*writes, return_exceptions=True)
    assert (first, last) == (1, 1) and isinstance(failed, Exception)
    assert await opened.fetch("SELECT n FROM numbers") == [(1,), (2,)]
    await opened.close()


async def test_a_closed_database_leaves_nobody_waiting(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    await opened.close()
    async with asyncio.timeout(10):
        with pytest.raises(StorageError, match="losed"):
            await opened.fetch("SELECT 1")


async def test_a_full_disk_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    chats = Chats(opened, ChatKeys("1:token"))
    await chats.choose(42, "ky")
    ((pages,),) = await opened.fetch("PRAGMA page_count")
    await opened.fetch(f"PRAGMA max_page_count = {pages}")
    writes = [
        opened.execute("INSERT INTO chats VALUES (?, ?, 1, 1, ?, 1, 1)", (f"{n}", "x" * 999, "")) for n in range(50)
    ]
    outcomes = await asyncio.gather(*writes, chats.choose(43, "ru"), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {StorageError}
    assert "full" in str(outcomes[0])
    await opened.fetch("PRAGMA max_page_count = 100000")
    assert (await chats.recall(42)).language == "ky"
    await chats.choose(43, "ru")
    assert await opened.fetch("SELECT COUNT(*) FROM chats") == [(2,)]
    await opened.close()


async def test_what_is_erased_cannot_be_read_in_any_file(tmp_path: Path) -> None:
    opened = await Sqlite.open(tmp_path / "bot.sqlite3")
    store = Store.over(opened, "1:token")
    await store.inbox.add(1, 42, "a very private question")
    await store.inbox.answered(1)
    await store.forget_old(30)
    for name in ("bot.sqlite3", "bot.sqlite3-wal"):
        assert b"very private" not in (tmp_path / name).read_bytes()
    await opened.close()


async def test_a_locked_database_is_reported_and_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    opened = await Sqlite.open(path, opening_seconds=0.1)
    await Chats(opened, ChatKeys("1:token")).choose(1, "ky")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="locked"):
        await Chats(opened, ChatKeys("1:token")).choose(1, "ru")
    with pytest.raises(StorageError, match="locked"):
        await Sqlite.open(path, opening_seconds=0.1)
    other.execute("ROLLBACK")
    other.close()
    assert (await Chats(opened, ChatKeys("1:token")).recall(1)).language == "ky"
    await Chats(opened, ChatKeys("1:token")).choose(1, "ru")
    assert (await Chats(opened, ChatKeys("1:token")).recall(1)).language == "ru"
    await opened.close()


async def test_a_long_reader_of_the_file_makes_nobody_wait_for_what_is_erased(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    opened = await Sqlite.open(path)
    await opened.fetch("PRAGMA busy_timeout = 600000")  # whoever waits here waits for ever
    opened._patience = "PRAGMA busy_timeout = 600000"
    await Chats(opened, ChatKeys("1:token")).choose(1, "ky")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM chats").fetchall()
    await Chats(opened, ChatKeys("1:token")).choose(1, "ru")
    async with asyncio.timeout(30):
        await opened.tidy()
    assert path.with_name(f"{path.name}-wal").stat().st_size
    assert await opened.fetch("PRAGMA busy_timeout") == [(600000,)]
    other.close()
    await opened.tidy()
    assert not path.with_name(f"{path.name}-wal").stat().st_size
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
        await connect("mysql://localhost/bot")


async def test_a_fault_of_the_statement_is_no_outage(opened: Database) -> None:
    """Else it would be waited for, for a day."""
    with pytest.raises((sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)) as fault:
        await opened.execute("INSERT INTO votes VALUES ('2026-11-28', 'fees', 1, NULL)")
    assert not is_outside(fault.value)
    assert await opened.fetch("SELECT COUNT(*) FROM votes") == [(0,)]


async def test_what_is_written_together_is_written_whole_or_not_at_all(opened: Database) -> None:
    good = ("INSERT INTO votes VALUES ('2026-11-28', 'fees', 1, 1)", ())
    bad = ("INSERT INTO votes VALUES (?, 'hotline', 1, NULL)", ("2026-11-28",))
    with pytest.raises((sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)):
        await opened.together(good, bad)
    assert await opened.fetch("SELECT COUNT(*) FROM votes") == [(0,)]
    await opened.together(good, ("UPDATE votes SET count = count + ?", (1,)))
    assert await opened.fetch("SELECT entry, count FROM votes") == [("fees", 2)]
