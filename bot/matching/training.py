"""Train in another process, and keep the result in a file named by what it was made from."""

import asyncio
import hashlib
import logging
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zipfile import BadZipFile

from bot.matching import model
from bot.matching.model import Example, Model

log = logging.getLogger(__name__)


def cached(examples: Sequence[Example], folder: Path) -> Model | None:
    """The model already trained from just these examples by just this code, or None."""
    path = _path(examples, folder)
    try:
        return model.load(path) if path.is_file() else None
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        log.warning("The index file %s cannot be read (%s); training anew", path.name, error)
        return None


def train(examples: Sequence[Example], folder: Path) -> Model:
    """Train here and now, and keep the result; a folder that cannot be written costs only the next start's time."""
    made = model.build(examples)
    path = _path(examples, folder)
    try:
        made.save(path)
        for old in path.parent.glob("index-*.npz"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("The index cannot be kept: %s", error)
    return made


async def train_apart(examples: Sequence[Example], folder: Path) -> Model:
    """Train in a process of its own, so that nobody waits for an answer meanwhile."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, train, examples, folder)


def _path(examples: Sequence[Example], folder: Path) -> Path:
    made_from = hashlib.sha256(repr(examples).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        made_from.update(source.read_bytes())
    return folder / f"index-{made_from.hexdigest()[:20]}.npz"
