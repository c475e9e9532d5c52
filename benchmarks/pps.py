"""How far the true probabilities of draws by size are from their targets, for small n.

Protocol sections 7 and 15. Not simulated: the probability that fewer than n others come
before a site is summed over the places its own rank can take. Ours is the worst relative
gap |pi - lambda| / lambda of Pareto, other that of sequential Poisson.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks._report import report_ratio
from sampling.pps import Order

STEPS = 4000
CASES = ((8, 2), (8, 4), (8, 6), (30, 2), (30, 4), (30, 6), (30, 15), (120, 6), (120, 30))
Floats = NDArray[np.float64]


def targets(sites: int, wanted: int) -> Floats:
    """Return lambda of sites with lognormal sizes, none of them certain."""
    sizes = np.random.default_rng(7).lognormal(0, 0.6, sites)
    sizes = np.minimum(sizes, 0.8 * sizes.sum() / wanted)
    found: Floats = wanted * sizes / sizes.sum()
    return np.minimum(found, 0.99) * wanted / np.minimum(found, 0.99).sum()


def probabilities(target: Floats, wanted: int, order: Order) -> Floats:
    """Return the true probability of each site (sites,), to about one in 10 000."""
    u = (np.arange(STEPS) + 0.5) / STEPS  # its own place, all equally likely
    found = np.empty(len(target))
    for site, share in enumerate(target):
        if order is Order.SEQUENTIAL_POISSON:
            before = np.minimum(1, target[:, None] * (u / share))
        else:
            odds = u * (1 - share) / ((1 - u) * share)
            before = target[:, None] * odds / (1 - target[:, None] + target[:, None] * odds)
        others = np.delete(before, site, axis=0)
        found[site] = fewer(others, wanted).mean()
    return found


def fewer(before: Floats, wanted: int) -> Floats:
    """Return the probability (steps,) that fewer than `wanted` of the others come before."""
    count = np.zeros((wanted, before.shape[1]))
    count[0] = 1
    for one in before:
        count[1:] = count[1:] * (1 - one) + count[:-1] * one
        count[0] *= 1 - one
    return count.sum(axis=0)


def worst_gap(sites: int, wanted: int, order: Order) -> float:
    """Return the largest relative gap between probability and target."""
    target = targets(sites, wanted)
    return float(np.abs(probabilities(target, wanted, order) / target - 1).max())


def main() -> None:
    """Print the worst gap of Pareto beside that of sequential Poisson."""
    for sites, wanted in CASES:
        pareto, poisson = (worst_gap(sites, wanted, order)
                           for order in (Order.PARETO, Order.SEQUENTIAL_POISSON))  # fmt: skip
        report_ratio(f"Pareto, {wanted} of {sites}", pareto, poisson,
                     "worst gap of pi, sequential Poisson", "<= 1")  # fmt: skip


if __name__ == "__main__":
    main()
