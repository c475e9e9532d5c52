"""From sites to venue types, streets, districts and the city: the rules that read rows."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring import exact
from scoring.columns import (
    HAS,
    NA,
    NO_DATA,
    Codes8,
    Column,
    Influence,
    Source,
    Value,
    hull,
    number,
    of_values,
)
from scoring.steps import Step
from scoring.vocabulary import Bools, Floats, Ints, ScoringError
from scoring.workspace import Parts, Workspace


def mean(work: Workspace, step: Step) -> Parts:
    """Return sum(a x) / sum(a) over rows; a = 1, or M/m by design."""
    source, parts = work.finer(step.at, step.columns[0])
    target = work.targets(source, step)
    if work.areas[source].first:
        return {
            suffix: _mean_of_sites(work, step, source, suffix, column, target)
            for suffix, column in parts.items()
        }
    if step.design:
        raise ScoringError(f"{step.out}: design weights belong to sites, not to {source}")
    return {
        suffix: _mean_of_rows(work, step, source, suffix, column, target)
        for suffix, column in parts.items()
    }


def _mean_of_sites(
    work: Workspace, step: Step, source: str, suffix: str, column: Column, target: Ints
) -> Column:
    areas = len(work.areas[step.at].names)
    rows = np.flatnonzero((target >= 0) & (column.reasons == HAS))
    unit = _units(work, source)[rows]
    size, drawn = design_weights(work, unit, step)
    area, (top, bottom) = target[rows], column.pair
    above = exact.area_sums(area, top[rows], bottom[rows], size, drawn, areas)
    one = np.ones(len(rows), dtype=np.int64)
    below = exact.area_sums(area, one, one, size, drawn, areas)
    values: list[Value] = [a / b if b else None for a, b in zip(above, below, strict=True)]
    barren = work.barren(source, step.at)
    reasons = empty_reasons(column.reasons, target, barren, [v is None for v in values])
    z = _residual(column.floats[rows], np.ones(len(rows)), area, size / drawn, values)
    weight = size / drawn / np.bincount(area, size / drawn, areas)[area]
    influence = Influence(
        area, unit, z, weight, np.zeros(areas), np.zeros(areas, dtype=np.bool_)
    )
    every = np.ones(len(target), dtype=np.int64), np.ones(len(target), dtype=np.int64)
    every[0][rows], every[1][rows] = size, drawn
    used = np.where(column.reasons == HAS, target, -1)
    link = Source(source, step.columns[0] + suffix, used, None, every)
    made = of_values(values, reasons, influence, (link,))
    return replace(made, span=column.span, share=_at_the_ends(column, rows))


def _at_the_ends(column: Column, rows: Ints) -> bool:
    """Say whether every row is at one end of the span: its mean then is a share."""
    if column.span is None or not len(rows):
        return False
    ends = [float(end) for end in column.span]
    return bool(np.isin(column.floats[rows], ends).all())


def design_weights(work: Workspace, unit: Ints, step: Step) -> tuple[Ints, Ints]:
    """Return M and m of each unit; 1 and 1 where the step has no design weights."""
    if not step.design:
        return np.ones(len(unit), dtype=np.int64), np.ones(len(unit), dtype=np.int64)
    size = work.cells.size[unit]
    if (size == 0).any():
        raise ScoringError(f"{step.out}: design weights need the size M of every cell")
    return size, work.cells.m[unit]


def _units(work: Workspace, source: str) -> Ints:
    """Return the site of each row of the first level."""
    of_site = work.areas[source].of_site
    found = np.zeros(len(work.areas[source].names), dtype=np.int64)
    found[of_site] = np.arange(len(of_site))
    return found


def _residual(
    y: Floats, x: Floats, area: Ints, weights: Floats, values: Sequence[Value]
) -> Floats:
    """Return z of a weighted ratio: a (y - R x) / sum(a x) in each area."""
    below = np.bincount(area, weights * x, len(values))
    ratio = np.array([float(v) if isinstance(v, Fraction) else 0.0 for v in values])
    return np.asarray(weights * (y - ratio[area] * x) / below[area])


def empty_reasons(
    reasons: Codes8, target: Ints, barren: Bools, empty: list[bool]
) -> list[int]:
    """Say why each area is empty: no_data if any of its rows is, else na.

    barren (areas,): nothing at all is known of the area, so that nobody can say of a part
    that it is not there; that is no_data too.
    """
    areas = len(barren)
    unseen = np.bincount(target[(target >= 0) & (reasons == NO_DATA)], minlength=areas) > 0
    unseen |= barren
    return [
        HAS if not blank else NO_DATA if lacks else NA
        for blank, lacks in zip(empty, unseen.tolist(), strict=True)
    ]


def _mean_of_rows(
    work: Workspace, step: Step, source: str, suffix: str, column: Column, target: Ints
) -> Column:
    areas = len(work.areas[step.at].names)
    used = np.where(column.reasons == HAS, target, -1)
    weights = [Fraction(1)] * len(used)
    values = _weighted_rows(column, used, weights, areas)
    barren = work.barren(source, step.at)
    reasons = empty_reasons(column.reasons, target, barren, [v is None for v in values])
    share = 1 / np.maximum(np.bincount(used[used >= 0], minlength=areas + 1), 1)
    influence = combined([(column, used, np.where(used >= 0, share[used], 0.0))], areas)
    link = Source(source, step.columns[0] + suffix, used, None)
    made = of_values(values, reasons, influence, (link,), _carried(column, used, areas))
    return replace(made, span=column.span)


def _weighted_rows(
    column: Column, target: Ints, weights: Sequence[Fraction], areas: int
) -> list[Value]:
    rows: list[list[tuple[Fraction, Fraction]]] = [[] for _ in range(areas)]
    for area, weight, value in zip(target.tolist(), weights, column.values, strict=True):
        if area >= 0:
            rows[area].append((weight, number(value)))
    return [exact.weighted(row) for row in rows]


def _carried(column: Column, target: Ints, areas: int) -> Bools:
    lacking = column.is_incomplete & (target >= 0)
    return np.bincount(target[lacking], minlength=areas) > 0


def combined(parts: Sequence[tuple[Column, Ints, Floats]], areas: int) -> Influence | None:
    """Return the influence of sum(c x): (column, rows -> areas, c by row) each.

    None where a part has none: then no error can be given.
    """
    area, unit, z, weight = [], [], [], []
    outside, partial = np.zeros(areas), np.zeros(areas, dtype=np.bool_)
    for column, target, factor in parts:
        inner = column.influence
        if inner is None:
            return None
        kept = target[inner.area] >= 0
        area.append(target[inner.area][kept])
        unit.append(inner.unit[kept])
        z.append(inner.z[kept] * factor[inner.area][kept])
        weight.append(inner.weight[kept] * factor[inner.area][kept])
        rows = target >= 0
        outside += np.bincount(target[rows], (factor**2 * inner.outside)[rows], areas)
        partial |= (
            np.bincount(target[rows], inner.partial[rows] & (factor[rows] != 0), areas) > 0
        )
    if not area:
        return None
    return Influence(
        np.concatenate(area),
        np.concatenate(unit),
        np.concatenate(z),
        np.concatenate(weight),
        outside,
        partial,
    )


def weighted_mean(work: Workspace, step: Step) -> Parts:
    """Return sum(W x) / sum(W) over rows keyed by an attribute, or over columns."""
    if step.by:
        return _weighted_by(work, step)
    parts = [(work.one(step.at, name), name) for name in step.columns]
    table = work.rubric.tables[step.table].on(work.period.first).numbers
    if missing := [name for name in step.columns if name not in table]:
        raise ScoringError(
            f"table {step.table} gives no weight for the column {missing[0]}"
        )
    return {"": weighted_columns(step, parts, [table[name] for name in step.columns])}


def _weighted_by(work: Workspace, step: Step) -> Parts:
    source, parts = work.finer(step.at, step.columns[0])
    target = work.targets(source, step)
    table = work.rubric.tables[step.table].on(work.period.first).numbers
    keys = work.attribute(source, step.by).tolist()
    found = {}
    for suffix, column in parts.items():
        for key, why, area in zip(
            keys, column.reasons.tolist(), target.tolist(), strict=True
        ):
            if key not in table and why != NA and area >= 0:
                raise ScoringError(
                    f"table {step.table} gives no weight for {step.by} {key!r}"
                )
        weights = tuple(table.get(key, Fraction(0)) for key in keys)
        link = (source, step.columns[0] + suffix)
        found[suffix] = _rows_by_weight(work, step, column, target, weights, link)
    return found


def _rows_by_weight(
    work: Workspace,
    step: Step,
    column: Column,
    target: Ints,
    weights: tuple[Fraction, ...],
    link: tuple[str, str],
) -> Column:
    areas = len(work.areas[step.at].names)
    used = np.where(column.reasons == HAS, target, -1)
    unseen = target[(target >= 0) & (column.reasons == NO_DATA)]
    lacks = np.bincount(unseen, minlength=areas + 1) > 0  # the last: rows of no area
    if step.word("absent") == "null":
        used = np.where((used >= 0) & ~lacks[used], used, -1)
    values = _weighted_rows(column, used, weights, areas)
    barren = work.barren(link[0], step.at)
    reasons = empty_reasons(column.reasons, target, barren, [v is None for v in values])
    floats = np.array([float(weight) for weight in weights])
    below = np.bincount(used[used >= 0], floats[used >= 0], areas + 1)
    factor = np.where(used >= 0, floats / np.where(below > 0, below, 1.0)[used], 0.0)
    source = Source(*link, used, weights)
    incomplete = lacks[:-1] | _carried(column, used, areas)
    made = of_values(
        values, reasons, combined([(column, used, factor)], areas), (source,), incomplete
    )
    return replace(made, span=column.span)


def weighted_columns(
    step: Step, parts: list[tuple[Column, str]], weights: list[Fraction]
) -> Column:
    """Return sum(W x) / sum(W) over columns of one level, row by row."""
    areas = len(parts[0][0].reasons)
    lacks = np.zeros(areas, dtype=np.bool_)
    for column, _ in parts:
        lacks |= column.reasons == NO_DATA
    drop = lacks if step.word("absent") == "null" else np.zeros(areas, dtype=np.bool_)
    used = [(column.reasons == HAS) & ~drop for column, _ in parts]
    rows: list[list[tuple[Fraction, Fraction]]] = [[] for _ in range(areas)]
    for (column, _), weight, here in zip(parts, weights, used, strict=True):
        for area in np.flatnonzero(here).tolist():
            rows[area].append((weight, number(column.values[area])))
    values: list[Value] = [exact.weighted(row) for row in rows]
    reasons = [
        HAS if value is not None else NO_DATA if lack else NA
        for value, lack in zip(values, lacks.tolist(), strict=True)
    ]
    floats = [float(weight) for weight in weights]
    below = np.sum(
        [np.where(here, w, 0.0) for here, w in zip(used, floats, strict=True)], axis=0
    )
    same = np.arange(areas)
    linear, links = [], []
    for (column, name), weight, w, here in zip(parts, weights, floats, used, strict=True):
        rows_used = np.where(here, same, -1)
        linear.append(
            (column, rows_used, np.where(here, w / np.where(below > 0, below, 1), 0.0))
        )
        links.append(Source(step.at, name, rows_used, (weight,) * areas))
    incomplete = np.any([column.is_incomplete for column, _ in parts], axis=0) | (
        lacks & ~drop
    )
    made = of_values(values, reasons, combined(linear, areas), tuple(links), incomplete)
    return replace(made, span=hull(column for column, _ in parts))
