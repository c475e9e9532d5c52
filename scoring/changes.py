"""The change of a figure on an earlier period, and how sure it is.

With common sites the two periods are stacked: the unit is the site, the stratum its cell, and
no correction for M is made. Without them the covariance cannot be estimated, and the two
variances without their corrections add up to an upper bound.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from scoring import estimate
from scoring.columns import Column, Influence, Value, number
from scoring.estimate import Design
from scoring.history import Before, Key, Past
from scoring.steps import Step
from scoring.transform import derived
from scoring.vocabulary import Bools, Floats, Ints
from scoring.workspace import Parts, Workspace


def change(work: Workspace, step: Step) -> Parts:
    """Return the change on an earlier period; empty if its method was another one."""
    past = work.history.get(step.base)
    if past is not None and past.method != work.rubric.method:
        past = None
    return {
        suffix: _changed(work, step, suffix, column, past)
        for suffix, column in work.same(step.at, step.columns[0]).items()
    }


def past_of(work: Workspace) -> Past:
    """Return what a later period needs of this run; what was withheld is not handed on."""
    values: dict[Key, dict[str, Fraction]] = {}
    errors: dict[Key, Before] = {}
    for (level, name), column in work.columns.items():
        areas, hidden = work.areas[level], work.hidden[level].tolist()
        if areas.first and not areas.level.by:
            continue
        rows = zip(areas.names, column.values, hidden, strict=True)
        values[level, name] = {
            area: value
            for area, value, out in rows
            if isinstance(value, Fraction) and not out
        }
        if column.influence is not None:
            errors[level, name] = Before(areas.names, column.influence)
    return Past(
        work.rubric.method,
        values,
        tuple(work.records.sites.tolist()),
        work.cells.names,
        work.cells.design,
        errors,
    )


def _changed(
    work: Workspace, step: Step, suffix: str, column: Column, past: Past | None
) -> Column:
    name = (step.at, step.columns[0] + suffix)
    base = {} if past is None else past.values.get(name, {})
    areas, how = work.areas[step.at].names, step.word("as")
    values: list[Value] = []
    for x, area in zip(column.values, areas, strict=True):
        b = base.get(area)
        empty = x is None or b is None or (how == "percent" and b == 0)
        values.append(None if empty else _change(number(x), b or Fraction(0), how))
    made = derived(step, suffix, column, values, np.ones(len(areas)))
    before = None if past is None else past.errors.get(name)
    if past is None or past.design is None or before is None or column.influence is None:
        return replace(made, influence=None)
    if how == "value":
        return replace(made, influence=None)
    old = np.array([float(base.get(area, 0)) for area in areas])
    slopes = _slopes(how, column.floats, old)
    influence = _aligned(before, areas)
    periods = _stack(work, past, past.design)
    variance = periods.variance(column.influence, influence, slopes)
    return replace(made, influence=_fixed(column.influence, influence, variance))


def _change(now: Fraction, before: Fraction, how: str) -> Fraction:
    if how == "value":
        return before
    return now - before if how == "difference" else 100 * (now - before) / before


def _slopes(how: str, x: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Return how the change moves with x and with the base, per area."""
    if how == "difference":
        return np.ones(len(x)), -np.ones(len(x))
    safe = np.where(base == 0, np.nan, base)
    return np.asarray(100 / safe), np.asarray(-100 * x / safe**2)


def _aligned(before: Before, areas: tuple[str, ...]) -> Influence:
    """Number the areas of the earlier period as this one does; those it lacks drop out."""
    place = {name: number for number, name in enumerate(areas)}
    target = np.array([place.get(name, -1) for name in before.areas], dtype=np.int64)
    inner, count = before.influence, len(areas)
    known = target >= 0
    outside, partial = np.full(count, np.nan), np.zeros(count, dtype=np.bool_)
    outside[target[known]] = inner.outside[known]
    partial[target[known]] = inner.partial[known]
    area = target[inner.area]
    kept = area >= 0
    unit, z, weight = inner.unit[kept], inner.z[kept], inner.weight[kept]
    return Influence(area[kept], unit, z, weight, outside, partial)


def _fixed(now: Influence, before: Influence, variance: Floats) -> Influence:
    """Keep the sites behind a figure, and let its variance be the one given."""
    return replace(
        now,
        z=np.zeros(len(now.z)),
        outside=variance,
        partial=now.partial | before.partial,
    )


@dataclass(frozen=True, slots=True)
class _Periods:
    """The distinct sites of two periods as the units of one design.

    now, before: each period's own design. both: the design of the union. place_now,
    place_before (units,): each unit's place in it. sure (units of both,): the site was in a
    cell all of whose sites were visited, in both periods: it has no sampling error.
    """

    now: Design
    before: Design
    both: Design
    place_now: Ints
    place_before: Ints
    sure: Bools

    def variance(
        self, now: Influence, before: Influence, slopes: tuple[Floats, Floats]
    ) -> Floats:
        """Return the variance of the change in each area."""
        rise, fall = slopes
        apart = _plain(self.now, now) * rise**2 + _plain(self.before, before) * fall**2
        here, there = self.place_now[now.unit], self.place_before[before.unit]
        area, unit = np.concatenate([now.area, before.area]), np.concatenate([here, there])
        z = np.concatenate([now.z * rise[now.area], before.z * fall[before.area]])
        z = np.where(np.isnan(z) | self.sure[unit], 0.0, z)
        count = len(now.outside)
        together = estimate.variances(self.both, area, unit, z, count).variance
        common = _common(now.area, here, before.area, there, len(self.sure), count)
        outside = now.outside * rise**2 + before.outside * fall**2
        return np.asarray(np.where(common, together, apart) + outside)


def _plain(plan: Design, inner: Influence) -> Floats:
    """Return the variances without the correction for M."""
    count = len(inner.outside)
    return estimate.variances(plan, inner.area, inner.unit, inner.z, count).plain


def _stack(work: Workspace, past: Past, design: Design) -> _Periods:
    sites, held = work.records.sites, np.array(past.sites, dtype=np.str_)
    every = np.union1d(sites, held)
    now, then = np.searchsorted(every, sites), np.searchsorted(every, held)
    cell = np.full(len(every), "", dtype=object)
    sure = np.zeros((2, len(every)), dtype=np.bool_)
    # The cell of now comes last: it is the one a site in both periods counts for.
    cells = ((then, design, past.cells), (now, work.cells.design, work.cells.names))
    for period, (place, plan, names) in enumerate(cells):
        valid = plan.cell >= 0
        cell[place[valid]] = np.array(names, dtype=object)[plan.cell[valid]]
        sure[period, place[valid]] = (plan.drawn == plan.size)[plan.cell[valid]]
    both = estimate.design(cell.astype(np.str_))
    used = np.where(cell == "", -1, both.cell)
    both = replace(both, cell=used)
    return _Periods(work.cells.design, design, both, now, then, sure[0] & sure[1])


def _common(
    area: Ints, unit: Ints, area_before: Ints, unit_before: Ints, units: int, areas: int
) -> Bools:
    """Say which areas have a site in both periods."""
    both = np.intersect1d(area * units + unit, area_before * units + unit_before)
    return np.asarray(np.bincount(both // max(units, 1), minlength=areas) > 0)
