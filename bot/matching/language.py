"""The language of a message: naive Bayes over the n-grams of its keys, so that Latin letters do not hide it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Row

CLEAR = 3.0  # log-odds of 20 to 1 against the next language


def train(rows: Sequence[Row], labels: Sequence[int], features: int, languages: int) -> NDArray[np.float32]:
    """Log-probability of each feature in each language, float32 [features, languages], one added to every count."""
    counts = np.ones((features, languages), np.float64)
    for row, label in zip(rows, labels, strict=True):
        counts[row.positions, label] += 1
    shares: NDArray[np.float32] = np.log(counts / counts.sum(0)).astype(np.float32)
    return shares


def clear(scores: NDArray[np.float32]) -> int | None:
    """The number of the language that leads clearly, or None."""
    if scores.size == 1:
        return 0
    order = np.argsort(-scores)
    return int(order[0]) if scores[order[0]] - scores[order[1]] >= CLEAR else None
