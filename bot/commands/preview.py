"""`preview`: the same bot in a local web page, without a token or the internet; edits of the FAQ show at once."""

import argparse
import asyncio
import signal
import tempfile
from pathlib import Path

from aiohttp import web

from bot.commands.serving import serving
from bot.config import Config
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.errors import ConfigError
from bot.storage.sqlite import Sqlite
from bot.texts import Texts, Translation, msgid
from bot.web.preview import OPERATORS, Preview

HELP = msgid("show the bot in a web page on this computer (needs no token)")
PORT = msgid("the port of the page")
OPEN = msgid("Open {url} in a browser. Ctrl+C stops it.")
HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """Where to serve the page."""
    parser.add_argument("--port", type=int, default=8080, help=say(PORT))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Serve the page until told to stop; 0."""
    if not 0 <= arguments.port < 65536:
        raise ConfigError("{port} is not a port; use one from 1024 to 65535.", port=arguments.port)
    asyncio.run(_serve(arguments.port, config, texts))
    return 0


async def _serve(port: int, config: Config, texts: Texts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await Sqlite.open(Path(folder) / "preview.sqlite3")
        telegram = OfflineTelegram()
        try:
            async with serving(config, texts, database, TOKEN, OPERATORS, telegram) as (app, desk):
                await asyncio.to_thread(desk.editions.refresh)  # editors see warnings too, which no edition keeps
                page = Preview(app, desk, telegram)
                runner = web.AppRunner(page.web_app(), access_log=None, shutdown_timeout=1)
                await runner.setup()
                watch = asyncio.create_task(desk.editions.watch(page.pages_changed))
                try:
                    await _until_stopped(runner, port, texts.translations.get(config.locale))
                finally:
                    watch.cancel()
                    await runner.cleanup()
        finally:
            await database.close()


async def _until_stopped(runner: web.AppRunner, port: int, say: Translation | None) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        raise ConfigError(
            "Port {port} cannot be used ({reason}); choose another: python -m bot preview --port {other}",
            port=port,
            reason=error.strerror,
            other=port + 1,
        ) from error
    url = f"http://{HOST}:{runner.addresses[0][1]}/"
    print(say(OPEN, url=url) if say else OPEN.format(url=url), flush=True)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
