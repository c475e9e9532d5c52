"""How ranks react when weights move. Advice: it never feeds a score, a grade or a rank.

Each weight w becomes w (1 + e), e uniform on [-rho, rho]; the weights are re-normalised and
the areas ranked again. The generator is handed in, so that a result replays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from scoring.vocabulary import Floats, Ints, ScoringError


class Uniform(Protocol):
    """What a generator must do; one of numpy does."""

    def uniform(self, low: float, high: float, size: tuple[int, int]) -> Floats:
        """Return independent uniform numbers."""


@dataclass(frozen=True, slots=True)
class RankSpread:
    """How one area's rank moved over the replicates; low, high: 5th and 95th percentile."""

    nominal: int
    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Per area, in the order given; shift: the mean absolute move of a rank."""

    areas: tuple[RankSpread, ...]
    shift: float


def perturbed(
    parts: Floats,
    weights: Floats,
    generator: Uniform,
    *,
    rho: float = 0.25,
    replicates: int = 1000,
) -> Sensitivity:
    """Rank under perturbed weights; parts (areas, columns): NaN absent, more is better."""
    if parts.ndim != 2 or weights.shape != (parts.shape[1],):
        raise ScoringError(f"got parts {parts.shape} and weights {weights.shape}")
    if not 0 <= rho < 1 or replicates < 1:
        raise ScoringError("wanted 0 <= rho < 1 and at least one replicate")
    moved = weights * (1 + generator.uniform(-rho, rho, (replicates, len(weights))))
    nominal = _ranks(_index(parts, weights[None, :]))[0]
    return _spread(nominal, _ranks(_index(parts, moved)))


def perturbed_blend(
    inner: Floats,
    inner_weights: Floats,
    beside: Floats,
    weights: Floats,
    generator: Uniform,
    *,
    rho: float = 0.25,
    replicates: int = 1000,
) -> Sensitivity:
    """Rank a mean of a mean under perturbed weights, both sets of weights moved at once.

    inner (areas, columns): NaN absent, and its weights. beside (areas, others): what the
    inner mean is blended with; weights: first that of the inner mean, then of the others.
    An area that lacks one of the others has no index and comes last.
    """
    if weights.shape != (beside.shape[1] + 1,) or inner_weights.shape != inner.shape[1:]:
        raise ScoringError(f"got weights {inner_weights.shape} and {weights.shape}")
    if not 0 <= rho < 1 or replicates < 1:
        raise ScoringError("wanted 0 <= rho < 1 and at least one replicate")
    shape = (replicates, len(inner_weights)), (replicates, len(weights))
    moved = inner_weights * (1 + generator.uniform(-rho, rho, shape[0]))
    outer = weights * (1 + generator.uniform(-rho, rho, shape[1]))
    nominal = _ranks(_blend(inner, inner_weights[None, :], beside, weights[None, :]))[0]
    return _spread(nominal, _ranks(_blend(inner, moved, beside, outer)))


def _blend(inner: Floats, moved: Floats, beside: Floats, outer: Floats) -> Floats:
    """Return (replicates, areas): the inner mean and the columns beside it, weighed."""
    above = outer[:, :1] * _index(inner, moved) + outer[:, 1:] @ beside.T
    return np.asarray(above / outer.sum(axis=1, keepdims=True))


def _spread(nominal: Ints, drawn: Ints) -> Sensitivity:
    low, middle, high = np.percentile(drawn, [5, 50, 95], axis=0)
    areas = tuple(
        RankSpread(int(nominal[k]), float(drawn[:, k].mean()), *map(float, cut))
        for k, cut in enumerate(zip(middle, low, high, strict=True))
    )
    return Sensitivity(areas, float(np.abs(drawn - nominal).mean()))


def leave_one_out(parts: Floats, weights: Floats) -> Ints:
    """Return (columns, areas): the ranks with one column left out at a time."""
    if parts.shape[1] < 2:
        raise ScoringError("with one column there is nothing to leave out")
    kept = weights[None, :] * (1 - np.eye(len(weights)))
    return _ranks(_index(parts, kept))


def _index(parts: Floats, weights: Floats) -> Floats:
    """Return (replicates, areas): weighted means over the columns present."""
    seen = ~np.isnan(parts)
    below = weights @ seen.T.astype(np.float64)
    above = weights @ np.where(seen, parts, 0.0).T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(above / below)


def _ranks(index: Floats) -> Ints:
    """Return 1 + the number of areas strictly better; an empty area comes last."""
    filled = np.where(np.isnan(index), -np.inf, index)
    order = np.sort(filled, axis=1)
    better = [
        filled.shape[1] - np.searchsorted(row, values, side="right")
        for row, values in zip(order, filled, strict=True)
    ]
    return np.asarray(better, dtype=np.int64) + 1


def as_matrix(columns: Sequence[Floats]) -> Floats:
    """Put the columns of a result side by side: (areas, columns)."""
    return np.stack(columns, axis=1)
