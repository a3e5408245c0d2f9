"""Pages that were found to be without error, kept as one file, so that a restart need not read them again."""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import cache, packing
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.matching.known import Known
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Compiled:
    """What an edition is made of; `index`: the name of the file of its trained model.

    `problems`: what could be better in its pages, as of the `day` they were read.
    """

    catalogue: Catalogue
    known: Known
    index: str
    problems: tuple[Problem, ...]
    day: date


def name(contents: Mapping[Path, bytes], texts: Texts) -> str:
    """The file that keeps what just this code, in this Python, makes of just these pages and words."""
    made_from = hashlib.sha256(f"{sys.version}\0{texts!r}".encode())
    sources = {path: path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))}
    for path, data in [*sources.items(), *contents.items()]:
        made_from.update(f"{path}\0{len(data)}\0".encode() + data)
    return f"edition-{made_from.hexdigest()[:20]}"


def load(path: Path) -> Compiled | None:
    """What was kept under this name, or None."""
    data = cache.kept(path)
    return packing.unpack(Compiled, data) if data else None


def keep(path: Path, compiled: Compiled) -> None:
    """Keep what `load` gives."""
    cache.keep(path, packing.pack(compiled))
