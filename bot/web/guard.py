"""Who may talk to the preview, and what its requests hold."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def only_named(host: str) -> Middleware:
    """Let in browsers that were sent here by name, `host` being the address listened on.

    Another web site must not talk to the preview through an editor's browser (DNS rebinding, cross-site posts).
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_ours(request.host, host):
            raise web.HTTPForbidden
        if request.method == "POST" and request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        return await handler(request)

    return guard


def is_open(host: str) -> bool:
    """Whether other computers reach what listens on this address."""
    address = _address(host)
    return not address.is_loopback if address else host not in LOOPBACK


def is_ours(asked: str, host: str) -> bool:
    """Whether a request's Host header is what a person types to get here.

    To other computers these are addresses and this computer's own name: a site's name may be led to any address.
    """
    try:
        name = urlsplit(f"//{asked}").hostname
    except ValueError:
        return False
    if name in LOOPBACK or not is_open(host):
        return name in {*LOOPBACK, host}
    own = socket.gethostname().lower()
    return _address(name or "") is not None or name in {host.lower(), own, f"{own.partition('.')[0]}.local"}


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


async def body(request: web.Request) -> dict[str, Any]:
    """The JSON object that was posted. Raises HTTPBadRequest for anything else."""
    try:
        found = await request.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest
    return found


def number(value: object) -> int:
    """A number of up to fifteen digits. Raises HTTPBadRequest for anything else."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 16):
        raise web.HTTPBadRequest
    return int(text)
