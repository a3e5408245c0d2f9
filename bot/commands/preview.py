"""`preview`: the same bot in a local web page, without a token or the internet; edits of the FAQ show at once."""

import argparse
import asyncio
import errno
import signal
import socket
import tempfile
from pathlib import Path

from aiohttp import web

from bot.commands.serving import serving
from bot.config import Config
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.errors import ConfigError
from bot.storage.sqlite import Sqlite
from bot.texts import ENGLISH, Texts, Translation, msgid
from bot.web import guard
from bot.web.findings import Findings
from bot.web.preview import OPERATORS, Preview

HELP = msgid("show the bot in a web page on this computer (needs no token)")
PORT = msgid("the port of the page")
OPEN = msgid("Open {url} in a browser. Ctrl+C stops it.")
HOST = "127.0.0.1"
ANY = ("0.0.0.0", "::", "")
ADDRESS = msgid("the address to listen on; 0.0.0.0 lets other computers in")
OPEN_TO_ALL = msgid(
    "Warning: everybody on this computer's network can read and write in the page, by its address and port {port}. "
    "Leave --host away to keep it to this computer."
)


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """Where to serve the page."""
    parser.add_argument("--host", default=HOST, help=say(ADDRESS))
    parser.add_argument("--port", type=int, default=8080, help=say(PORT))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Serve the page until told to stop; 0."""
    if not 0 <= arguments.port < 65536:
        raise ConfigError("{port} is not a port; use one from 1024 to 65535.", port=arguments.port)
    asyncio.run(_serve(arguments.host, arguments.port, config, texts))
    return 0


async def _serve(host: str, port: int, config: Config, texts: Texts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await Sqlite.open(Path(folder) / "preview.sqlite3")
        telegram = OfflineTelegram()
        try:
            async with serving(config, texts, database, TOKEN, OPERATORS, telegram, unfinished=True) as (app, desk):
                await asyncio.to_thread(desk.editions.review)  # a page may have become too old since it was read
                findings = Findings(desk.editions, config.data_dir)
                page = Preview(app, desk, telegram, findings)
                runner = web.AppRunner(page.web_app(host), access_log=None, shutdown_timeout=1)
                await runner.setup()
                watches = (watch(page.pages_changed) for watch in (desk.editions.watch, findings.watch))
                watching = [asyncio.create_task(watch) for watch in watches]
                try:
                    await _until_stopped(runner, host, port, texts.translations.get(config.locale, ENGLISH))
                finally:
                    for watch in watching:
                        watch.cancel()
                    await asyncio.wait(watching)
                    await runner.cleanup()
        finally:
            await database.close()


async def _until_stopped(runner: web.AppRunner, host: str, port: int, say: Translation) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise ConfigError(
                "“{host}” is no address of this computer; use 127.0.0.1, or 0.0.0.0 to let other computers in.",
                host=host,
            ) from error
        raise ConfigError(
            "Port {port} cannot be used ({reason}); choose another: python -m bot preview --port {other}",
            port=port,
            reason=error.strerror,
            other=port + 1,
        ) from error
    port = runner.addresses[0][1]
    here = HOST if host in ANY else f"[{host}]" if ":" in host else host
    print(say(OPEN, url=f"http://{here}:{port}/"), flush=True)
    if guard.is_open(host):
        print(say(OPEN_TO_ALL, port=port), flush=True)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
