"""Intervals, rank intervals, probabilities and tiers."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

import numpy as np
from scipy import special

from scoring.ranking import rounded
from scoring.vocabulary import Bools, Floats, ScoringError


def t_interval(
    value: float, variance: float, df: float, level: float = 0.95
) -> tuple[float, float]:
    """Return value -+ t(df) sqrt(V); df inf is the normal distribution."""
    half = t_quantile(df, level) * sqrt(variance)
    return value - half, value + half


def logit_interval(
    share: float, variance: float, df: float, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of a share, symmetric on the logit scale; inside 0..1."""
    if not 0 < share < 1:
        return share, share
    centre = log(share / (1 - share))
    half = t_quantile(df, level) * sqrt(variance) / (share * (1 - share))
    return 1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre))


def t_quantile(df: float, level: float) -> float:
    """Return the two-sided t quantile; nan without a degree of freedom."""
    if df <= 0:
        return float("nan")
    tail = (1 + level) / 2
    return float(special.ndtri(tail) if np.isinf(df) else special.stdtrit(df, tail))


@dataclass(frozen=True, slots=True)
class RankInterval:
    """The interval of a value at the joint level, and the ranks it leaves open."""

    low: Fraction
    high: Fraction
    rank_low: int
    rank_high: int


def rank_intervals(
    values: Floats,
    variances: Floats,
    *,
    higher_is_better: bool = True,
    independent: bool = True,
    level: float = 0.95,
    places: int = 4,
) -> tuple[RankInterval, ...]:
    """Return rank intervals that hold for all areas at once.

    Source: Klein, Wright and Wieczorek (2020). The limits are rounded first, then compared;
    equality counts as separate. Bonferroni where the areas are not independent. An area
    whose variance is not known (NaN) is separated from no other.
    """
    count = len(values)
    if count == 0:
        return ()
    tail = (1 + level ** (1 / count)) / 2 if independent else 1 - (1 - level) / (2 * count)
    half = float(special.ndtri(tail)) * np.sqrt(variances)
    known = ~np.isnan(half)
    bottom, top = values - half, values + half
    ends = [Fraction(end) for end in _ends(bottom, top, known)]
    low = [
        _limit(x, places) if seen else ends[0]
        for x, seen in zip(bottom.tolist(), known.tolist(), strict=True)
    ]
    high = [
        _limit(x, places) if seen else ends[1]
        for x, seen in zip(top.tolist(), known.tolist(), strict=True)
    ]
    ranks = _ranks(low, high, higher=higher_is_better)
    return tuple(
        RankInterval(lo, hi, *pair) for lo, hi, pair in zip(low, high, ranks, strict=True)
    )


def _ends(low: Floats, high: Floats, known: Bools) -> tuple[float, float]:
    """Return limits that lie beyond every other."""
    if not known.any():
        return 0.0, 1.0
    return float(low[known].min()) - 1, float(high[known].max()) + 1


def _limit(value: float, places: int) -> Fraction:
    # A limit that sits on a tie of the last place must not fall on the side of its noise.
    return rounded(rounded(Fraction(float(value)), places + 8), places)


def _ranks(
    low: list[Fraction], high: list[Fraction], *, higher: bool
) -> Iterator[tuple[int, int]]:
    count, lows, highs = len(low), sorted(low), sorted(high)
    same = Counter(zip(low, high, strict=True))
    for lo, hi in zip(low, high, strict=True):
        # Areas with the very same limits are not separated, though both be without error.
        equal = same[lo, hi] if lo == hi else 0
        above = count - bisect_left(lows, hi) - equal
        below = bisect_right(highs, lo) - equal
        yield (1 + above, count - below) if higher else (1 + below, count - above)


def probability_above(
    values: Floats, variances: Floats, covariances: Floats | None = None
) -> Floats:
    """Return (areas, areas): P(row above column); 1/2 on the diagonal and without error."""
    spread = variances[:, None] + variances[None, :]
    if covariances is not None:
        spread = spread - 2 * covariances
    gap = values[:, None] - values[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(gap == 0, 0.0, gap / np.sqrt(np.maximum(spread, 0.0)))
    return np.asarray(special.ndtr(score))


def tiers(intervals: Sequence[RankInterval], order: Sequence[int]) -> list[int]:
    """Return the tier of each area; order: the rows from the best to the worst.

    An area whose high is at or below the leader's low opens the next tier and leads it.
    """
    if sorted(order) != list(range(len(intervals))):
        raise ScoringError("the order must name every row once")
    found = [0] * len(intervals)
    tier, leader = 0, -1
    for row in order:
        if leader < 0 or intervals[row].high <= intervals[leader].low:
            tier, leader = tier + 1, row
        found[row] = tier
    return found
