"""Why a number is what it is: the rows, columns or items that made it."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.columns import Source, Value
from scoring.items import Marks
from scoring.vocabulary import ScoringError
from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Part:
    """One part: an area's column with its value and the weight it had among the parts.

    At the first level: an item with its points (value) and its full marks (weight).
    """

    level: str
    area: str
    column: str
    value: Value
    weight: Fraction


def parts(work: Workspace, level: str, area: str, column: str) -> tuple[Part, ...]:
    """List the parts of one value; empty for an input, which has none."""
    if (level, column) not in work.columns:
        raise ScoringError(f"there is no column {column!r} at level {level}")
    place = work.areas[level].index().get(area)
    if place is None:
        raise ScoringError(f"there is no {level} {area!r}")
    found = work.columns[level, column]
    if work.areas[level].first and not found.sources:
        return _items(work, level, place, column)
    return tuple(part for source in found.sources for part in _rows(work, source, place))


def _rows(work: Workspace, source: Source, place: int) -> list[Part]:
    names = work.areas[source.level].names
    rows = np.flatnonzero(source.target == place).tolist()
    values = work.columns[source.level, source.column].values if source.column else None
    found = []
    for row in rows:
        weight = Fraction(1) if source.weights is None else source.weights[row]
        if source.design is not None:
            weight = Fraction(int(source.design[0][row]), int(source.design[1][row]))
        value = None if values is None else values[row]
        found.append(Part(source.level, names[row], source.column, value, weight))
    return found


def _items(work: Workspace, level: str, place: int, column: str) -> tuple[Part, ...]:
    """List the rated items of a site; of one group only where the column is its part."""
    marks = work.marks
    if not isinstance(marks, Marks):
        return ()  # the item results were added up elsewhere and not kept
    order = np.flatnonzero(work.areas[level].of_site == place)
    site, name = int(order[0]), work.areas[level].names[place]
    groups = {group.id for group in work.rubric.groups}
    only = column.rpartition(".")[2] if "." in column else ""
    found = []
    for number, item in enumerate(marks.items):
        inside = only in ("", item.id) or (only in groups and item.group == only)
        if inside and marks.rated[site, number]:
            points = Fraction(int(marks.points[site, number]), int(marks.divisors[number]))
            full = Fraction(int(marks.full[number] * marks.weights[number]))
            found.append(Part(level, name, item.id, points, full))
    return tuple(found)
