"""A web application on an address of this machine, for as long as it is needed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.config import Listen
from bot.errors import ConfigError

STOPPING_SECONDS = 1.0


@asynccontextmanager
async def serving(app: web.Application, listen: Listen, name: str) -> AsyncIterator[Listen]:
    """The address that is listened on. Raises ConfigError, naming the variable, when it cannot be."""
    host, port = listen
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOPPING_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise ConfigError(
                "{name}: {host}:{port} cannot be listened on ({reason}).",
                name=name,
                host=host,
                port=port,
                reason=error.strerror,
            ) from error
        yield runner.addresses[0][:2]
    finally:
        await runner.cleanup()
