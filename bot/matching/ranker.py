"""The ranker: multinomial logistic regression over the entries and one class for everything that is not ours."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Row

Weights = NDArray[np.float32]  # [features, classes]


def train(rows: Sequence[Row], labels: Sequence[int], features: int, classes: int, epochs: int = 6) -> Weights:
    """Fit by AdaGrad (Duchi, Hazan and Singer 2011), one step size a feature, always in the same order.

    rows: one a question; labels: its class, below `classes`. Gives weights, float32 [features, classes].
    """
    order = np.random.default_rng(0)
    weights = np.zeros((features, classes), np.float32)
    squares = np.full((features, 1), 1e-8, np.float32)
    for _ in range(epochs):
        for number in order.permutation(len(rows)):
            row = rows[number]
            chosen = weights[row.positions]
            slope = probabilities(row.weights @ chosen)
            slope[labels[number]] -= 1
            gradient = row.weights[:, None] * slope
            square = squares[row.positions] + (gradient * gradient).sum(1, keepdims=True)
            squares[row.positions] = square
            weights[row.positions] = chosen - 0.5 / np.sqrt(square) * gradient
    return weights


def probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The softmax of a vector of scores: positive, together 1."""
    powers: NDArray[np.float32] = np.exp(scores - scores.max())
    together: NDArray[np.float32] = powers / powers.sum()
    return together
