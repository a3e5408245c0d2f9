"""Which processes run and who started them, as Linux tells, and which files they left."""

import asyncio
from pathlib import Path


def running() -> dict[int, int]:
    """Each process that still runs, and its parent."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has ended meanwhile
            continue
        if state != "Z":
            parents[int(path.parent.name)] = int(parent)
    return parents


def children(pid: int) -> set[int]:
    """The processes that `pid` started, and those that these started."""
    parents = running()
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


async def started_by(pid: int, count: int, *besides: int) -> set[int]:
    """The children of `pid` but for those `besides`, once there are `count` of them."""
    async with asyncio.timeout(60):
        while len(found := children(pid) - {*besides}) < count:  # noqa: ASYNC110 - nobody tells when they come
            await asyncio.sleep(0.1)
    return found


def files(folder: Path) -> list[str]:
    """The names in a folder."""
    return [path.name for path in folder.iterdir()]
