"""Frozen dataclasses to bytes and back, told by their annotations.

Python's marshal, not pickle, because reading it runs no code and takes a sixth of the time, nor JSON, which knows
neither sets nor keys that are numbers. It is for files that only the same Python wrote for itself.
"""

import gc
import marshal
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Change = Callable[[Any], Any]
_AS_TEXT: dict[Hashable, _Change] = {Path: str, date: date.isoformat}
_FROM_TEXT: dict[Hashable, _Change] = {Path: Path, date: date.fromisoformat}


def pack(value: Any) -> bytes:
    """A dataclass of dataclasses, Path, date, tuples, lists, mappings and what marshal knows."""
    kind: Any = type(value)
    return marshal.dumps(_part(value, _packer(kind)))


def unpack(kind: Callable[..., T], data: bytes | memoryview) -> T:
    """The value of a `kind` that was packed. Raises ValueError, TypeError or EOFError when the bytes are not one's."""
    collecting = gc.isenabled()
    gc.disable()  # it would look for cycles among a hundred thousand new values several times, and there are none
    try:
        made: T = _part(marshal.loads(data), _unpacker(kind))
    finally:
        if collecting:
            gc.enable()
    return made


@cache
def _packer(kind: Hashable) -> _Change | None:
    """How a value of this kind is made flat; None when it is so already."""
    if is_dataclass(kind):
        parts = [(name, _packer(inner)) for name, inner in _fields(kind)]
        return lambda value: tuple([_part(getattr(value, name), change) for name, change in parts])
    return _AS_TEXT.get(kind) or _within(kind, _packer)


@cache
def _unpacker(kind: Hashable) -> _Change | None:
    if isinstance(kind, type) and is_dataclass(kind):
        make: Callable[..., Any] = kind
        changes = [_unpacker(inner) for _, inner in _fields(kind)]
        if any(changes):
            return lambda flat: make(*map(_part, flat, changes))
        return lambda flat: make(*flat)
    return _FROM_TEXT.get(kind) or _within(kind, _unpacker)


def _part(value: Any, change: _Change | None) -> Any:
    return change(value) if change else value


def _within(kind: Hashable, inner: Callable[[Any], _Change | None]) -> _Change | None:
    """The change of what a tuple, list or mapping holds."""
    origin = get_origin(kind)
    change = inner(get_args(kind)[-1 if origin in {dict, Mapping} else 0]) if origin in _HOLDERS else None
    return change and (lambda value: _HOLDERS[origin](value, change))


_HOLDERS: dict[Any, Callable[[Any, _Change], Any]] = {
    tuple: lambda value, change: tuple(map(change, value)),
    list: lambda value, change: list(map(change, value)),
    dict: lambda value, change: {key: change(part) for key, part in value.items()},
    Mapping: lambda value, change: {key: change(part) for key, part in value.items()},
}


def _fields(kind: Any) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]
