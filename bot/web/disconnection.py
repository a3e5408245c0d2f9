"""Clients who hang up before they are answered."""

from aiohttp import web
from aiohttp.typedefs import Handler


@web.middleware
async def unheard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log no fault when a client leaves before its request is read whole or its answer begun."""
    try:
        return await handler(request)
    except ConnectionError:
        if request.transport is not None and not request.transport.is_closing():
            raise
        return web.Response(status=400)  # nobody reads it
