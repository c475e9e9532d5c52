"""The value of one visited site: share, remainder or sum of its items, in integers."""

from fractions import Fraction
from math import lcm

import numpy as np

from scoring.columns import HAS, NA, NO_DATA, Column, Span, check_bound
from scoring.items import Marks
from scoring.rubric import Rubric
from scoring.steps import Step
from scoring.sums import Sums
from scoring.totals import Totals
from scoring.vocabulary import Rule


def sums_of(rubric: Rubric, marks: Marks | Totals, step: Step) -> dict[str, Sums]:
    """Return the sums of a step by the suffix of its columns ("" where it has no `per`)."""
    if isinstance(marks, Totals):
        return marks.sums(step)
    per = step.word("per")
    everything = list(range(len(marks.items)))
    if per == "item":
        parts = {f".{item.id}": [number] for number, item in enumerate(marks.items)}
    elif per == "group":
        parts = {
            f".{group.id}": [
                n for n, item in enumerate(marks.items) if item.group == group.id
            ]
            for group in rubric.groups
        }
        parts = {name: numbers for name, numbers in parts.items() if numbers}
    else:
        parts = {"": everything}
    whole = everything if step.word("of") == "all" else None
    return {name: _sums(marks, numbers, whole) for name, numbers in parts.items()}


def _sums(marks: Marks, numbers: list[int], whole: list[int] | None) -> Sums:
    unit = lcm(*(int(marks.divisors[n]) for n in numbers)) if numbers else 1
    scale = marks.weights[numbers] * (unit // marks.divisors[numbers])
    rated = marks.rated[:, numbers]
    top_points = int(np.abs(marks.points).max(initial=0))
    top_full, top_scale = int(marks.full.max(initial=0)), int(marks.weights.max(initial=1))
    check_bound(len(marks.items), 100, max(top_points, top_full), top_scale, unit)
    top = (marks.points[:, numbers] * rated) @ scale
    below = numbers if whole is None else whole
    bottom = marks.rated[:, below] @ (marks.weights[below] * marks.full[below] * unit)
    seen = marks.rated[:, below].any(axis=1)
    reasons = np.where(marks.missing[:, below].any(axis=1), NO_DATA, NA)
    reasons = np.where(seen, HAS, reasons)
    found = np.where(marks.reasons == HAS, reasons, marks.reasons).astype(np.int8)
    return Sums(top, bottom, unit, found, all(marks.bounded[n] for n in numbers))


def column(step: Step, sums: Sums) -> Column:
    """Return the column of a step at the first level."""
    if step.rule is Rule.SUM:
        unit = np.full(len(sums.top), sums.unit, dtype=np.int64)
        return Column(sums.reasons, ints=(sums.top, unit))
    empty = (sums.bottom == 0) & (sums.reasons == HAS)
    reasons = np.where(empty, NA, sums.reasons).astype(np.int8)
    top = sums.top if step.rule is Rule.SHARE else np.maximum(sums.bottom - sums.top, 0)
    bottom = np.where(reasons == HAS, sums.bottom, 1)
    return Column(
        reasons,
        ints=(np.where(reasons == HAS, top * 100, 0), bottom),
        span=span_of(step, sums),
    )


def span_of(step: Step, sums: Sums) -> Span | None:
    """Return 0 to 100 for what cannot leave it: a remainder, a share of bounded items."""
    if step.rule is Rule.REMAIN or (step.rule is Rule.SHARE and sums.bounded):
        return Fraction(0), Fraction(100)
    return None
