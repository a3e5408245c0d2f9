"""Files that only save time: each is named by what it was made from, and is there whole or not at all."""

import logging
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)


def keep(path: Path, data: bytes) -> None:
    """Write the file in one step, and remove those of its kind (the name before "-") made from something else.

    A folder that cannot be written costs only the next start's time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_kind(path), suffix=".part", delete=False) as part:
            try:
                part.write(data)
                part.close()
                Path(part.name).replace(path)
            finally:
                Path(part.name).unlink(missing_ok=True)
        for old in path.parent.glob(f"{_kind(path)}*"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be kept: %s", path.name, error)


def _kind(path: Path) -> str:
    return path.name.partition("-")[0] + "-"
