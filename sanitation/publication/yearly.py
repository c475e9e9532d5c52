"""The annual index: the plain mean of a year's quarters, unrounded, ranked once.

Source: domain, section 9.6. How the bureau averages is not published, so the mean and the
least number of quarters are the city's or, until it says so, this product's default.

Quarters that share no site are independent samples: their variances add up. Where one was
visited in several quarters its luck may repeat, and the standard errors are added instead:
no dependence gives more, so the interval is at least as wide as the true one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sanitation.catalog.city import City
from sanitation.draws.models import Task
from sanitation.publication import pages, queries
from sanitation.publication.models import Release
from sanitation.publication.rules import PUBLIC
from sanitation.publication.values import AreaRow, Figure, ReleaseRow
from sanitation.scores import queries as scores
from sanitation.sites.models import Site
from scoring import ranking
from scoring.uncertainty import rank_intervals

LEAST = "index.year_quarters"
PLACES = 2
INDEX = "index"


@dataclass(frozen=True, slots=True)
class YearRow:
    """One area's year; mean is None with too few quarters. shared: a site came twice."""

    area: AreaRow
    figures: tuple[Figure, ...]
    quarters: int
    mean: Fraction | None
    shown: str | None
    low: float | None
    high: float | None
    shared: bool
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """A year's final releases and every area's mean. least: quarters needed for a place.

    comparable: all quarters follow one method; else there is no mean across them.
    """

    year: int
    level: str
    releases: tuple[ReleaseRow, ...]
    rows: tuple[YearRow, ...]
    least: int
    least_is_default: bool
    comparable: bool

    @property
    def has_intervals(self) -> bool:
        """Tell whether any mean has an interval; a printed table has none."""
        return any(row.low is not None for row in self.rows)


def years(session: Session) -> tuple[int, ...]:
    """List the years with a final release, the latest first."""
    found = {int(one.quarter[:4]) for one in queries.history(session, PUBLIC)}
    return tuple(sorted(found, reverse=True))


def year_of(session: Session, city: City, year: int, level: str) -> Year | None:
    """Average the final releases of a year; None where it has none."""
    releases = [
        one for one in queries.history(session, PUBLIC) if one.quarter[:4] == str(year)
    ]
    if not releases:
        return None
    least = city.default(LEAST)
    comparable = len({one.run.method for one in releases}) == 1
    tables = [scores.table(session, one.run_id, level, (INDEX,)) for one in releases]
    shared = _shared(session, releases)
    rows = []
    for area in pages.ranking(session, city, releases[-1], level).areas:
        figures = tuple(pages.figure(t.get(area.code, {}).get(INDEX)) for t in tables)
        again = shared is None or bool(shared & set(_streets(city, level, area.code)))
        needed = city.default_int(LEAST) if comparable else len(figures) + 1
        rows.append(_row(area, figures, needed, shared=again))
    return Year(
        year,
        level,
        tuple(pages.release_row(city, one) for one in releases),
        _ranked(rows),
        city.default_int(LEAST),
        least.is_product_default,
        comparable,
    )


def _row(
    area: AreaRow, figures: tuple[Figure, ...], least: int, *, shared: bool
) -> YearRow:
    known = [one for one in figures if one.exact is not None]
    if len(known) < least:
        return YearRow(area, figures, len(known), None, None, None, None, shared)
    mean = sum((Fraction(one.exact or 0) for one in known), Fraction(0)) / len(known)
    half = _half(known, shared=shared)
    low = None if half is None else max(0.0, float(mean) - half)
    high = None if half is None else min(100.0, float(mean) + half)
    shown = ranking.shown(mean, PLACES)
    return YearRow(area, figures, len(known), mean, shown, low, high, shared)


def standard_error(figures: Sequence[Figure], *, shared: bool) -> float | None:
    """Return the mean's standard error; None where a quarter has none."""
    errors = [one.standard_error for one in figures]
    known = [error for error in errors if error is not None]
    if len(known) < len(errors) or not known:
        return None
    total = sum(known) if shared else sqrt(sum(error**2 for error in known))
    return total / len(known)


def _half(figures: Sequence[Figure], *, shared: bool) -> float | None:
    """Return half the 95 % interval, by the widest of the quarters' own quantiles."""
    error = standard_error(figures, shared=shared)
    if error is None:
        return None
    quantiles = [
        max(one.number - one.low, one.high - one.number) / one.standard_error
        for one in figures
        if one.number is not None
        and one.low is not None
        and one.high is not None
        and one.standard_error
    ]
    return error * max(quantiles) if quantiles else None


def _ranked(rows: Sequence[YearRow]) -> tuple[YearRow, ...]:
    """Rank the unrounded means; with an error for each, say which ranks it leaves open."""
    placed = sorted(
        (row for row in rows if row.mean is not None),
        key=lambda row: (-(row.mean or 0), row.area.code),
    )
    means = [row.mean or Fraction(0) for row in placed]
    ranks = [1 + sum(other > mean for other in means) for mean in means]
    open_ranks = _open_ranks(placed)
    found = [
        _with_rank(row, rank, *open_ranks[place])
        for place, (row, rank) in enumerate(zip(placed, ranks, strict=True))
    ]
    rest = sorted((row for row in rows if row.mean is None), key=lambda row: row.area.code)
    return (*found, *rest)


def _open_ranks(placed: Sequence[YearRow]) -> list[tuple[int | None, int | None]]:
    errors = [
        standard_error([one for one in row.figures if one.exact], shared=row.shared)
        for row in placed
    ]
    known = [error for error in errors if error is not None]
    if len(known) < len(errors) or not known:
        return [(None, None)] * len(placed)
    values = np.array([float(row.mean or 0) for row in placed])
    limits = rank_intervals(values, np.array(known) ** 2, independent=False)
    return [(one.rank_low, one.rank_high) for one in limits]


def _with_rank(row: YearRow, rank: int, low: int | None, high: int | None) -> YearRow:
    return YearRow(
        row.area,
        row.figures,
        row.quarters,
        row.mean,
        row.shown,
        row.low,
        row.high,
        row.shared,
        rank,
        low,
        high,
    )


def _streets(city: City, level: str, code: str) -> tuple[str, ...]:
    if level == "street":
        return (code,)
    return tuple(street.code for street in city.streets_of(code))


def _shared(session: Session, releases: Sequence[Release]) -> set[str] | None:
    """Return the streets with a site of two quarters' samples; None where a draw is unknown."""
    draws = [one.run.draw_id for one in releases]
    if None in draws:
        return None
    twice = (
        select(Site.street)
        .join(Task, Task.site_pk == Site.id)
        .where(Task.draw_id.in_(draws))
        .group_by(Site.id, Site.street)
        .having(func.count(Task.draw_id.distinct()) > 1)
    )
    return set(session.scalars(twice))
