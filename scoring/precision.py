"""How sure a figure is: its variance, the sites behind it, its interval as shown."""

from dataclasses import dataclass

import numpy as np

from scoring import estimate, uncertainty
from scoring.columns import Column, Span, Value
from scoring.vocabulary import Bools, Floats, Ints
from scoring.workspace import Workspace

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Errors:
    """Per area: variance (NaN unknown), degrees of freedom, n, M, and partial errors.

    alike (areas,): a sample of one site, or of sites that all say the same, tells nothing
    of how much sites differ: the variance comes out as 0 and is not known.
    """

    variance: Floats
    df: Floats
    n: Ints
    size: Ints
    partial: list[bool]
    alike: Bools

    @property
    def known(self) -> Floats:
        """Return the variances, NaN also where the sites are alike or there are none."""
        nothing = (self.n == 0) & np.array(self.partial, dtype=np.bool_)
        return np.where(self.alike | nothing, np.nan, self.variance)


@dataclass(frozen=True, slots=True)
class Interval:
    """Standard error and 95 % interval; None where it is not known."""

    se: float | None = None
    low: float | None = None
    high: float | None = None


def errors(work: Workspace, column: Column) -> Errors | None:
    """Return the errors of a column's areas; None where none can be given."""
    inner = column.influence
    if inner is None:
        return None
    found = estimate.variances(
        work.cells.design,
        inner.area,
        inner.unit,
        inner.z,
        len(column.reasons),
        inner.weight,
    )
    variance = found.variance + inner.outside
    return Errors(
        variance=variance,
        df=found.df,
        n=found.n,
        size=np.where(np.isfinite(found.size), found.size, 0).astype(np.int64),
        partial=inner.partial.tolist(),
        alike=(variance == 0) & (found.n > 0) & (found.size != found.n),
    )


def interval(found: Errors | None, row: int, value: Value, column: Column) -> Interval:
    """Return the interval of one value: t with the design's degrees of freedom.

    Two sites leave one degree of freedom, so their interval is wide; that is what two sites
    can tell. It never leaves the span that the value itself cannot leave. A share is taken
    on the logit scale.
    """
    if found is None or isinstance(value, str) or value is None:
        return Interval()
    variance, n = float(found.variance[row]), int(found.n[row])
    if np.isnan(variance) or (not n and found.partial[row]):
        return Interval()
    if found.alike[row]:
        return Interval(se=0.0)
    df = float(found.df[row]) if n else float("inf")
    if variance == 0:
        return Interval(0.0, float(value), float(value))
    low, high = _limits(float(value), variance, df, column)
    known = not np.isnan(low)
    return Interval(variance**0.5, low if known else None, high if known else None)


def _limits(
    value: float, variance: float, df: float, column: Column
) -> tuple[float, float]:
    if column.span is None:
        return uncertainty.t_interval(value, variance, df, LEVEL)
    least, most = (float(end) for end in column.span)
    if column.share:
        width = most - least
        low, high = uncertainty.logit_interval(
            (value - least) / width, variance / width**2, df, LEVEL
        )
        return least + width * low, least + width * high
    return _inside(uncertainty.t_interval(value, variance, df, LEVEL), column.span)


def _inside(limits: tuple[float, float], span: Span) -> tuple[float, float]:
    low, high = limits
    if np.isnan(low):
        return limits
    return max(low, float(span[0])), min(high, float(span[1]))
