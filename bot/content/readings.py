"""What files were read to: of a file that is as it was, the reading is given again, so that an edit shows at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Reading = TypeVar("Reading")


class Readings:
    """The readings of the files of one folder; those of files that are gone are forgotten."""

    def __init__(self) -> None:
        self._before: dict[tuple[Path, bytes], Any] = {}
        self._now: dict[tuple[Path, bytes], Any] = {}

    def begin(self) -> None:
        """All files are read once more: what is not asked for before the next beginning is forgotten."""
        self._before, self._now = self._now, {}

    def of(self, data: bytes, path: Path, read: Callable[[bytes, Path], Reading]) -> Reading:
        """What `read`, always the same for one path, makes of a file; it is not to be changed."""
        file = path, data
        self._now[file] = self._before[file] if file in self._before else read(data, path)
        reading: Reading = self._now[file]
        return reading
