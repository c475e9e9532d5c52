"""Sums of many fractions with one division at the end."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

import numpy as np

from scoring.columns import check_bound
from scoring.vocabulary import Ints


def weighted(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return sum(w x) / sum(w) of (w, x); None where the weights add to 0."""
    rows = list(pairs)
    below = sum((w for w, _ in rows), Fraction(0))
    return None if below == 0 else total(rows) / below


def total(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Return sum(w x) of (w, x)."""
    rows = [(w.numerator * x.numerator, w.denominator * x.denominator) for w, x in pairs]
    common = lcm(*(below for _, below in rows))
    return Fraction(sum(above * (common // below) for above, below in rows), common)


def area_sums(
    area: Ints, numerators: Ints, denominators: Ints, size: Ints, drawn: Ints, areas: int
) -> list[Fraction]:
    """Return by area the sum of (M/m) (numerator/denominator), exactly.

    All arguments (rows,). Numerators times M are added in int64 per area, denominator and
    m; only those few sums become fractions. ScoringError where int64 could overflow.
    """
    found: list[dict[int, int]] = [{} for _ in range(areas)]
    if not len(area):
        return [Fraction(0)] * areas
    check_bound(len(area), int(np.abs(numerators).max()), int(size.max()))
    divisors, divisor = np.unique(denominators, return_inverse=True)
    draws, draw = np.unique(drawn, return_inverse=True)
    key = (area * len(divisors) + divisor) * len(draws) + draw
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    sums = np.add.reduceat((numerators * size)[order], first)
    rows = order[first]
    keys = zip(denominators[rows].tolist(), drawn[rows].tolist(), strict=True)
    for where, part, (one, m) in zip(area[rows].tolist(), sums.tolist(), keys, strict=True):
        found[where][one * m] = found[where].get(one * m, 0) + part
    return [_sum(parts) for parts in found]


def _sum(parts: dict[int, int]) -> Fraction:
    common = lcm(*parts)
    return Fraction(sum(top * (common // below) for below, top in parts.items()), common)
