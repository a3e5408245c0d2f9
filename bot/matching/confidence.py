"""How far to trust a ranking: learned, when the index is built, from questions that the model had not seen.

Each of the FAQ's own questions, and each off-topic message, is ranked by a model trained without it (cross-fitting); a
logistic regression then learns from the shape of the rankings which first candidates are right, and a second one where
the right entry is among those shown. Their bounds keep a promise on those unseen questions, so they follow the FAQ as
editors change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
WRONG = 0.03  # of the unseen questions, the share that half a model may answer wrongly; a whole one errs less
OFF_TOPIC_WRONG = 0.05  # of the unseen off-topic messages, the share that may be answered at all
LOST = 0.01  # of them, the share whose right entry may be kept off the screen
OFF_TOPIC_SHARE = 0.4  # of what readers send, as far as the regression is told
SHOWN = 4
LONGEST = 15  # words; the FAQ's own questions are hardly longer, and a story is not trusted more than they are
_STEPS = 50
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one ranking.

    probabilities: of each entry and, last, of off-topic; `words`: how many the message has; `known`: the share of them
    that the vocabulary knows.
    """

    probabilities: NDArray[np.float32]
    words: int
    known: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two logistic regressions over `signs`, and what they must reach.

    weights: [2, signs + 1], of the first candidate being right and of the right one being among those shown.
    `sure`: the least trust to answer; `likely`: the least reach to suggest.
    """

    centre: Vector
    scale: Vector
    weights: Vector
    sure: float
    likely: float

    def weigh(self, evidence: Evidence) -> tuple[float, float]:
        """Trust, the chance that the first candidate is right, and reach, that one of the first SHOWN is."""
        standard = (signs(evidence) - self.centre) / self.scale
        trust, reach = 1 / (1 + np.exp(-(self.weights[:, :-1] @ standard + self.weights[:, -1])))
        return float(trust), float(reach)


def signs(evidence: Evidence) -> Vector:
    """What tells a right ranking from a wrong one: the first's lead, off-topic's share, length, new words."""
    words = min(evidence.words, LONGEST)
    probabilities = evidence.probabilities.astype(np.float64)
    entries = np.sort(probabilities[:-1])[::-1]
    first, second = entries[0], entries[1] if len(entries) > 1 else 0.0
    off_topic = float(probabilities[-1])
    spread = float(-(probabilities * np.log(np.maximum(probabilities, _TINY))).sum())
    lead, lead_over_off_topic = (np.log((first + _TINY) / (other + _TINY)) for other in (second, off_topic))
    heights = [_odds(first), _odds(min(1.0, float(entries[:SHOWN].sum()))), lead, _odds(off_topic), lead_over_off_topic]
    short = [float(words <= limit) for limit in (1, 2, 3)]
    return np.array([*heights, spread, np.log1p(words), *short, evidence.known, float(evidence.known == 0)])


def learn(rankings: Sequence[Evidence], labels: Sequence[int], off_topic: int) -> Confidence:
    """Fit on rankings of unseen questions whose classes are `labels`."""
    table = np.array([signs(evidence) for evidence in rankings])
    truth = np.array(labels)
    ours = truth != off_topic
    first = np.array([int(evidence.probabilities[:-1].argmax()) for evidence in rankings])
    right = (first == truth) & ours
    centre, scale = table.mean(0), table.std(0) + _TINY
    importance = np.ones(len(truth))
    if ours.any() and not ours.all():
        importance[~ours] = OFF_TOPIC_SHARE / (1 - OFF_TOPIC_SHARE) * ours.sum() / (~ours).sum()
    shown = [np.argsort(-evidence.probabilities[:-1])[:SHOWN] for evidence in rankings]
    reached = np.array([label in entries for entries, label in zip(shown, truth, strict=True)])
    standard = (table - centre) / scale
    weights = np.array([_regression(standard, hit.astype(np.float64), importance) for hit in (right, reached)])
    fitted = Confidence(centre, scale, weights, sure=1.0, likely=0.0)
    trust, reach = np.array([fitted.weigh(evidence) for evidence in rankings]).T
    sure = max(_bound(trust[ours & ~right], WRONG * ours.sum()), _bound(trust[~ours], OFF_TOPIC_WRONG * (~ours).sum()))
    return Confidence(centre, scale, weights, sure, likely=-_bound(-reach[reached], LOST * ours.sum()))


def _bound(values: Vector, allowed: float) -> float:
    """The smallest bound that at most `allowed` of the values exceed."""
    ordered = np.sort(values)[::-1]
    return float(ordered[int(allowed)]) if int(allowed) < len(ordered) else 0.5


def _odds(chance: float) -> float:
    return float(np.log((chance + _TINY) / (1 - chance + _TINY)))


def _regression(table: Vector, right: Vector, importance: Vector) -> Vector:
    """Logistic regression by Newton's method with a little ridge; the last weight is the constant."""
    rows = np.c_[table, np.ones(len(table))]
    ridge = 1e-3 * np.eye(rows.shape[1])
    weights = np.zeros(rows.shape[1])
    total = importance.sum()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (importance * (chance - right)) / total + ridge @ weights
        curve = (rows * (importance * chance * (1 - chance))[:, None]).T @ rows / total + ridge
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return weights
