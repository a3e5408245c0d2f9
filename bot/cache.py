"""Files that only save time: each is named by what it was made from, and is used whole or not at all."""

import logging
import mmap
import secrets
import zlib
from pathlib import Path

log = logging.getLogger(__name__)
_SUM_BYTES = 4
_CHUNK = 1 << 20


def keep(path: Path, data: bytes) -> None:
    """Write the file in one step, and remove those of its kind (the name before "-") made from something else.

    A folder that cannot be written costs only the next start's time.
    """
    kind = path.name.partition("-")[0] + "-"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not by tempfile, whose files nobody but their maker can read: an image is made by root and run by another.
        part = path.with_name(f"{kind}{secrets.token_hex(8)}.part")
        try:
            with part.open("xb") as file:
                file.write(data)
                file.write(zlib.crc32(data).to_bytes(_SUM_BYTES))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        for old in path.parent.glob(f"{kind}*"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be kept: %s", path.name, error)


def kept(path: Path) -> memoryview | None:
    """What was kept under this name, mapped from the file; None when there is nothing or it was damaged since."""
    try:
        with path.open("rb") as file:
            summed = 0
            rest = path.stat().st_size - _SUM_BYTES
            while rest > 0 and (chunk := file.read(min(rest, _CHUNK))):
                summed = zlib.crc32(chunk, summed)
                rest -= len(chunk)
            if rest == 0 and file.read() == summed.to_bytes(_SUM_BYTES):
                return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))[:-_SUM_BYTES]
        log.warning("%s is damaged and will be made anew", path.name)
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("%s cannot be read (%s) and will be made anew", path.name, error)
    return None
