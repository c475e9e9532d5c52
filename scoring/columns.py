"""A column of exact values over the areas of one level, and what its error is made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scoring.vocabulary import Bools, Floats, Ints, Reason, ScoringError

Value = Fraction | str | None
Span = tuple[Fraction, Fraction]
Codes8 = npt.NDArray[np.int8]
HAS, NA, NO_DATA = 0, 1, 2  # int8 codes of why a row is empty
REASONS: tuple[Reason | None, ...] = (None, Reason.NA, Reason.NO_DATA)
BOUND = 2**62  # sums must stay below it, or int64 would wrap silently


@dataclass(frozen=True, slots=True)
class Influence:
    """How each site moves each area's value: V is computed from z alone.

    area, unit, z (entries,): z is the linearised share of a site in an area. weight
    (entries,): what z would be if the site lay one point above its mean. outside
    (areas,): variance that comes with an input. partial (areas,): an input came without.
    """

    area: Ints
    unit: Ints
    z: Floats
    weight: Floats
    outside: Floats
    partial: Bools


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column came from: rows of another one, the area each went to, its weight."""

    level: str
    column: str
    target: Ints  # (rows,) index of the area; -1 = not used
    weights: tuple[Fraction, ...] | None  # None: equal
    design: tuple[Ints, Ints] | None = None  # M and m by row, where weights are M/m


@dataclass(frozen=True)
class Column:
    """Values of the rows of a level; exactly one of `ints` and `given` holds them.

    ints: int64 numerators and denominators. given: fractions or labels. reasons (rows,):
    HAS, NA or NO_DATA. incomplete (rows,): a part was missing and the rest stood for it.
    span: the least and greatest value there can be, where that is known. share: the rows are
    the share of sites at the upper end of the span, every site being at one of its ends.
    """

    reasons: Codes8
    ints: tuple[Ints, Ints] | None = None
    given: tuple[Value, ...] | None = None
    influence: Influence | None = None
    sources: tuple[Source, ...] = ()
    incomplete: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    span: Span | None = None
    share: bool = False

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Return every value; None where empty."""
        if self.given is not None:
            return self.given
        numerators, denominators = self.pair
        rows = zip(
            self.reasons.tolist(), numerators.tolist(), denominators.tolist(), strict=True
        )
        return tuple(None if why else Fraction(n, d) for why, n, d in rows)

    @cached_property
    def pair(self) -> tuple[Ints, Ints]:
        """Return int64 numerators and denominators; 0/1 where empty."""
        if self.ints is not None:
            return self.ints
        numbers = [x if isinstance(x, Fraction) else Fraction(0) for x in self.values]
        if any(abs(x.numerator) >= BOUND or x.denominator >= BOUND for x in numbers):
            raise ScoringError(
                "a value does not fit in 62 bits; round it in an earlier step"
            )
        return (
            np.array([x.numerator for x in numbers], dtype=np.int64),
            np.array([x.denominator for x in numbers], dtype=np.int64),
        )

    @cached_property
    def floats(self) -> Floats:
        """Return float64 for standard errors and charts; NaN where empty."""
        if self.ints is not None:
            found = self.ints[0] / self.ints[1]
        else:
            numbers = [float(x) if isinstance(x, Fraction) else np.nan for x in self.values]
            found = np.array(numbers, dtype=np.float64)
        return np.where(self.reasons == HAS, found, np.nan)

    @cached_property
    def is_incomplete(self) -> Bools:
        """Return the incomplete rows, also where none was noted."""
        if len(self.incomplete):
            return self.incomplete
        return np.zeros(len(self.reasons), dtype=np.bool_)


def of_values(
    values: list[Value],
    reasons: list[int] | Codes8,
    influence: Influence | None = None,
    sources: tuple[Source, ...] = (),
    incomplete: Bools | None = None,
) -> Column:
    """Make a column from values; a value is None exactly where its reason is not HAS."""
    return Column(
        np.asarray(reasons, dtype=np.int8),
        given=tuple(values),
        influence=influence,
        sources=sources,
        incomplete=np.zeros(0, dtype=np.bool_) if incomplete is None else incomplete,
    )


def hull(columns: Iterable[Column]) -> Span | None:
    """Return the span no mean of these columns can leave; None where one has none."""
    spans = [column.span for column in columns]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def number(value: Value) -> Fraction:
    """Return the number of a cell; ScoringError for a label."""
    if isinstance(value, Fraction):
        return value
    raise ScoringError(f"got {value!r}, wanted a number")


def check_bound(rows: int, *factors: int) -> None:
    """Fail loudly where a sum of so many products could leave int64."""
    bound = rows
    for factor in factors:
        bound *= max(1, abs(factor))
    if bound >= BOUND:
        raise ScoringError(
            f"sums could reach {bound}, more than {BOUND}; lower the weights"
        )
