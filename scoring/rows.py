"""The rules that add, count or cap the rows of a finer level."""

from fractions import Fraction

import numpy as np

from scoring import exact, ranking
from scoring.columns import HAS, NA, NO_DATA, Source, Value, number, of_values
from scoring.index import combined, empty_reasons
from scoring.steps import Step
from scoring.workspace import Parts, Workspace


def total_of(work: Workspace, step: Step) -> Parts:
    """Return the sum of columns (weights of the table, else 1), or of finer rows."""
    table = {}
    if step.table:
        table = dict(work.rubric.tables[step.table].on(work.period.first).numbers)
    if not step.listed:
        return _total_of_rows(work, step)
    parts = [work.one(step.at, name) for name in step.columns]
    weights = [table.get(name, Fraction(1)) for name in step.columns]
    values: list[Value] = []
    for row in zip(*(column.values for column in parts), strict=True):
        pairs = [(w, number(x)) for w, x in zip(weights, row, strict=True) if x is not None]
        values.append(exact.total(pairs) if pairs else None)
    codes = np.stack([column.reasons for column in parts])
    why = np.where((codes == NO_DATA).any(axis=0), NO_DATA, NA).tolist()
    reasons = [HAS if v is not None else r for v, r in zip(values, why, strict=True)]
    same = np.arange(len(values))
    linear = [
        (c, np.where(c.reasons == HAS, same, -1), np.full(len(values), float(w)))
        for c, w in zip(parts, weights, strict=True)
    ]
    links = tuple(
        Source(step.at, name, target, (w,) * len(values))
        for name, w, (_, target, _) in zip(step.columns, weights, linear, strict=True)
    )
    return {"": of_values(values, reasons, combined(linear, len(values)), links)}


def _total_of_rows(work: Workspace, step: Step) -> Parts:
    source, parts = work.finer(step.at, step.columns[0])
    target = work.targets(source, step)
    areas = len(work.areas[step.at].names)
    barren = work.barren(source, step.at)
    found = {}
    for suffix, column in parts.items():
        used = np.where(column.reasons == HAS, target, -1)
        sums: list[Value] = [None] * areas
        for area, value in zip(used.tolist(), column.values, strict=True):
            if area >= 0:
                sums[area] = number(value) + (number(sums[area]) if sums[area] else 0)
        why = empty_reasons(column.reasons, target, barren, [v is None for v in sums])
        link = Source(source, step.columns[0] + suffix, used, None)
        factor = np.ones(len(used))
        found[suffix] = of_values(
            sums, why, combined([(column, used, factor)], areas), (link,)
        )
    return found


def count(work: Workspace, step: Step) -> Parts:
    """Return the number of rows whose value satisfies `op` and `value`."""
    source, parts = work.finer(step.at, step.columns[0])
    target = work.targets(source, step)
    areas = len(work.areas[step.at].names)
    barren = work.barren(source, step.at)
    holds = ranking.COMPARE[step.word("op") or ">="]
    found = {}
    for suffix, column in parts.items():
        used = np.where(column.reasons == HAS, target, -1)
        sums = [0] * areas
        for area, value in zip(used.tolist(), column.values, strict=True):
            sums[area] += area >= 0 and holds(number(value), step.numbers["value"])
        present = np.bincount(used[used >= 0], minlength=areas) > 0
        values: list[Value] = [
            Fraction(n) if some else None
            for n, some in zip(sums, present.tolist(), strict=True)
        ]
        why = empty_reasons(column.reasons, target, barren, [v is None for v in values])
        link = Source(source, step.columns[0] + suffix, used, None)
        found[suffix] = of_values(values, why, sources=(link,))
    return found


def cap(work: Workspace, step: Step) -> Parts:
    """Return max{x : x <= mean + k sd} of the rows, or the frozen value."""
    source, parts = work.finer(step.at, step.columns[0])
    target, areas = work.targets(source, step), len(work.areas[step.at].names)
    barren = work.barren(source, step.at)
    found = {}
    for suffix, column in parts.items():
        rows: list[list[Fraction]] = [[] for _ in range(areas)]
        for area, value in zip(target.tolist(), column.values, strict=True):
            if area >= 0 and value is not None:
                rows[area].append(number(value))
        values: list[Value] = [_cap(row, step) if row else None for row in rows]
        why = empty_reasons(column.reasons, target, barren, [v is None for v in values])
        found[suffix] = of_values(values, why)
    return found


def _cap(rows: list[Fraction], step: Step) -> Fraction:
    if "frozen" in step.numbers:
        return step.numbers["frozen"]
    if len(rows) == 1:
        return rows[0]
    centre = exact.total((Fraction(1), x) for x in rows) / len(rows)
    spread = exact.total((Fraction(1), (x - centre) ** 2) for x in rows) / (len(rows) - 1)
    limit = step.numbers["k"] ** 2 * spread
    return max(x for x in rows if x <= centre or (x - centre) ** 2 <= limit)
