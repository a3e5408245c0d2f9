"""Many names, each with its number, found without a dictionary.

A dictionary of a hundred thousand strings would take a sixth of the bot's memory and of the time of its start; here a
name is found by its checksum and then compared, from arrays that are used as they lie in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Names:
    """`text`: all names one after another; `bounds`: where each begins, and the end, int32 [names + 1].

    `sums`: the names' checksums, rising, uint32 [names]; `order`: whose they are, int32 [names].
    """

    text: bytes
    bounds: NDArray[np.int32]
    sums: NDArray[np.uint32]
    order: NDArray[np.int32]

    @classmethod
    def of(cls, names: Sequence[str]) -> "Names":
        """Each name with its place as its number."""
        coded = [name.encode() for name in names]
        sums = np.array([crc32(each) for each in coded], np.uint32)
        order = sums.argsort(kind="stable").astype(np.int32)
        bounds = np.cumsum([0, *map(len, coded)], dtype=np.int32)
        return cls(b"".join(coded), bounds, sums[order], order)

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, number: int) -> str:
        return self.text[self.bounds[number] : self.bounds[number + 1]].decode()

    def find(self, names: Sequence[str]) -> list[int]:
        """The number of each, or -1."""
        if not self.text or not names:
            return [0 if name == "" and len(self) else -1 for name in names]
        coded = [name.encode() for name in names]
        sums = np.fromiter(map(crc32, coded), np.uint32, len(coded))
        at = self.sums.searchsorted(sums)
        numbers = self.order[np.minimum(at, len(self) - 1)]
        begins, ends = self.bounds[numbers].tolist(), self.bounds[numbers + 1].tolist()
        found: list[int] = numbers.tolist()
        for place, (each, begin, end) in enumerate(zip(coded, begins, ends, strict=True)):
            if self.text[begin:end] != each:
                found[place] = self._after(int(at[place]) + 1, each, sums[place])
        return found

    def _after(self, at: int, coded: bytes, summed: np.uint32) -> int:
        """The number of a name that stands behind others with its checksum, or -1."""
        while at < len(self) and self.sums[at] == summed:
            number = int(self.order[at])
            if self.text[self.bounds[number] : self.bounds[number + 1]] == coded:
                return number
            at += 1
        return -1
