"""A reply over a socket: our client to a Bot API in another process, one at a time and many at once.

`python -m tests.benchmarks.loopback` is that other process; it writes its port to standard output.
"""

import asyncio
import re
import subprocess
import sys
from itertools import count

from telegram import Update

from bot.calls.client import Client
from bot.config import ROOT
from tests.benchmarks.peers import InProcess, answer, echo, message
from tests.benchmarks.rounds import JUDGED, Variant, at_once, header, interleave, judged

REPLIES = 400
AT_ONCE = 64
CHATS = count(1)


class BotApi(asyncio.Protocol):
    """As cheap as asyncio allows."""

    _transport: asyncio.Transport
    _received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (ended := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:ended]
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            end = ended + 4 + int(length[1] if length else 0)
            if len(self._received) < end:
                return
            self._received = self._received[end:]
            body = answer(head.split(b" ", 2)[1].rpartition(b"/")[2].decode())
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(BotApi, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def measure(rounds: int) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.loopback"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as api:
        assert api.stdout is not None
        try:
            asyncio.run(_measure(rounds, int(api.stdout.readline())))
        finally:
            api.kill()


async def _measure(rounds: int, port: int) -> None:
    app = await echo(Client(), f"http://127.0.0.1:{port}/bot")
    bare = await echo(InProcess())

    def replies(most: int) -> Variant:
        async def run(_: int) -> float:
            updates = (Update.de_json(message("кайда?", next(CHATS)), app.bot) for _ in range(REPLIES))
            return await at_once(map(app.process_update, updates), most)

        return run

    async def unsent(_: int) -> float:
        updates = (Update.de_json(message("кайда?", next(CHATS)), bare.bot) for _ in range(REPLIES))
        return await at_once(map(bare.process_update, updates), 1)

    one, many, none = "one at a time", "64 at once", "in process, without a socket"
    taken = await interleave({one: replies(1), many: replies(AT_ONCE), none: unsent}, rounds)
    await app.bot.shutdown()
    header("G12: a bare reply over loopback HTTP by our client, beside one at a time", *JUDGED[1:])
    print(f"| {none} | {taken.middle(none):,.0f} µs | {taken.ratio(none, one)} | | |")
    print(f"| {one} | {taken.middle(one):,.0f} µs | 1 | 1 | | |")
    judged(many, taken.middle(many), "µs", taken.ratio(many, one), 1.5)


if __name__ == "__main__":
    asyncio.run(serve())
