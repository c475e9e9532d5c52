"""How likely each rank of each area is, and the ranks one area alone may claim.

    rank_chances(values, variances) -> (areas, ranks)
    marginal_intervals(chances, level) -> (low, high) by area
    drawn_ranks(values, covariances, generator, draws) -> (draws, areas)

Given the area's own true value, the others lie above it independently of one another, so
that its rank is 1 + a Poisson binomial number; the mean over its own value is a sum.
No random number is needed, and the same figures come out everywhere. Areas that depend on
each other are drawn, with a generator the caller hands in.
"""

from typing import Protocol

import numpy as np
from scipy import special

from scoring.vocabulary import Floats, Ints, ScoringError

STRIPS = 400  # of equal chance: a chance is then right to 1/800, whatever the errors


class Normal(Protocol):
    """What a generator must do; one of numpy does."""

    def standard_normal(self, size: tuple[int, int]) -> Floats:
        """Return independent normal numbers."""


def rank_chances(values: Floats, variances: Floats) -> Floats:
    """Return (areas, ranks): the chance of each rank; higher is better.

    values, variances (areas,): independent and normal; ScoringError where one is not known.
    """
    count = len(values)
    if np.isnan(values).any() or np.isnan(variances).any():
        raise ScoringError("got an area whose value or variance is not known")
    nodes = special.ndtri((np.arange(STRIPS) + 0.5) / STRIPS)
    errors = np.sqrt(variances)
    found = np.zeros((count, count))
    for area in range(count):
        others = np.arange(count) != area
        own = values[area] + errors[area] * nodes
        above = _above(own, values[others], errors[others])
        found[area] = _poisson_binomial(above).mean(axis=0)
    return found


def _above(own: Floats, values: Floats, errors: Floats) -> Floats:
    """Return (nodes, others): the chance that another lies above; a true tie does not."""
    gap = values[None, :] - own[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(gap == 0, 0.0, gap / errors[None, :])
    certain = np.where(gap > 0, 1.0, 0.0)
    return np.asarray(np.where(errors[None, :] > 0, special.ndtr(score), certain))


def _poisson_binomial(chances: Floats) -> Floats:
    """Return (nodes, others + 1): the chance of each number of successes."""
    nodes, others = chances.shape
    found = np.zeros((others + 1, nodes))  # so that a step works on whole rows
    found[0] = 1.0
    for other in range(others):
        yes, last = chances[:, other], other + 1
        moved = found[:last] * yes
        found[:last] *= 1 - yes
        found[1 : last + 1] += moved
    return found.T


def marginal_intervals(chances: Floats, level: float = 0.95) -> list[tuple[int, int]]:
    """Return for each area the ranks between which it lies at this level, taken alone.

    Narrower than the joint intervals, which hold for all areas at once.
    """
    tail = (1 - level) / 2
    total = np.cumsum(chances, axis=1)
    low = 1 + (total <= tail).sum(axis=1)
    high = 1 + (total < 1 - tail - 1e-12).sum(axis=1)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def drawn_ranks(
    values: Floats, covariances: Floats, generator: Normal, draws: int = 10_000
) -> Ints:
    """Return (draws, areas): ranks of values drawn from N(values, covariances)."""
    spread, vectors = np.linalg.eigh(covariances)
    root = vectors * np.sqrt(np.maximum(spread, 0.0))
    drawn = values + generator.standard_normal((draws, len(values))) @ root.T
    order = np.argsort(-drawn, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, len(values) + 1)[None, :], axis=1)
    return ranks
