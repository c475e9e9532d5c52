"""The weighted mean of a tree of groups, from its leaves to the root."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring.columns import NA, NO_DATA, Column
from scoring.index import weighted_columns
from scoring.steps import Step
from scoring.workspace import Parts, Workspace


def tree_mean(work: Workspace, step: Step) -> Parts:
    """Return the weighted mean of every group over its children, up to the root."""
    parts = {suffix[1:]: c for suffix, c in work.same(step.at, step.columns[0]).items()}
    children = _children(work, parts)
    found: Parts = {
        f".{name}": column for name, column in parts.items() if name in children
    }

    def value_of(name: str) -> Column | None:
        if name in parts:
            return parts[name]
        inner = [(value_of(child), child, weight) for child, weight in children[name]]
        present = [(c, child, Fraction(w)) for c, child, w in inner if c is not None]
        if not present:
            return None
        named = [_lenient(c, _name(step, parts, child)) for c, child, _ in present]
        made = weighted_columns(step, named, [weight for *_, weight in present])
        found[f".{name}" if name else ""] = made
        return made

    value_of("")
    return found


def _children(work: Workspace, parts: Parts) -> dict[str, list[tuple[str, int]]]:
    """Return what hangs on each group, with its weight; "" is the root."""
    found: dict[str, list[tuple[str, int]]] = {group.id: [] for group in work.rubric.groups}
    found[""] = []
    for group in work.rubric.groups:
        found[group.parent].append((group.id, group.weight))
    for item in work.rubric.items:
        if item.id in parts:
            found[item.group].append((item.id, item.weight))
    return found


def _name(step: Step, parts: Parts, child: str) -> str:
    return f"{step.columns[0] if child in parts else step.out}.{child}"


def _lenient(column: Column, name: str) -> tuple[Column, str]:
    """A child without a value is absent: it leaves both sums, whatever its reason."""
    reasons = np.where(column.reasons == NO_DATA, NA, column.reasons).astype(np.int8)
    return replace(column, reasons=reasons), name
