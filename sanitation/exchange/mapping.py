"""Which column of a foreign table is what in a rubric: data beside the rubric, not code.

A mapping is a TOML file `<rubric>.mapping.toml` of the schema "sanmapping/1". Without one
the names must match: an item's column bears its id, an attribute or input its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from sanitation.catalog.files import Faults, Row, toml_root
from scoring.rubric import Rubric
from scoring.vocabulary import Period

SCHEMA = "sanmapping/1"
STATES = ("open", "locked", "closed", "missing")
TABLE_KEYS = {
    *("name", "level", "key", "attributes", "items", "inputs", "expected", "states"),
    *("fold", "split", "stratum", "cell", "size", "date", "columns"),
}


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column from outside: a sum of columns of the table, or words that mean numbers."""

    level: str
    column: str
    source: tuple[str, ...]
    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Expected:
    """A published result: compared with a column of the rubric within a tolerance.

    values: the texts that are results; others are not compared. rated: only records whose
    every item was rated.
    """

    level: str
    column: str
    source: str
    values: tuple[str, ...]
    tolerance: Fraction
    rated: bool


@dataclass(frozen=True, slots=True)
class StateRule:
    """The first rule whose every column has one of its texts gives the site's state."""

    name: str
    state: str
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One kind of table; it is recognised by the columns that it uses."""

    name: str
    level: str
    key: tuple[str, ...]
    attributes: Mapping[str, str]
    items: Mapping[str, str]
    inputs: tuple[InputColumn, ...]
    expected: tuple[Expected, ...]
    states: tuple[StateRule, ...]
    split: tuple[tuple[str, ...], ...]
    stratum: str
    cell: str
    size: str
    date: str
    upper: bool

    def used(self) -> set[str]:
        """Return the names of the columns that a table of this kind must have."""
        found = {*self.key, *self.attributes.values(), *self.items.values()}
        found |= {name for one in self.inputs for name in one.source}
        found |= {one.source for one in self.expected}
        found |= {name for rule in self.states for name in rule.when}
        found |= {name for names in self.split for name in names}
        return found | ({self.stratum, self.cell, self.size, self.date} - {""})


@dataclass(frozen=True, slots=True)
class RubricMapping:
    """The tables a rubric can be run on, and the period they are about."""

    period: Period
    tables: tuple[TableMapping, ...]


def read_mapping(path: Path) -> RubricMapping:
    """Read a mapping; Problem INVALID_INPUT lists every fault."""
    faults = Faults(path.parent)
    root = toml_root(faults, path.name)
    if root.text("schema") != SCHEMA:
        root.refuse("schema", f'write "{SCHEMA}"')
    days = root.table("period")
    period = Period(days.day("first"), days.day("last"), days.text("key", optional=True))
    tables = tuple(_table(row) for row in root.tables("tables"))
    faults.raise_if_any()
    return RubricMapping(period, tables)


def plain_mapping(rubric: Rubric, columns: tuple[str, ...], expected: str) -> TableMapping:
    """Map each column to the item, attribute or input of the same name."""
    wanted = {name for level in rubric.levels for name in level.by} | {"venue"}
    wanted |= {name for step in rubric.steps for name in step.where}
    first = rubric.levels[0].id
    inputs = tuple(
        InputColumn(one.at, one.id, (one.id,), {})
        for one in rubric.inputs
        if one.id in columns and one.at == first
    )
    compared = (Expected(first, expected, expected, (), Fraction(0), rated=False),)
    return TableMapping(
        name="table",
        level=first,
        key=("site",) if "site" in columns else (),
        attributes={name: name for name in sorted(wanted) if name in columns},
        items={item.id: item.id for item in rubric.items if item.id in columns},
        inputs=inputs,
        expected=compared if expected else (),
        states=tuple(
            StateRule(state, state, {"state": (state,)})
            for state in STATES
            if "state" in columns
        ),
        split=(),
        stratum="stratum" if "stratum" in columns else "",
        cell="cell" if "cell" in columns else "",
        size="M" if "M" in columns else "",
        date="date" if "date" in columns else "",
        upper=False,
    )


def _table(row: Row) -> TableMapping:
    for key in row.cells.keys() - TABLE_KEYS:
        row.refuse(key, f"remove it, or use one of {', '.join(sorted(TABLE_KEYS))}")
    return TableMapping(
        name=row.text("name"),
        level=row.text("level"),
        key=_texts(row, "key"),
        attributes=_names(row, "attributes"),
        items=_names(row, "items"),
        inputs=tuple(_input(one) for one in _optional(row, "inputs")),
        expected=tuple(_expected(one) for one in _optional(row, "expected")),
        states=tuple(_state(one) for one in _optional(row, "states")),
        split=tuple(tuple(names) for names in row.cells.get("split", [])),
        stratum=row.text("stratum", optional=True),
        cell=row.text("cell", optional=True),
        size=row.text("size", optional=True),
        date=row.text("date", optional=True),
        upper=row.text("fold", optional=True) == "upper",
    )


def _optional(row: Row, key: str) -> list[Row]:
    return list(row.tables(key)) if key in row.cells else []


def _texts(row: Row, key: str) -> tuple[str, ...]:
    value = row.cells.get(key, [])
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _names(row: Row, key: str) -> dict[str, str]:
    inner = row.table(key) if key in row.cells else None
    return {} if inner is None else {name: inner.text(name) for name in inner.cells}


def _input(row: Row) -> InputColumn:
    given = row.table("values") if "values" in row.cells else None
    values = {} if given is None else {k: Fraction(given.whole(k)) for k in given.cells}
    return InputColumn(row.text("level"), row.text("column"), _texts(row, "from"), values)


def _expected(row: Row) -> Expected:
    try:
        tolerance = Fraction(row.text("tolerance", optional=True) or "0")
    except ValueError:
        row.refuse("tolerance", 'write a decimal in quotes such as "0.01"')
        tolerance = Fraction(0)
    return Expected(
        level=row.text("level"),
        column=row.text("column"),
        source=row.text("from"),
        values=_texts(row, "values"),
        tolerance=tolerance,
        rated=row.cells.get("rated", False) is True,
    )


def _state(row: Row) -> StateRule:
    if row.cells.get("state") not in STATES:
        row.refuse("state", f"write one of {', '.join(STATES)}")
    when = row.table("when")
    return StateRule(
        row.text("name"),
        row.text("state"),
        {name: _texts(when, name) for name in when.cells},
    )


def whole_period(rubric: Rubric, last: date | None = None) -> Period:
    """Return a period for a table that names none: from the rubric's first day."""
    return Period(rubric.first, last or rubric.first)
