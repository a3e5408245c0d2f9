"""Who may talk to the preview, and what its requests hold."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def only_this_computer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another web site must not talk to the preview through the editor's browser (DNS rebinding, cross-site posts)."""
    if request.host.rpartition(":")[0] not in LOOPBACK and request.host not in LOOPBACK:
        raise web.HTTPForbidden
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return await handler(request)


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
