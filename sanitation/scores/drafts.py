"""What a draft of a rubric would have made of a quarter that is already scored.

Nothing is kept: a draft is a file outside the catalog until the city puts it there with
its first day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sanitation.reviews.rules import Judgement, MarkState
from sanitation.scores.arrays import records_of
from sanitation.scores.inputs import Inputs
from scoring import checks, compare, engine, ranking
from scoring.compare import Move
from scoring.result import Result
from scoring.rubric import Rubric
from scoring.vocabulary import Period, quarter

LEVELS = ("street", "district", "city")
COMPARED = ("index", "site_index", "grade")


@dataclass(frozen=True, slots=True)
class DraftMove:
    """One figure that would be another one; ranks where the column is ranked."""

    level: str
    area: str
    measure: str
    before: str
    after: str
    difference: str
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft beside the rubric a quarter was scored by.

    unseen: indicators of the draft that nobody was asked to judge; they are left out as not
    applicable. dropped: indicators judged that the draft no longer has. changed: those
    whose deduction, cap, weight, group or venue types differ.
    """

    id: str
    version: int
    first: date
    sha256: str
    against: str  # SHA-256 of the rubric in force
    notices: tuple[str, ...]
    unseen: tuple[str, ...]
    dropped: tuple[str, ...]
    changed: tuple[str, ...]
    areas: int  # compared
    moves: tuple[DraftMove, ...]


def tried(draft: Rubric, held: Result, read: Inputs) -> Draft:
    """Score kept inputs by a draft and list what moves; ScoringError if it does not fit."""
    old = {item.id: item for item in held.work.rubric.items}
    new = {item.id: item for item in draft.items}
    unseen = tuple(sorted(new.keys() - old.keys()))
    dropped = tuple(sorted(old.keys() - new.keys()))
    both = sorted(new.keys() & old.keys())
    rows = _fitted(read, set(dropped), set(unseen))
    result = engine.run(draft, records_of(list(new), rows), _period(draft, read.quarter))
    levels = tuple(name for name in LEVELS if name in result.levels())
    found = tuple(_moves(held, result, levels, draft.publish.places))
    return Draft(
        draft.id,
        draft.version,
        draft.first,
        draft.sha256,
        held.sha256,
        checks.notices(draft),
        unseen,
        dropped,
        tuple(name for name in both if new[name] != old[name]),
        sum(len(result.areas(level).names) for level in levels),
        found,
    )


def _period(draft: Rubric, label: str) -> Period:
    """Return the quarter; where the draft begins later, a period from its first day."""
    period = quarter(label)
    if draft.first <= period.first:
        return period
    return Period(draft.first, max(draft.first, period.last), period.key)


def _fitted(read: Inputs, dropped: set[str], unseen: set[str]) -> Inputs:
    """Leave out what the draft does not have; what it has besides is not applicable."""
    absent = dict.fromkeys(unseen, Judgement(MarkState.NA, 0))
    rows = tuple(
        replace(
            row,
            marks={item: mark for item, mark in row.marks.items() if item not in dropped}
            | absent,
        )
        for row in read.rows
    )
    return replace(read, rows=rows)


def _moves(
    held: Result, result: Result, levels: tuple[str, ...], places: int
) -> Iterator[DraftMove]:
    for move in compare.moves(held, result, levels):
        if move.column in COMPARED:
            yield _told(move, places)


def _told(move: Move, places: int) -> DraftMove:
    gap = move.difference
    return DraftMove(
        move.level,
        move.area,
        move.column,
        _shown(move.before, places),
        _shown(move.after, places),
        "" if gap is None else ranking.shown(gap, places),
        move.rank_before,
        move.rank_after,
    )


def _shown(value: Fraction | str | None, places: int) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else ranking.shown(value, places)
