"""Calls of the Bot API over real loopback HTTP, against a small server of our own that counts connections."""

import asyncio
import hashlib
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot import app as application
from bot.calls import client as limits
from bot.calls.client import Client
from bot.calls.pace import Pace
from bot.context import Desk
from bot.metrics import Metrics
from tests.emulator import TOKEN, serve

ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "synthetic_bot"}
SENT = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private", "first_name": "Reader"}, "text": "…"}
LONGEST = 60  # seconds within which everything here is over

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Listen = Callable[[Handler], Awaitable[str]]


def ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refusal(status: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


class Telegram:
    """Answers every method; `script` comes first, `gate` holds answers back."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.script: list[web.StreamResponse] = []
        self.peers: set[Any] = set()
        self.open = self.most = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.changed = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        self.peers.add(request.transport.get_extra_info("peername"))
        fields = {name: await _read(value) for name, value in (await request.post()).items()}
        method = request.path.rpartition("/")[2]
        async with self.changed:
            self.calls.append((method, fields))
            self.open += 1
            self.most = max(self.most, self.open)
            self.changed.notify_all()
        await self.gate.wait()
        self.open -= 1
        if self.script:
            return self.script.pop(0)
        return ok(ME if method == "getMe" else [] if method == "getUpdates" else SENT)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(LONGEST), self.changed:
            await self.changed.wait_for(lambda: len(self.calls) >= count)


async def _read(value: Any) -> Any:
    if not isinstance(value, web.FileField):
        return value
    return value.filename, value.content_type, value.file.read()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies are not those of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Telegram, str]]:
    answering = Telegram()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/{path:.*}", answering.handle)
    runner, url = await serve(app)
    yield answering, f"{url}{TOKEN}"
    await runner.cleanup()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client() as opened:
        yield opened


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Serve raw bytes: `listen(handler)` gives the address."""
    tasks: list[asyncio.Task[None]] = []
    servers: list[asyncio.Server] = []

    async def start(handler: Handler) -> str:
        async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            tasks.append(task)
            try:
                await handler(reader, writer)
            finally:
                writer.close()

        servers.append(await asyncio.start_server(serve_one, "127.0.0.1", 0))
        return f"http://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}/bot{TOKEN}"

    yield start
    for server in servers:
        server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_connection_serves_calls_that_follow_each_other(
    client: Client, telegram: tuple[Telegram, str]
) -> None:
    answering, url = telegram
    for _ in range(5):
        assert await client.post(f"{url}/getMe") == ME
    assert len(answering.calls) == 5 and len(answering.peers) == 1


async def test_calls_at_once_are_as_many_as_connections_and_the_others_wait(
    client: Client, telegram: tuple[Telegram, str]
) -> None:
    answering, url = telegram
    answering.gate.clear()
    calls = [asyncio.create_task(client.post(f"{url}/getMe")) for _ in range(limits.CONNECTIONS + 40)]
    await answering.until(64)
    answering.gate.set()
    assert await asyncio.gather(*calls) == [ME] * len(calls)
    assert answering.most == limits.CONNECTIONS == 64
    assert len(answering.peers) == 64


async def test_the_queue_for_a_connection_has_an_end(telegram: tuple[Telegram, str]) -> None:
    answering, url = telegram
    answering.gate.clear()
    async with Client(connections=1) as client:
        patient = {"pool_timeout": 60, "connect_timeout": 60}  # a busy machine takes seconds for them all
        calls = [asyncio.create_task(client.post(f"{url}/getMe", **patient)) for _ in range(1 + limits.QUEUE)]
        await answering.until(1)
        with pytest.raises(NetworkError, match="Too many calls"):
            await client.post(f"{url}/getMe")
        answering.gate.set()
        assert await asyncio.gather(*calls) == [ME] * len(calls)
        assert await client.post(f"{url}/getMe") == ME


class Closing:
    """A raw server that answers the first `answers` calls of each connection, and closes it then or at the next one."""

    def __init__(self, answers: int, at_once: bool = False) -> None:
        self.answers, self.at_once = answers, at_once
        self.asked: list[int] = []  # the number of the connection that each call came over
        self.count = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count += 1
        number, body = self.count, json.dumps({"ok": True, "result": ME}).encode()
        for answered in range(self.answers + (not self.at_once)):
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            self.asked.append(number)
            if answered < self.answers:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


@pytest.mark.parametrize(("at_once", "asked"), [(False, [1, 1, 2, 2, 3]), (True, [1, 2, 3])])
async def test_a_kept_connection_that_the_server_closes_is_replaced_at_once(
    client: Client, listen: Listen, at_once: bool, asked: list[int]
) -> None:
    closing = Closing(1, at_once)
    url = await listen(closing.serve)
    assert [await client.post(f"{url}/getMe") for _ in range(3)] == [ME] * 3
    assert closing.asked == asked


async def test_a_new_connection_that_the_server_closes_is_a_failure_after_one_call(
    client: Client, listen: Listen
) -> None:
    closing = Closing(answers=0)
    url = await listen(closing.serve)
    with pytest.raises(NetworkError, match="ServerDisconnectedError"):
        await client.post(f"{url}/sendMessage")
    assert closing.asked == [1]


async def test_a_late_answer_is_a_time_out(client: Client, telegram: tuple[Telegram, str]) -> None:
    answering, url = telegram
    answering.gate.clear()
    with pytest.raises(TimedOut):
        await client.post(f"{url}/sendMessage", read_timeout=0.05)
    answering.gate.set()


async def test_an_answer_that_never_ends_is_a_time_out(client: Client, listen: Listen) -> None:
    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.02)

    url = await listen(trickle)
    short = {f"{name}_timeout": 0.1 for name in ("read", "write", "connect", "pool")}
    async with asyncio.timeout(LONGEST):
        with pytest.raises(TimedOut):
            await client.post(f"{url}/sendMessage", **short)


async def test_a_long_poll_is_waited_for_longer_than_it_lasts(client: Client, telegram: tuple[Telegram, str]) -> None:
    _, url = telegram
    asked: dict[str, Any] = {}

    class Watched(Client):
        async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            asked.update(kwargs)
            return await super().do_request(*args, **kwargs)

    bot = ExtBot(TOKEN, url.removesuffix(TOKEN), request=client, get_updates_request=Watched(connections=1))
    async with bot:
        assert await bot.get_updates(timeout=30) == ()
    assert asked["read_timeout"] == 30 + limits.READ_SECONDS


def answering(head: str, page: str = "") -> Handler:
    """A raw server whose page quotes what it was asked, as proxies do."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert TOKEN in asked
        body = f"{page}{asked if page else ''}"
        length = "" if "chunked" in head else f"Content-Length: {len(body)}\r\n"
        writer.write(f"HTTP/1.1 {head}\r\n{length}Connection: close\r\n\r\n{body}".encode())

    return handle


@pytest.mark.parametrize(
    ("head", "page", "told"),
    [
        ("502 Bad Gateway", "<html>cannot retrieve ", "HTTP status 502"),
        ("413 Too Large", "<html>", "HTTP status 413"),
        ("404 Not Found", '["a list", "', "HTTP status 404"),
        ("302 Found\r\nLocation: http://127.0.0.1:1/login", "<html>", "HTTP status 302"),
        ("200 OK", "<html>Welcome to our network ", "Something else than the Bot API answered"),
        ("not HTTP at all", "", "ClientResponseError"),
        ("200 OK\r\nTransfer-Encoding: chunked", "", "ClientPayloadError"),
    ],
)
async def test_an_answer_that_is_not_telegrams_is_told_without_the_token(
    client: Client, listen: Listen, caplog: pytest.LogCaptureFixture, head: str, page: str, told: str
) -> None:
    caplog.set_level(logging.DEBUG)
    url = await listen(answering(head, page))
    with pytest.raises(NetworkError) as caught:
        await client.post(f"{url}/getMe")
    assert_silent_about_the_token(caught.value, told, caplog.text)


def assert_silent_about_the_token(error: TelegramError, told: str, logged: str) -> None:
    assert told in error.message
    assert error.__cause__ is None and error.__context__ is None
    assert TOKEN not in "".join(traceback.format_exception(error)) + repr(error) + logged


async def test_a_refused_connection_is_told_without_the_token(
    client: Client, caplog: pytest.LogCaptureFixture, unused_tcp_port: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NetworkError) as caught:
        await client.post(f"http://127.0.0.1:{unused_tcp_port}/bot{TOKEN}/getMe")
    assert not isinstance(caught.value, TimedOut)
    assert_silent_about_the_token(caught.value, "Connection refused", caplog.text)


async def test_no_free_connection_in_time_is_told_without_the_token(
    telegram: tuple[Telegram, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    busy, url = telegram
    busy.gate.clear()
    async with Client(connections=1) as client:
        first = asyncio.create_task(client.post(f"{url}/getMe"))
        await busy.until(1)
        with pytest.raises(TimedOut) as caught:
            await client.post(f"{url}/getMe", pool_timeout=0.01, connect_timeout=0.01)
        busy.gate.set()
        assert await first == ME
    assert_silent_about_the_token(caught.value, "Timed out while connecting", caplog.text)


@pytest.mark.parametrize(
    ("address", "told"), [("https://127.0.0.1:{port}/bot", "TLS: "), ("http://:80/bot", "InvalidUrlClientError")]
)
async def test_an_address_that_cannot_be_called_is_told_without_the_token(
    client: Client, telegram: tuple[Telegram, str], caplog: pytest.LogCaptureFixture, address: str, told: str
) -> None:
    caplog.set_level(logging.DEBUG)
    port = telegram[1].split(":")[2].split("/")[0]
    with pytest.raises(NetworkError) as caught:
        await client.post(f"{address.format(port=port)}{TOKEN}/getMe")
    assert_silent_about_the_token(caught.value, told, caplog.text)


@pytest.fixture
async def bot(client: Client, telegram: tuple[Telegram, str]) -> AsyncIterator[ExtBot[Any]]:
    url = telegram[1].removesuffix(TOKEN)
    opened = ExtBot(TOKEN, url, request=client, get_updates_request=Client(1), rate_limiter=Pace(Metrics()))
    async with opened:
        telegram[0].calls.clear()
        yield opened


async def test_the_application_calls_through_two_clients_at_a_pace(desk: Desk) -> None:
    bot = application.build(TOKEN, "http://127.0.0.1/bot", desk).bot
    polls, calls = bot._request
    assert isinstance(calls, Client) and isinstance(polls, Client) and calls is not polls
    assert isinstance(bot.rate_limiter, Pace)


@pytest.mark.parametrize(
    "refusals",
    [
        [(502, "Bad Gateway", {}), (502, "Bad Gateway", {})],
        [(429, "Too Many Requests: retry after 1", {"retry_after": 1})],
    ],
)
async def test_a_message_refused_for_the_moment_arrives_once(
    bot: ExtBot[Any],
    telegram: tuple[Telegram, str],
    monkeypatch: pytest.MonkeyPatch,
    refusals: list[tuple[int, str, dict[str, int]]],
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or RetryAfter warns
    serving, _ = telegram
    serving.script = [refusal(status, description, **more) for status, description, more in refusals]
    sent = await bot.send_message(7, "Каттоо")
    assert sent.message_id == SENT["message_id"]
    assert [fields["text"] for _, fields in serving.calls] == ["Каттоо"] * (len(refusals) + 1)


async def test_letters_signs_and_structures_arrive_as_they_were(
    bot: ExtBot[Any], telegram: tuple[Telegram, str]
) -> None:
    text = "Өлкөдөн чыгуу: 100 % + «ң» & <b>ү</b>; a=b?\n☎️"
    await bot.send_message(7, text, api_kwargs={"reply_markup": {"inline_keyboard": [[{"text": "Ооба", "x": None}]]}})
    (method, fields), *more = telegram[0].calls
    assert (method, fields["chat_id"], fields["text"], more) == ("sendMessage", "7", text, [])
    assert json.loads(fields["reply_markup"]) == {"inline_keyboard": [[{"text": "Ооба", "x": None}]]}


async def test_a_file_arrives_whole_with_its_name_after_a_failure(
    bot: ExtBot[Any], telegram: tuple[Telegram, str]
) -> None:
    serving, _ = telegram
    serving.script = [refusal(502, "Bad Gateway")]
    page = b"".join(hashlib.sha256(bytes([number % 256])).digest() for number in range(2**16))  # 2 MiB
    await bot.send_document(7, InputFile(page, 'көчүрмө "1".html'), caption="Бардык жооптор")
    for method, fields in serving.calls:
        name, kind, content = fields["document"]
        assert (method, fields["caption"], name, kind) == (
            "sendDocument",
            "Бардык жооптор",
            'көчүрмө "1".html',
            "text/html",
        )
        assert content == page
    assert len(serving.calls) == 2


class Forward:
    """A small forward proxy."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.asked.append((str(request.url), request.headers.get("Proxy-Authorization", "")))
        if request.method == "CONNECT":
            return web.Response(status=403, text=str(request.url))
        headers = {"Content-Type": request.headers["Content-Type"]}
        async with (
            ClientSession() as session,
            session.post(request.url, data=await request.read(), headers=headers) as answer,
        ):
            return web.Response(body=await answer.read(), content_type="application/json")


@pytest.fixture
async def forward() -> AsyncIterator[tuple[Forward, str]]:
    forwarding = Forward()
    runner = web.ServerRunner(web.Server(forwarding.handle, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield forwarding, f"127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("value", ["http://reader:secret@{}", "http://{}", "{}"])
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "all_proxy"])
async def test_the_proxy_of_the_environment_is_used(
    client: Client,
    telegram: tuple[Telegram, str],
    forward: tuple[Forward, str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value.format(forward[1]))
    answering, url = telegram
    bot = ExtBot(TOKEN, url.removesuffix(TOKEN), request=client, get_updates_request=Client())
    async with bot:
        await bot.send_message(7, "Каттоо")
    assert answering.calls[-1] == ("sendMessage", {"chat_id": "7", "text": "Каттоо"})
    credentials = "Basic cmVhZGVyOnNlY3JldA==" if "secret" in value else ""
    assert forward[0].asked == [(f"{url}/{method}", credentials) for method in ("getMe", "sendMessage")]


async def test_a_host_that_the_environment_excepts_is_called_without_the_proxy(
    client: Client, telegram: tuple[Telegram, str], forward: tuple[Forward, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://{forward[1]}")
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert await client.post(f"{telegram[1]}/getMe") == ME
    assert forward[0].asked == []


async def test_a_proxy_of_another_kind_is_left_out_and_said_so_without_its_password(
    client: Client,
    telegram: tuple[Telegram, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://reader:secret@127.0.0.1:1080")
    assert await client.post(f"{telegram[1]}/getMe") == ME
    assert await client.post(f"{telegram[1]}/getMe") == ME
    assert caplog.text.count("not an HTTP proxy") == 1 and "secret" not in caplog.text


async def test_a_proxy_that_refuses_is_told_without_its_password_or_the_token(
    client: Client, forward: tuple[Forward, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("https_proxy", f"http://reader:secret@{forward[1]}")
    with pytest.raises(NetworkError) as caught:
        await client.post(f"https://telegram.invalid/bot{TOKEN}/getMe")
    assert_silent_about_the_token(caught.value, "The proxy answered with HTTP status 403", caplog.text)
    assert "secret" not in repr(caught.value) + caplog.text


async def test_a_client_opens_and_closes_as_often_as_it_is_told(telegram: tuple[Telegram, str]) -> None:
    client = Client()
    with pytest.raises(NetworkError):
        await client.post(f"{telegram[1]}/getMe")
    for _ in range(2):
        await client.initialize()
        await client.initialize()
        assert await client.post(f"{telegram[1]}/getMe") == ME
        await client.shutdown()
        await client.shutdown()
    assert len(telegram[0].peers) == 2
