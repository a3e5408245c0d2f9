"""What is asked of a database, and what it gives."""

from collections.abc import Sequence
from typing import Any

Statement = tuple[str, Sequence[Any]]  # with a value for each `?`
Row = tuple[Any, ...]
