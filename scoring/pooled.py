"""Share, remainder and sum of items pooled over all the sites of a coarser area."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring import exact
from scoring.columns import HAS, Column, Influence, Source, Value, check_bound, of_values
from scoring.index import design_weights, empty_reasons
from scoring.levels import chosen
from scoring.site import span_of, sums_of
from scoring.steps import Step
from scoring.sums import Sums
from scoring.vocabulary import Floats, Ints, Rule
from scoring.workspace import Parts, Workspace


def pooled(work: Workspace, step: Step) -> Parts:
    """Return 100 sum(w v) / sum(w f), what remains of it, or sum(w v)."""
    source = work.rubric.levels[0].id
    target = work.areas[step.at].of_site.copy()
    row = work.areas[source].of_site
    used = chosen(work.areas[source], work.records, step.where)
    target[used[row] == 0] = -1
    return {
        suffix: _column(work, step, sums, target)
        for suffix, sums in sums_of(work.rubric, work.marks, step).items()
    }


def _column(work: Workspace, step: Step, sums: Sums, target: Ints) -> Column:
    areas = len(work.areas[step.at].names)
    rows = np.flatnonzero((target >= 0) & (sums.reasons == HAS))
    area = target[rows]
    size, drawn = design_weights(work, rows, step)
    unit = np.full(len(rows), sums.unit if step.rule is Rule.SUM else 1, dtype=np.int64)
    tops = exact.area_sums(area, sums.top[rows], unit, size, drawn, areas)
    one = np.ones(len(rows), dtype=np.int64)
    bottoms = exact.area_sums(area, sums.bottom[rows], one, size, drawn, areas)
    present = np.bincount(area, minlength=areas).tolist()
    values = [
        _value(step.rule, top, bottom) if some else None
        for top, bottom, some in zip(tops, bottoms, present, strict=True)
    ]
    barren = work.barren(work.rubric.levels[0].id, step.at)
    why = empty_reasons(sums.reasons, target, barren, [value is None for value in values])
    z, weight = _influence(step.rule, sums, rows, area, size / drawn, tops, bottoms)
    none, whole = np.zeros(areas), np.zeros(areas, dtype=np.bool_)
    influence = Influence(area, rows, z, weight, none, whole)
    check_bound(len(rows), 100)
    source = Source(
        work.rubric.levels[0].id, "", np.where(sums.reasons == HAS, target, -1), None
    )
    made = of_values(values, why, influence, (source,))
    return replace(made, span=span_of(step, sums))


def _value(rule: Rule, top: Fraction, bottom: Fraction) -> Value:
    if rule is Rule.SUM:
        return top
    if bottom == 0:
        return None
    return 100 * (top if rule is Rule.SHARE else max(Fraction(0), bottom - top)) / bottom


def _influence(
    rule: Rule,
    sums: Sums,
    rows: Ints,
    area: Ints,
    weights: Floats,
    tops: list[Fraction],
    bottoms: list[Fraction],
) -> tuple[Floats, Floats]:
    """Return z and the weight of each row."""
    y = sums.top[rows].astype(np.float64)
    if rule is Rule.SUM:
        return np.asarray(weights * y / sums.unit), np.asarray(weights / sums.unit)
    x = sums.bottom[rows].astype(np.float64)
    below = np.array([float(b) or 1.0 for b in bottoms])
    ratio = np.array(
        [float(t / b) if b else 0.0 for t, b in zip(tops, bottoms, strict=True)]
    )
    sign = 100.0 if rule is Rule.SHARE else -100.0
    weight = sign * weights / below[area]
    z = weight * (y - ratio[area] * x)
    # Where everything and more is lost, the floor holds the value at 0.
    floored = (ratio > 1) & (rule is Rule.REMAIN)
    return np.where(floored[area], 0.0, z), weight * x
