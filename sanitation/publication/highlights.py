"""What stands out in a ranking: how many areas a grade, who rose, fell, leads or is last.

Pure: it only picks from figures a release already has, so nothing here is a new number.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sanitation.publication.values import AreaRow

MOST = 3  # areas named in each list


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many areas have a grade; the counts of a ranking add up to its areas."""

    grade: str  # empty: not graded
    areas: int


@dataclass(frozen=True, slots=True)
class Highlights:
    """The areas a reader looks for first; a list is empty where nothing can be told."""

    grades: tuple[GradeCount, ...]
    risers: tuple[AreaRow, ...]  # the greatest rise first
    fallers: tuple[AreaRow, ...]  # the greatest fall first
    last: tuple[AreaRow, ...]  # the lowest index first
    leaders: tuple[tuple[str, tuple[AreaRow, ...]], ...]  # sub-index, all that share first


def highlights(
    rows: Sequence[AreaRow], grades: Sequence[str], subs: Sequence[str]
) -> Highlights:
    """Pick what stands out among these areas; grades and sub-indices in the city's order."""
    changed = [row for row in rows if row.change is not None]
    return Highlights(
        grades=_grades(rows, grades),
        risers=_top(changed, lambda row: row.change, least=0.0),
        fallers=_top(changed, lambda row: -(row.change or 0.0), least=0.0),
        last=_top(
            [row for row in rows if row.index.number is not None],
            lambda row: -(row.index.number or 0.0),
        ),
        leaders=tuple((sub, first) for sub in subs if (first := _first(rows, sub))),
    )


def _grades(rows: Sequence[AreaRow], grades: Sequence[str]) -> tuple[GradeCount, ...]:
    counts = Counter(row.grade for row in rows)
    known = [GradeCount(grade, counts.pop(grade, 0)) for grade in grades]
    rest = [GradeCount(grade, areas) for grade, areas in sorted(counts.items())]
    return (*known, *rest)


def _top(
    rows: Sequence[AreaRow],
    value: Callable[[AreaRow], float | None],
    least: float | None = None,
) -> tuple[AreaRow, ...]:
    """Return the areas with the greatest values; only above `least` if one is given."""
    told = [(number, row) for row in rows if (number := value(row)) is not None]
    if least is not None:
        told = [(number, row) for number, row in told if number > least]
    told.sort(key=lambda pair: (-pair[0], pair[1].code))
    return tuple(row for _number, row in told[:MOST])


def _first(rows: Sequence[AreaRow], sub: str) -> tuple[AreaRow, ...]:
    """Return every area that shares the highest printed value of a sub-index."""
    told = [row for row in rows if sub in row.subs and row.subs[sub].number is not None]
    best = max((row.subs[sub].number or 0.0 for row in told), default=None)
    top = [row for row in told if row.subs[sub].number == best]
    return tuple(sorted(top, key=lambda row: row.code))
