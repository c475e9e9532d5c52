"""What a response is worth, and a street's satisfaction. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A street's satisfaction: exact mean of its valid responses; None below the least."""

    value: Fraction | None
    n: int
    standard_error: float | None


def points_of(codes: Sequence[str], levels: Mapping[str, int | None]) -> list[int]:
    """Return the points of the answers given; "don't know" and blanks are left out."""
    found = (levels.get(code) for code in codes)
    return [points for points in found if points is not None]


def response_index(
    codes: Sequence[str], levels: Mapping[str, int | None], least: int
) -> Fraction | None:
    """Return the mean of a response's answers; None where fewer than `least` were given."""
    points = points_of(codes, levels)
    return Fraction(sum(points), len(points)) if len(points) >= max(1, least) else None


def satisfaction(indices: Sequence[Fraction], least: int) -> Satisfaction:
    """Return a street's satisfaction from its valid responses.

    The standard error is that of a mean of independent responses, in points.
    """
    n = len(indices)
    if n < max(2, least):
        return Satisfaction(None, n, None)
    mean = Fraction(sum(indices), n)
    spread = float(sum((one - mean) ** 2 for one in indices)) / (n - 1)
    return Satisfaction(mean, n, sqrt(spread / n))
