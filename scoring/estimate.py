"""Design-based means, ratios and their variances.

Cells are the strata of the variance: cell c holds M sites, of which m were drawn and are
valid. An estimate is linearised into one number z a unit, and every variance is

    V = sum over cells of (1 - m/M) * m/(m - 1) * sum of (z - mean of z in the cell)^2

so that means, ratios, indices and changes share one formula. Units outside a domain stay in
with z = 0. Sums run in the order of the units: the engine orders them by site id.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.vocabulary import Bools, Floats, Ints, ScoringError


@dataclass(frozen=True, slots=True)
class Design:
    """cell (units,): index of the cell, -1 = not valid; drawn, size (cells,): m and M.

    size inf = unknown or drawn with replacement: no correction. alone (cells,): the only
    cell of its stratum and one valid unit: its term is (z - mean of all z)^2.
    """

    cell: Ints
    drawn: Ints
    size: Floats
    alone: Bools

    @property
    def weights(self) -> Floats:
        """Return M/m by unit; 0 where not valid, 1 where M is unknown."""
        by_cell = np.where(np.isinf(self.size), 1.0, self.size / np.maximum(self.drawn, 1))
        return np.where(self.cell >= 0, by_cell[self.cell], 0.0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and z (units,), from which variances and covariances follow."""

    value: float
    z: Floats


def design(cell: npt.ArrayLike, size: npt.ArrayLike | None = None) -> Design:
    """Return a design of valid units as they stand; size (units,): M of the unit's cell."""
    names, place = np.unique(np.asarray(cell), return_inverse=True)
    drawn = np.bincount(place, minlength=len(names)).astype(np.int64)
    sizes = np.full(len(names), np.inf)
    if size is not None:
        sizes[place] = np.asarray(size, dtype=np.float64)
    return Design(place.astype(np.int64), drawn, sizes, (drawn == 1) & (sizes > 1))


def mean(
    weights: Floats, y: npt.ArrayLike, domain: npt.NDArray[np.bool_] | None = None
) -> Estimate:
    """Return the weighted mean of y in a domain (Hajek); ScoringError if it is empty."""
    return ratio(weights, y, np.ones(len(weights)), domain)


def ratio(
    weights: Floats,
    y: npt.ArrayLike,
    x: npt.ArrayLike,
    domain: npt.NDArray[np.bool_] | None = None,
) -> Estimate:
    """Return sum(w y) / sum(w x) over a domain."""
    used = weights if domain is None else np.where(domain, weights, 0.0)
    # A blank outside the domain is nothing to the domain.
    top, bottom = (np.where(used > 0, np.asarray(v, np.float64), 0.0) for v in (y, x))
    below = float(np.sum(used * bottom))
    if below == 0:
        raise ScoringError("nothing in the domain: the weights add to 0")
    value = float(np.sum(used * top)) / below
    return Estimate(value, used * (top - value * bottom) / below)


def total(weights: Floats, y: npt.ArrayLike) -> Estimate:
    """Return sum(w y)."""
    z = weights * np.asarray(y, dtype=np.float64)
    return Estimate(float(np.sum(z)), z)


def within_clusters(z: Floats, cluster: npt.ArrayLike) -> Floats:
    """Add z up within each cluster, in the order of np.unique: the cluster is the unit."""
    names, place = np.unique(np.asarray(cluster), return_inverse=True)
    return np.bincount(place, weights=z, minlength=len(names)).astype(np.float64)


def covariance(plan: Design, first: Floats, second: Floats) -> float:
    """Return the covariance of two estimates from the same units."""
    valid = plan.cell >= 0
    cell, m = plan.cell[valid], plan.drawn
    one, two = first[valid], second[valid]
    mean_one = np.bincount(cell, one, len(m)) / np.maximum(m, 1)
    mean_two = np.bincount(cell, two, len(m)) / np.maximum(m, 1)
    products = (one - mean_one[cell]) * (two - mean_two[cell])
    terms = _factor(plan) * np.bincount(cell, products, len(m))
    for c in np.flatnonzero(plan.alone):
        here = np.flatnonzero(cell == c)
        terms[c] = float(np.sum((one[here] - one.mean()) * (two[here] - two.mean())))
    return float(np.sum(terms))


def variance(plan: Design, z: Floats) -> float:
    """Return the variance of an estimate."""
    return covariance(plan, z, z)


@dataclass(frozen=True, slots=True)
class Variances:
    """Per area: V, V without the correction for M, degrees of freedom, sites and M behind."""

    variance: Floats
    plain: Floats
    df: Floats
    n: Ints
    size: Floats  # inf where the M of a cell is unknown


def variances(
    plan: Design,
    area: Ints,
    unit: Ints,
    z: Floats,
    areas: int,
    weight: Floats | None = None,
) -> Variances:
    """Return the variances of many areas at once.

    area, unit, z (entries,): the entries of one area are summed per unit; units of a cell
    that have none count with z = 0. Work and memory grow with the entries alone. weight
    (entries,): how much each counts in its area, for the degrees of freedom; default alike.
    """
    key, place = np.unique(area * len(plan.cell) + unit, return_inverse=True)
    sums = np.bincount(place, z, len(key))
    counts = np.bincount(place, weight, len(key)).astype(np.float64)
    of, cell = key // len(plan.cell), plan.cell[key % len(plan.cell)]
    pair, place = np.unique(of * len(plan.drawn) + cell, return_inverse=True)
    owner, cells = pair // len(plan.drawn), pair % len(plan.drawn)
    m = plan.drawn[cells]
    centre = np.bincount(place, sums, len(pair)) / m
    spread = np.bincount(place, (sums - centre[place]) ** 2, len(pair)).astype(np.float64)
    spread += (m - np.bincount(place, minlength=len(pair))) * centre**2
    plain = spread * np.where(m > 1, m / np.maximum(m - 1, 1), 0.0)
    whole = np.bincount(of, sums, areas) / max(int((plan.cell >= 0).sum()), 1)
    lonely = plan.alone[cells]
    one = np.bincount(place, sums, len(pair)) - whole[owner]
    plain = np.where(lonely, one**2, plain)
    left = np.where(lonely, 1.0, 1.0 - m / plan.size[cells])
    alike = np.bincount(place, counts**2, len(pair)).astype(np.float64) * left
    return Variances(
        np.bincount(owner, plain * left, areas).astype(np.float64),
        np.bincount(owner, plain, areas).astype(np.float64),
        _freedom(owner, np.where(m < plan.size[cells], m - 1, 0), alike, areas),
        np.bincount(of, minlength=areas).astype(np.int64),
        np.bincount(owner, plan.size[cells], areas).astype(np.float64),
    )


def _freedom(owner: Ints, free: Ints, alike: Floats, areas: int) -> Floats:
    """Return the degrees of freedom of each area's variance (Satterthwaite).

    free (cells,): m - 1. alike (cells,): what each cell would add to the variance if sites
    varied alike everywhere. Where cells count alike the sum of m - 1; fewer where a few
    cells count for much, because the variance then rests on those few.
    """
    used = (free > 0) & (alike > 0)
    of, part, freedom = owner[used], alike[used], free[used]
    whole = np.bincount(of, part, areas) ** 2
    each = np.bincount(of, part**2 / freedom, areas)
    count = np.bincount(owner, free, areas)
    return np.minimum(np.divide(whole, each, out=np.zeros(areas), where=each > 0), count)


def change(
    before: tuple[Sequence[str], Floats], after: tuple[Sequence[str], Floats]
) -> tuple[tuple[str, ...], Floats]:
    """Stack two periods with common sites: the distinct sites, and z(after) - z(before)."""
    names = np.array([*before[0], *after[0]])
    z = np.concatenate([-before[1], after[1]])
    sites, place = np.unique(names, return_inverse=True)
    return tuple(sites.tolist()), np.bincount(place, z, len(sites)).astype(np.float64)


def deville(y: npt.ArrayLike, probability: npt.ArrayLike) -> float:
    """Return the variance of a total under fixed-size sampling by size (Deville).

    probability (units,): inclusion probabilities; a unit that is certain adds 0.
    """
    values, pi = np.asarray(y, dtype=np.float64), np.asarray(probability, dtype=np.float64)
    rest = 1 - pi
    if not rest.any():
        return 0.0
    share = rest / rest.sum()
    centre = float(np.sum(share * values / pi))
    return float(np.sum(rest * (values / pi - centre) ** 2) / (1 - np.sum(share**2)))


def _factor(plan: Design) -> Floats:
    m = plan.drawn
    return np.where(m > 1, m / np.maximum(m - 1, 1) * (1 - m / plan.size), 0.0)
