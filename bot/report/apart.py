"""The picture of a report, drawn in a process of its own: nobody waits for an answer meanwhile, and its memory goes."""

import asyncio
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress

from bot.report.sections import Section

SECONDS = 60.0


async def picture(heading: str, sections: Sequence[Section]) -> bytes:
    """A PNG. Raises OSError where it could not be drawn, TimeoutError where that took too long."""
    apart = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            data, _ = await apart.communicate(pickle.dumps((heading, tuple(sections))))
    finally:
        with suppress(ProcessLookupError):
            apart.kill()
        await apart.wait()
    if apart.returncode:
        raise OSError(f"its process ended with {apart.returncode}")
    return data


def serve() -> None:
    """Be the other process: what to draw comes from standard input, the picture goes to standard output."""
    from bot.report.charts import png  # noqa: PLC0415 - the bot itself never draws

    heading, sections = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(png(heading, sections))
