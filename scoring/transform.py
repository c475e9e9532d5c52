"""The rules that turn the columns of one level into another column of it, row by row."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from scoring import ranking
from scoring.columns import (
    HAS,
    NO_DATA,
    Column,
    Source,
    Value,
    number,
    of_values,
)
from scoring.index import combined
from scoring.levels import chosen, upward
from scoring.steps import Step
from scoring.vocabulary import Floats, ScoringError
from scoring.workspace import Parts, Workspace


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
        found[suffix] = derived(step, suffix, column, values, factor)
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


def derived(
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
        found[suffix] = derived(step, suffix, column, values, np.ones(len(values)))
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
        found[suffix] = derived(step, suffix, column, values, None)
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
        found[suffix] = derived(step, suffix, column, values, None)
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
        found[suffix] = derived(step, suffix, column, values, None)
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
        found[suffix] = derived(step, suffix, column, values, None)
    return found
