"""The ranker: multinomial logistic regression over the entries and one class for everything that is not ours."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Row

Weights = NDArray[np.float32]  # [features, classes]


EPOCHS, RATE = 4, 0.4
DOUBT = 0.2  # of each label, shared among all classes (label smoothing, Szegedy et al. 2016); chosen by cross-fitting


def train(rows: Sequence[Row], labels: Sequence[int], features: int, classes: int) -> Weights:
    """Fit by AdaGrad (Duchi, Hazan and Singer 2011), one step size a feature, row by row: mix them before.

    rows: one a question; labels: its class, below `classes`. Gives weights, float32 [features, classes].
    """
    weights = np.zeros((features, classes), np.float32)
    squares = np.full(features, 1e-8, np.float32)  # of each feature's gradients, summed over classes and steps
    for _ in range(EPOCHS):
        for row, label in zip(rows, labels, strict=True):
            chosen = weights[row.positions]
            slope = probabilities(row.weights @ chosen) - np.float32(DOUBT / classes)
            slope[label] -= 1 - DOUBT
            square = squares[row.positions] + row.weights * row.weights * (slope @ slope)
            squares[row.positions] = square
            weights[row.positions] = chosen - np.outer(RATE / np.sqrt(square) * row.weights, slope)
    return weights


def probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The softmax of a vector of scores: positive, together 1."""
    powers: NDArray[np.float32] = np.exp(scores - scores.max())
    together: NDArray[np.float32] = powers / powers.sum()
    return together
