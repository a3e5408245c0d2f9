"""The webhook and the health pages over real HTTP: Telegram's posts and nobody else's; what a watcher is told."""

import asyncio
import io
import json
import socket
import struct
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.intake import Intake
from bot.errors import ConfigError, StorageError
from bot.web import site, webhook
from bot.web.health import Health
from bot.web.webhook import LARGEST, SECRET

URL = "https://bot.example.org/telegram/updates"
UPDATE = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "x"}}


@pytest.fixture
async def posted(bot: SimpleNamespace) -> AsyncIterator[SimpleNamespace]:
    """A webhook that listens: `post` gives the status of its answer."""
    intake = Intake(bot.desk.store.inbox, bot.desk.metrics, lambda: None)
    served = webhook.app(URL, "right-secret", intake)
    async with site.serving(served, ("127.0.0.1", 0), "LISTEN") as (host, port), aiohttp.ClientSession() as session:

        async def post(body: Any, secret: str | None = "right-secret", path: str = "/telegram/updates") -> int:
            data = body if isinstance(body, bytes | io.BytesIO) else json.dumps(body).encode()
            headers = {SECRET: secret} if secret is not None else {}
            async with session.post(f"http://{host}:{port}{path}", data=data, headers=headers) as answer:
                return answer.status

        yield SimpleNamespace(post=post, listen=(host, port), inbox=bot.desk.store.inbox, desk=bot.desk)


async def test_a_post_is_kept_before_it_is_acknowledged(posted: SimpleNamespace) -> None:
    assert await posted.post(UPDATE) == 200
    (kept,) = await posted.inbox.take(9)
    assert json.loads(kept.body) == UPDATE


@pytest.mark.parametrize("secret", [None, "", "wrong", "right-secre", "right-secret2", "ы"])
async def test_nobody_without_the_secret_is_heard(posted: SimpleNamespace, secret: str | None) -> None:
    assert await posted.post(UPDATE, secret) == 401
    assert await posted.inbox.take(9) == []


async def test_a_secret_of_other_bytes_than_text_is_wrong_too(posted: SimpleNamespace) -> None:
    reader, writer = await asyncio.open_connection(*posted.listen)
    head = f"POST /telegram/updates HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n{SECRET}: "
    writer.write(head.encode() + b"\xff\xfe\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401")


async def test_a_post_that_breaks_off_is_not_kept_and_no_fault_of_ours(
    posted: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_connection(posted.listen) as telegram:
        telegram.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed as by a reset
        head = f"POST /telegram/updates HTTP/1.1\r\nHost: x\r\n{SECRET}: right-secret\r\nContent-Length: 99\r\n\r\n"
        telegram.sendall(head.encode() + b'{"update_id": 1')
        await asyncio.sleep(0.1)  # until the post's beginning is read
    assert await posted.post({**UPDATE, "update_id": 2}) == 200
    (kept,) = await posted.inbox.take(9)
    assert json.loads(kept.body)["update_id"] == 2
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("path", ["/", "/telegram", "/telegram/updates/more", "/metrics", "/healthz"])
async def test_only_telegrams_path_is_there(posted: SimpleNamespace, path: str) -> None:
    assert await posted.post(UPDATE, path=path) == 404


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 9_000, b"null", b"[]", b"{}", b'{"update_id": "1"}'])
async def test_what_is_no_update_is_refused(posted: SimpleNamespace, body: bytes) -> None:
    assert await posted.post(body) == 400
    assert await posted.inbox.take(9) == []


async def test_a_post_of_more_than_a_mebibyte_is_refused(posted: SimpleNamespace) -> None:
    assert await posted.post(io.BytesIO(b" " * (LARGEST + 1))) == 413


async def test_telegram_is_told_to_come_again_when_an_update_cannot_be_kept(
    posted: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StorageError("The database {path} cannot be used: {reason}.", path="x", reason="disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(posted.desk.store.database, "execute", full)
        assert await posted.post(UPDATE) == 503
    assert await posted.post(UPDATE) == 200
    assert "faqbot_database_errors_total 1.0" in posted.desk.metrics.text().decode()


async def test_an_address_that_is_taken_is_named_by_its_variable(bot: SimpleNamespace) -> None:
    pages = Health(bot.app, bot.desk, Dispatcher(bot.app, bot.desk))
    async with site.serving(pages.web_app(), ("127.0.0.1", 0), "HEALTH_LISTEN") as listen:
        with pytest.raises(ConfigError, match=rf"HEALTH_LISTEN: 127\.0\.0\.1:{listen[1]} cannot"):
            async with site.serving(pages.web_app(), listen, "HEALTH_LISTEN"):
                pass


async def test_a_failure_while_something_is_served_is_not_blamed_on_its_address(bot: SimpleNamespace) -> None:
    pages = Health(bot.app, bot.desk, Dispatcher(bot.app, bot.desk))
    with pytest.raises(FileNotFoundError):  # a ConfigError would tell systemd to start the bot no more
        async with site.serving(pages.web_app(), ("127.0.0.1", 0), "HEALTH_LISTEN"):
            raise FileNotFoundError


async def test_health_tells_which_part_fails(bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Health(bot.app, bot.desk, Dispatcher(bot.app, bot.desk))
    served = site.serving(pages.web_app(), ("127.0.0.1", 0), "HEALTH_LISTEN")
    async with served as (host, port), aiohttp.ClientSession(f"http://{host}:{port}") as session:

        async def read(path: str) -> tuple[int, str]:
            async with session.get(path) as answer:
                return answer.status, await answer.text()

        assert await read("/healthz") == (200, '{"alive": true}')
        assert await read("/readyz") == (200, '{"database": true, "telegram": true, "index": true}')
        await bot.desk.store.inbox.add(1, 7, "{}")
        bot.clock[0] += 30
        status, figures = await read("/metrics")
        assert status == 200
        assert "faqbot_inbox_waiting 1.0" in figures and "faqbot_inbox_oldest_seconds 30.0" in figures
        assert f"faqbot_faq_entries {len(bot.desk.editions.current.catalogue.entries)}.0" in figures
        assert "faqbot_model_ready 1.0" in figures

        async def broken(*_: object) -> None:
            raise StorageError("The database {path} cannot be used: {reason}.", path="x", reason="gone")

        monkeypatch.setattr(bot.desk.store.database, "fetch", broken)
        assert await read("/readyz") == (503, '{"database": false, "telegram": true, "index": true}')
        assert (await read("/healthz"))[0] == (await read("/metrics"))[0] == 200
