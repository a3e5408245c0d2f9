"""All that `check` finds in the pages served: what reading them tells, and what only comparing them all does."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.editions import LOOK_SECONDS, Editions
from bot.matching import collisions
from bot.matching.known import lessons


class Findings:
    """Pages are compared by `check`, in a process of its own, which keeps what it finds in the folder of the index."""

    def __init__(self, editions: Editions, folder: Path) -> None:
        self._editions = editions
        self._folder = folder
        self._compared: Catalogue | None = None
        self._collisions: tuple[Problem, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        """In the order of the files; those of a comparison once it is made of just the pages that are served."""
        is_current = self._compared is self._editions.current.catalogue
        found = [*self._editions.problems, *(self._collisions if is_current else ())]
        return sorted(found, key=lambda problem: (problem.path, problem.line, problem.code))

    async def watch(self, changed: Callable[[], None]) -> None:
        """Compare the pages of each edition once its index is trained, until cancelled; `changed` hears of the end."""
        while True:
            edition = self._editions.current
            if edition.index.model and edition.catalogue is not self._compared:
                self._collisions = await self._found(edition.catalogue)
                self._compared = edition.catalogue
                changed()
            await asyncio.sleep(LOOK_SECONDS)

    async def _found(self, served: Catalogue) -> tuple[Problem, ...]:
        path = self._folder / collisions.name(await asyncio.to_thread(lessons, served))
        if not path.exists():
            await _check_apart()
        found = await asyncio.to_thread(collisions.kept, path)
        return tuple(collisions.problems(served, found)) if found else ()


async def _check_apart() -> None:
    """With the environment that we were given, so that it reads the same pages and keeps its findings where we look."""
    command = f"import os, sys; os.nice(10); sys.path[:] = {sys.path!r}; from bot.__main__ import main; main(['check'])"
    apart = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", command),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        process_group=0,  # it may train, in a process of its own
    )
    try:
        await apart.wait()
    finally:
        if apart.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(apart.pid, signal.SIGKILL)
            await apart.wait()
