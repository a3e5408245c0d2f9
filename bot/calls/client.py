"""Calls of the Bot API over kept connections; what fails is told without the address, for it holds the token."""

import io
import json
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.connector import NEEDS_CLEANUP_CLOSED
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.calls.failure import failure
from bot.calls.proxy import proxy

CONNECTIONS = 64
QUEUE = 256  # calls that may wait for a connection
POOL_SECONDS = 5.0
CONNECT_SECONDS = 5.0
WRITE_SECONDS = 5.0
UPLOAD_SECONDS = 20.0
READ_SECONDS = 10.0
IDLE_SECONDS = 60.0  # that a connection is kept: a small bot often has nothing to say
DNS_SECONDS = 60


@dataclass(slots=True)
class _Connection:
    """What one try was sent over."""

    kept: bool = False


class Client(BaseRequest):
    """python-telegram-bot's way to Telegram, over aiohttp, through the proxy that the environment names.

    Time-outs that a caller does not give are the constants above; all of a call ends within their sum. At most
    `connections` calls are made at once, and QUEUE wait. Raises TimedOut or NetworkError, without a cause.
    """

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}
        self._calls = 0

    @property
    def read_timeout(self) -> float:
        """Seconds; python-telegram-bot adds the length of a long poll."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Ready for calls; connections are opened by them."""
        if self._session:
            return
        trace = aiohttp.TraceConfig()
        trace.on_connection_reuseconn.append(_kept)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections,
                keepalive_timeout=IDLE_SECONDS,
                ttl_dns_cache=DNS_SECONDS,
                enable_cleanup_closed=NEEDS_CLEANUP_CLOSED,  # a server that never ends TLS would keep the socket open
            ),
            headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[trace],
        )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        if self._calls >= self._connections + QUEUE:
            raise NetworkError("Too many calls wait for a connection")
        uploads = bool(request_data and request_data.contains_files)
        read = _seconds(read_timeout, READ_SECONDS)
        write = _seconds(write_timeout, UPLOAD_SECONDS if uploads else WRITE_SECONDS)
        connect = _seconds(connect_timeout, CONNECT_SECONDS)
        connected = _sum(_seconds(pool_timeout, POOL_SECONDS), connect)  # aiohttp's `connect` is both
        limits = aiohttp.ClientTimeout(
            total=_sum(connected, write, read), connect=connected, sock_connect=connect, sock_read=read
        )
        self._calls += 1
        try:
            outcome = await self._exchange(url, method, request_data, limits)
        finally:
            self._calls -= 1
        if isinstance(outcome, NetworkError):
            raise outcome  # here, where no error of aiohttp is at hand that it would carry along
        status, body = outcome
        if status >= HTTPStatus.MULTIPLE_CHOICES and _answer(body) is None:
            # python-telegram-bot would quote the page, and a proxy's page quotes the address
            raise NetworkError(f"HTTP status {status}")
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The Bot API's answer; raises NetworkError, quoting nothing, when it is something else."""
        answer = _answer(payload)
        if answer is None:
            raise NetworkError("Something else than the Bot API answered")
        return answer

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes] | NetworkError:
        """Once more at once when the server closed a kept connection before any answer: aiohttp does so for GET only.

        Nearly always it had closed it for being idle, and read nothing; if not, the call is done twice.
        """
        if not self._session:
            raise RuntimeError("The client is not initialised")
        tries = 0
        while True:
            tries += 1
            connection = _Connection()
            try:
                async with self._session.request(
                    method,
                    url,
                    data=_body(data),
                    timeout=limits,
                    proxy=self._proxy(url),
                    allow_redirects=False,
                    trace_request_ctx=connection,
                ) as response:
                    return response.status, await response.read()
            except (aiohttp.ClientError, OSError) as error:
                closed = isinstance(error, aiohttp.ClientConnectionError) and not isinstance(error, TimeoutError)
                if tries > 1 or not (closed and connection.kept):
                    return failure(error)

    def _proxy(self, url: str) -> str | None:
        parts = urlsplit(url)
        origin = parts.scheme, parts.hostname or ""
        if origin not in self._proxies:
            self._proxies[origin] = proxy(*origin)
        return self._proxies[origin]


async def _kept(_: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceConnectionReuseconnParams) -> None:
    context.trace_request_ctx.kept = True


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    """A form; each try needs a new one, for a form is read once."""
    if not data or not data.contains_files:
        return data.json_parameters if data else None
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (file_name, content, kind) in data.multipart_data.items():
        held = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, held, filename=file_name, content_type=kind)
    return form


def _seconds(given: ODVInput[float], otherwise: float) -> float | None:
    return otherwise if isinstance(given, DefaultValue) else given


def _sum(*seconds: float | None) -> float | None:
    known = [each for each in seconds if each is not None]
    return sum(known) if len(known) == len(seconds) else None


def _answer(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
