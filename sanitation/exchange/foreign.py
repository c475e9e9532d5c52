"""Turns a foreign table into the records that the engine scores."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sanitation.errors import Code, Problem
from sanitation.exchange.mapping import InputColumn, TableMapping
from sanitation.exchange.tables import Columns
from scoring.items import points
from scoring.levels import JOIN
from scoring.parts import Item
from scoring.records import Records
from scoring.rubric import Rubric
from scoring.vocabulary import ItemState, Kind, ScoringError, SiteState, month_number

SITE_STATES = {
    "open": SiteState.OPEN,
    "locked": SiteState.LOCKED,
    "closed": SiteState.CLOSED,
    "missing": SiteState.MISSING,
}
BLANK = ("", "NA", "N/A", "na")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Records, the area of each row of the table, and how each row was found.

    found (rows,): the name of the rule that gave the state, else fully_rated, partly_rated,
    not_rated (no item applies), blank (an item is empty) or given (no items).
    """

    records: Records
    areas: tuple[str, ...]
    found: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """Return how many rows were found in each way."""
        return dict(sorted(Counter(self.found).items()))


def foreign_records(rubric: Rubric, mapping: TableMapping, table: Columns) -> Foreign:
    """Read a table under a mapping; Problem INVALID_INPUT where a cell cannot be read."""
    try:
        return _read(rubric, mapping, table)
    except ScoringError as error:
        raise Problem(Code.INVALID_INPUT, table=mapping.name, detail=str(error)) from error


def _read(rubric: Rubric, mapping: TableMapping, table: Columns) -> Foreign:
    rows = len(next(iter(table.values()), []))
    areas = _areas(rubric, mapping, table, rows)
    inputs = {(one.level, one.column): _inputs(one, table, areas) for one in mapping.inputs}
    if mapping.level != rubric.levels[0].id:
        nothing = np.zeros(0, dtype=np.str_)
        return Foreign(Records(sites=nothing, inputs=inputs), areas, ("given",) * rows)
    items = tuple(item for item in rubric.items if item.id in mapping.items)
    findings = np.zeros((rows, len(items)), dtype=np.int64)
    states = np.zeros((rows, len(items)), dtype=np.int8)
    divisors = np.ones(len(items), dtype=np.int64)
    for number, item in enumerate(items):
        cells = table[mapping.items[item.id]]
        findings[:, number], states[:, number], divisors[number] = _item(
            rubric, item, cells
        )
    named = _states(mapping, table, rows)
    records = Records(
        sites=np.array(areas, dtype=np.str_),
        attributes=_attributes(rubric, mapping, table, rows),
        items=tuple(item.id for item in items),
        findings=findings,
        states=states,
        site_states=np.array([SITE_STATES[state] for _, state in named], dtype=np.int8),
        stratum=_texts(table, mapping.stratum),
        cell=_texts(table, mapping.cell),
        frame_sizes=_wholes(table, mapping.size),
        months=_months(table, mapping.date),
        divisors=divisors,
        inputs=inputs,
    )
    found = [name or _found(row) for (name, _), row in zip(named, states, strict=True)]
    return Foreign(records, areas, tuple(found))


def _areas(
    rubric: Rubric, mapping: TableMapping, table: Columns, rows: int
) -> tuple[str, ...]:
    by = rubric.level(mapping.level).by
    columns = [mapping.attributes[name] for name in by] if by else list(mapping.key)
    if not columns:
        return tuple(f"{row:07d}" for row in range(1, rows + 1))
    return tuple(
        JOIN.join(cells) for cells in zip(*(table[c] for c in columns), strict=True)
    )


def _attributes(
    rubric: Rubric, mapping: TableMapping, table: Columns, rows: int
) -> dict[str, npt.NDArray[np.str_]]:
    """Return the attributes; a table that does not tell one has no areas of that level."""
    wanted = {name for level in rubric.levels for name in level.by}
    found = {name: np.full(rows, "", dtype=np.str_) for name in sorted(wanted)}
    given = mapping.attributes.items()
    return found | {name: np.array(table[column], np.str_) for name, column in given}


def _inputs(one: InputColumn, table: Columns, areas: Sequence[str]) -> dict[str, Fraction]:
    found = {}
    for area, *cells in zip(areas, *(table[name] for name in one.source), strict=True):
        numbers = [_number(cell, one) for cell in cells]
        present = [value for value in numbers if value is not None]
        if len(present) == len(numbers):
            found[area] = sum(present, Fraction(0))
    return found


def _number(cell: str, one: InputColumn) -> Fraction | None:
    """Read a number; None where it is blank, or a word that means none."""
    if one.values:
        return one.values.get(cell.upper(), None)
    if cell in BLANK:
        return None
    try:
        return Fraction(cell)
    except ValueError as error:
        raise ScoringError(f"{one.source[0]}: got {cell!r}, wanted a number") from error


def _item(
    rubric: Rubric, item: Item, cells: list[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], int]:
    if item.kind is Kind.CODE:
        return *points(rubric, item, cells), 1
    values = [None if cell in BLANK else Fraction(cell) for cell in cells]
    divisor = int(np.lcm.reduce([1, *(v.denominator for v in values if v is not None)]))
    if item.kind is Kind.COUNT and divisor != 1:
        raise ScoringError(f"{item.id}: a count must be a whole number")
    state = [ItemState.MISSING if value is None else ItemState.RATED for value in values]
    whole = [0 if value is None else int(value * divisor) for value in values]
    return np.array(whole, np.int64), np.array(state, np.int8), divisor


def _states(mapping: TableMapping, table: Columns, rows: int) -> list[tuple[str, str]]:
    found = [("", "open")] * rows
    for rule in reversed(mapping.states):
        for row in range(rows):
            if all(
                (table[name][row].upper() if mapping.upper else table[name][row]) in texts
                for name, texts in rule.when.items()
            ):
                found[row] = (rule.name, rule.state)
    return found


def _found(states: npt.NDArray[np.int8]) -> str:
    if not len(states):
        return "given"
    if (states == ItemState.MISSING).any():
        return "blank"
    rated = int((states == ItemState.RATED).sum())
    return (
        "fully_rated" if rated == len(states) else "partly_rated" if rated else "not_rated"
    )


def _texts(table: Columns, name: str) -> npt.NDArray[np.str_] | None:
    return np.array(table[name], dtype=np.str_) if name else None


def _wholes(table: Columns, name: str) -> npt.NDArray[np.int64] | None:
    return np.array([int(cell or 0) for cell in table[name]], np.int64) if name else None


def _months(table: Columns, name: str) -> npt.NDArray[np.int64] | None:
    if not name:
        return None
    try:
        days = [date.fromisoformat(cell[:10]) for cell in table[name]]
    except ValueError as error:
        raise ScoringError(f"{name}: {error}; write days such as 2024-07-01") from error
    return np.array([month_number(day) for day in days], dtype=np.int64)
