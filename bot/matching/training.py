"""Train in another process, and keep the result in a file named by what it was made from."""

import asyncio
import hashlib
import logging
import os
import pickle
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from bot import cache
from bot.matching import model
from bot.matching.model import Lessons, Model

log = logging.getLogger(__name__)


def name(lessons: Lessons) -> str:
    """The file that keeps what just this code learns from just these lessons."""
    made_from = hashlib.sha256(repr(lessons).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        made_from.update(source.read_bytes())
    return f"index-{made_from.hexdigest()[:20]}"


def cached(path: Path) -> Model | None:
    """The model already trained, or None."""
    data = cache.kept(path)
    return model.load(data) if data else None


def train(lessons: Lessons, path: Path) -> Model:
    """Train here and now, and keep the result."""
    made = model.build(lessons)
    cache.keep(path, made.dump())
    return made


async def train_apart(lessons: Lessons, path: Path) -> Model | None:
    """Train in processes of their own, so that nobody waits for an answer meanwhile, and keep the result.

    Cancelled, it ends them at once. None when they could not be started, failed or were ended from outside.
    """
    try:
        data = await _taught_apart(pickle.dumps(lessons))
    except OSError as error:
        log.warning("The index could not be trained: %s", error)
        return None
    await asyncio.to_thread(cache.keep, path, data)
    return cached(path) or model.load(data)


async def _taught_apart(lessons: bytes) -> bytes:
    """What `serve` writes in a process of its own. Raises OSError when that process fails."""
    apart = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        process_group=0,  # Ctrl+C in the terminal is for us, and the processes of training end together
    )
    assert apart.stdin and apart.stdout
    try:
        apart.stdin.write(lessons)
        await apart.stdin.drain()
        data = await apart.stdout.read()
        apart.stdin.close()
        if await apart.wait():
            raise OSError(f"its process ended with {apart.returncode}")
        return data
    finally:
        if apart.returncode != 0:
            with suppress(ProcessLookupError):
                os.killpg(apart.pid, signal.SIGKILL)
        apart.stdin.close()
        await apart.wait()


def serve() -> None:
    """Be the other process: lessons come from standard input, the index file's bytes go to standard output.

    Standard input stays open until the result has arrived; when it ends before, nobody waits for it any more.
    """
    lessons = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_input, daemon=True).start()
    sys.stdout.buffer.write(model.build(lessons).dump())


def _end_with_input() -> None:
    os.read(sys.stdin.fileno(), 1)  # a buffered read would hold up the end of the process
    os.killpg(0, signal.SIGKILL)
