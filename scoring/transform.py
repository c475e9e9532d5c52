"""The rules that turn the columns of one level into another column of it, row by row."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring import estimate, ranking
from scoring.columns import (
    HAS,
    NO_DATA,
    Column,
    Influence,
    Source,
    Value,
    number,
    of_values,
)
from scoring.index import combined
from scoring.levels import chosen, upward
from scoring.steps import Step
from scoring.vocabulary import Floats, ScoringError
from scoring.workspace import Parts, Past, Workspace


def scale(work: Workspace, step: Step) -> Parts:
    """Return x * num / den, then within min and max."""
    tops, bottoms = _factor(work, step, "num"), _factor(work, step, "den")
    found = {}
    for suffix, column in work.same(step.at, step.columns[0]).items():
        values: list[Value] = []
        for x, top, bottom in zip(column.values, tops, bottoms, strict=True):
            empty = x is None or top is None or not bottom
            values.append(None if empty else _within(number(x) * top / bottom, step))  # type: ignore[operator]
        factor = np.array(
            [
                float(t / b) if t is not None and b else 0.0
                for t, b in zip(tops, bottoms, strict=True)
            ]
        )
        found[suffix] = _derived(step, suffix, column, values, factor)
    return found


def _factor(work: Workspace, step: Step, key: str) -> list[Fraction | None]:
    rows = len(work.areas[step.at].names)
    if key not in step.columns_by_key:
        return [step.numbers.get(key, Fraction(1))] * rows
    name = step.columns_by_key[key]
    order = [level.id for level in work.rubric.levels]
    for level in order[order.index(step.at) :]:
        if work.has(level, name):
            column = work.one(level, name)
            if level == step.at:
                target = np.arange(rows)
            else:
                target = upward(work.areas[step.at], work.areas[level])
            given = [column.values[area] if area >= 0 else None for area in target.tolist()]
            return [None if value is None else number(value) for value in given]
    raise ScoringError(f"{step.out}: no level from {step.at} on has a column {name!r}")


def _within(value: Fraction, step: Step) -> Fraction:
    if "min" in step.numbers:
        value = max(value, step.numbers["min"])
    return min(value, step.numbers["max"]) if "max" in step.numbers else value


def _derived(
    step: Step, suffix: str, column: Column, values: list[Value], factor: Floats | None
) -> Column:
    """Make the column of a row-by-row step; factor None: no error can be given."""
    reasons = [
        HAS if value is not None else int(why) or NO_DATA
        for value, why in zip(values, column.reasons.tolist(), strict=True)
    ]
    same = np.arange(len(values))
    linear = None if factor is None else combined([(column, same, factor)], len(values))
    source = Source(
        step.at, step.columns[0] + suffix if step.columns else suffix[1:], same, None
    )
    return of_values(values, reasons, linear, (source,), column.is_incomplete)


def rounding(work: Workspace, step: Step) -> Parts:
    """Return x rounded, then within min and max; the error stays that of x."""
    places = int(step.numbers.get("places", Fraction(0)))
    found = {}
    for suffix, column in work.same(step.at, step.columns[0]).items():
        values: list[Value] = [
            None
            if x is None
            else _within(ranking.rounded(number(x), places, step.word("mode")), step)
            for x in column.values
        ]
        found[suffix] = _derived(step, suffix, column, values, np.ones(len(values)))
    return found


def minmax(work: Workspace, step: Step) -> Parts:
    """Return x moved to the span `to`, between the least and greatest x or goalposts."""
    if step.columns:
        parts = work.same(step.at, step.columns[0])
    else:
        parts = {f".{item.id}": work.one(step.at, item.id) for item in work.rubric.items}
    down = {f".{item.id}" for item in work.rubric.items if item.down and not step.columns}
    used = chosen(work.areas[step.at], work.records, step.where)
    found = {}
    for suffix, column in parts.items():
        rows = [
            None if x is None or not here else number(x)
            for x, here in zip(column.values, used.tolist(), strict=True)
        ]
        flip = suffix in down or step.word("direction") == "down"
        values: list[Value] = list(_spread(step, suffix, rows, flip=flip))
        found[suffix] = _derived(step, suffix, column, values, None)
    return found


def _spread(
    step: Step, suffix: str, rows: list[Fraction | None], *, flip: bool
) -> list[Fraction | None]:
    present = [x for x in rows if x is not None]
    if not present:
        return rows
    low, high = step.goalposts or (min(present), max(present))
    if low == high:
        raise ScoringError(f"{step.out}{suffix}: every value is {low}; give goalposts")
    start, end = step.span
    share = [
        None if x is None else (high - x if flip else x - low) / (high - low) for x in rows
    ]
    return [None if part is None else start + (end - start) * part for part in share]


def bands(work: Workspace, step: Step) -> Parts:
    """Return the label of the first band reached; hidden areas get none."""
    entry = work.rubric.tables[step.table].on(work.period.first)
    op = step.word("op") or entry.op or ">="
    return _labelled(work, step, lambda x: ranking.band(x, entry.bands, op))


def _labelled(work: Workspace, step: Step, label: Callable[[Fraction], str]) -> Parts:
    hidden = work.hidden[step.at].tolist()
    found = {}
    for suffix, column in work.same(step.at, step.columns[0]).items():
        values: list[Value] = [
            None if x is None or out else label(number(x))
            for x, out in zip(column.values, hidden, strict=True)
        ]
        found[suffix] = _derived(step, suffix, column, values, None)
    return found


def veto(work: Workspace, step: Step) -> Parts:
    """Return `set` where any column of the table satisfies `op` its value, else x."""
    entry = work.rubric.tables[step.table].on(work.period.first)
    holds = ranking.COMPARE[step.word("op") or entry.op or ">="]
    triggers = [(work.one(step.at, name), limit) for name, limit in entry.numbers.items()]
    made: Fraction | str = step.numbers["set"] if step.label is None else step.label
    found = {}
    for suffix, column in work.same(step.at, step.columns[0]).items():
        values = list(column.values)
        for trigger, limit in triggers:
            for row, x in enumerate(trigger.values):
                if x is not None and holds(number(x), limit):
                    values[row] = made
        found[suffix] = _derived(step, suffix, column, values, None)
    return found


def rank(work: Workspace, step: Step) -> Parts:
    """Return the rank of each area; empty, hidden and incomplete areas have none."""
    areas = work.areas[step.at]
    used = chosen(areas, work.records, step.where).astype(np.bool_) & ~work.hidden[step.at]
    ties = [work.one(step.at, name) for name in step.then]
    found = {}
    for suffix, column in work.same(step.at, step.columns[0]).items():
        keys: list[tuple[Fraction, ...] | None] = []
        for row, here in enumerate((used & ~column.is_incomplete).tolist()):
            cells = [one.values[row] for one in (column, *ties)]
            empty = not here or any(cell is None for cell in cells)
            keys.append(None if empty else tuple(number(cell) for cell in cells))
        places = ranking.ranks(keys, step.word("order"), step.word("ties"))
        values: list[Value] = [None if p is None else Fraction(p) for p in places]
        found[suffix] = _derived(step, suffix, column, values, None)
    return found


def change(work: Workspace, step: Step) -> Parts:
    """Return the change on an earlier period; empty if its method was another one."""
    past = work.history.get(step.base)
    if past is not None and past.method != work.rubric.method:
        past = None
    return {
        suffix: _changed(work, step, suffix, column, past)
        for suffix, column in work.same(step.at, step.columns[0]).items()
    }


def _changed(
    work: Workspace, step: Step, suffix: str, column: Column, past: Past | None
) -> Column:
    name = (step.at, step.columns[0] + suffix)
    base = {} if past is None else past.values.get(name, {})
    spread = {} if past is None else past.variances.get(name, {})
    areas = work.areas[step.at].names
    how = step.word("as")
    values: list[Value] = []
    for x, area in zip(column.values, areas, strict=True):
        b = base.get(area)
        empty = x is None or b is None or (how == "percent" and b == 0)
        values.append(None if empty else _change(number(x), b or Fraction(0), how))
    made = _derived(step, suffix, column, values, np.ones(len(areas)))
    now = plain_variance(work, column)
    if now is None or how == "value":
        return replace(made, influence=None)
    before = np.array([spread.get(area, np.nan) for area in areas])
    old = np.array([float(base.get(area, 0)) for area in areas])
    moved = _change_variance(how, column.floats, old, now, before)
    return replace(
        made, influence=None if made.influence is None else _fixed(made.influence, moved)
    )


def _change(now: Fraction, before: Fraction, how: str) -> Fraction:
    if how == "value":
        return before
    return now - before if how == "difference" else 100 * (now - before) / before


def _change_variance(
    how: str, x: Floats, base: Floats, now: Floats, before: Floats
) -> Floats:
    """Two periods without common sites: the variances add, each without the fpc."""
    if how == "difference":
        return now + before
    safe = np.where(base == 0, np.nan, base)
    return np.asarray(100.0**2 * (now + (x / safe) ** 2 * before) / safe**2)


def _fixed(influence: Influence, variance: Floats) -> Influence:
    """Keep the sites behind a figure, and let its variance be the one given."""
    return replace(influence, z=np.zeros(len(influence.z)), outside=variance)


def plain_variance(work: Workspace, column: Column) -> Floats | None:
    """Return the variance of each row without the correction for M; None: not known."""
    inner = column.influence
    if inner is None:
        return None
    rows = len(column.reasons)
    _, plain, _ = estimate.variances(
        work.cells.design, inner.area, inner.unit, inner.z, rows
    )
    return plain + inner.outside
