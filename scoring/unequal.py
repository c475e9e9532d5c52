"""Estimates from sites drawn with unequal probabilities, such as by size.

    weights(pi)                           1/pi, for `estimate.mean`, `ratio` and `total`
    sen_yates_grundy(z, pi, joint)        variance, where the joint probabilities are known
    estimate.deville(y, pi)               variance, where they are not

The caller gives each site's pi, and pi_ij for each pair, as arrays: this package does not
know how sites are drawn. z is that of `estimate.mean(weights(pi), ...)`, so that means
(Hajek), ratios, totals (Horvitz-Thompson) and domains share one variance.
"""

import numpy as np
import numpy.typing as npt

from scoring.vocabulary import Floats, ScoringError


def weights(pi: npt.ArrayLike) -> Floats:
    """Return 1/pi of each site; ScoringError unless every pi is above 0 and at most 1."""
    chances = np.asarray(pi, dtype=np.float64)
    if ((chances <= 0) | (chances > 1) | np.isnan(chances)).any():
        raise ScoringError("got an inclusion probability outside 0..1, or 0")
    return np.asarray(1 / chances)


def sen_yates_grundy(z: Floats, pi: npt.ArrayLike, joint: npt.ArrayLike) -> float:
    """Return the variance of a sum of z from a sample of fixed size.

    z, pi (sites,). joint (sites, sites): pi_ij, its diagonal unused. Unbiased where every
    pair of the frame can be drawn; ScoringError where a pair of the sample cannot. Sum over
    pairs of (pi_i pi_j - pi_ij) / pi_ij (z_i - z_j)^2, with z already over pi.
    """
    chances, both = np.asarray(pi, np.float64), np.array(joint, dtype=np.float64)
    if both.shape != (len(chances), len(chances)) or len(z) != len(chances):
        raise ScoringError(f"got joint {both.shape}, wanted a row and a column a site")
    np.fill_diagonal(both, 1.0)
    if (both <= 0).any() or (both != both.T).any():
        raise ScoringError("joint probabilities must be above 0 and alike both ways")
    factor = (np.outer(chances, chances) - both) / both
    np.fill_diagonal(factor, 0.0)
    gaps = (z[:, None] - z[None, :]) ** 2
    return float(np.sum(factor * gaps)) / 2
