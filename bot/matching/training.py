"""Train in another process, and keep the result in a file named by what it was made from."""

import asyncio
import hashlib
import logging
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zipfile import BadZipFile

from bot.matching import model
from bot.matching.model import Lessons, Model

log = logging.getLogger(__name__)


def cached(lessons: Lessons, folder: Path) -> Model | None:
    """The model already trained from just these lessons by just this code, or None."""
    path = _path(lessons, folder)
    try:
        return model.load(path) if path.is_file() else None
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        log.warning("The index file %s cannot be read (%s); training anew", path.name, error)
        return None


def train(lessons: Lessons, folder: Path) -> Model:
    """Train here and now, and keep the result; a folder that cannot be written costs only the next start's time."""
    made = model.build(lessons)
    path = _path(lessons, folder)
    try:
        made.save(path)
        for old in path.parent.glob("index-*.npz"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("The index cannot be kept: %s", error)
    return made


async def train_apart(lessons: Lessons, folder: Path) -> Model:
    """Train in a process of its own, so that nobody waits for an answer meanwhile."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, train, lessons, folder)


def _path(lessons: Lessons, folder: Path) -> Path:
    made_from = hashlib.sha256(repr(lessons).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        made_from.update(source.read_bytes())
    return folder / f"index-{made_from.hexdigest()[:20]}.npz"
