"""Finds every cell of a foreign table that cannot be read, before anything is scored."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction

from sanitation.errors import Code, Problem
from sanitation.exchange.mapping import TableMapping
from sanitation.exchange.spec import Fault
from sanitation.exchange.tables import Columns
from scoring.parts import Item
from scoring.rubric import Rubric
from scoring.vocabulary import Kind

FIRST_ROW = 2  # of a file whose first row names the columns
SHOWN = 500  # faults
BLANK = ("", "NA", "N/A", "na")


def check_table(rubric: Rubric, mapping: TableMapping, table: Columns, file: str) -> None:
    """Refuse a table with no row or with a cell that means nothing.

    INVALID_INPUT lists file, row (the first line of the file is row 1), column, what is
    there and what is wanted: all faults at once, so that a person corrects them in one go.
    """
    if not any(table.values()):
        raise Problem(Code.INVALID_INPUT, file=file, got="no row below the header")
    faults = list(_faults(rubric, mapping, table))
    if faults:
        rows = tuple(faults[:SHOWN])
        raise Problem(Code.INVALID_INPUT, rows=rows, file=file, faults=len(faults))


def number(text: str) -> Fraction | None:
    """Read a number exactly; None where the text is none."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def fault(row: int, column: str, got: str, wanted: str) -> Fault:
    """Name one cell by its row in the file; row counts the table's rows from 0."""
    return {"row": str(row + FIRST_ROW), "column": column, "got": got, "wanted": wanted}


def _faults(rubric: Rubric, mapping: TableMapping, table: Columns) -> Iterator[Fault]:
    for item in rubric.items:
        if item.id in mapping.items:
            column = mapping.items[item.id]
            yield from _of(table, column, _reads(rubric, item), _wanted(rubric, item))
    for one in mapping.inputs:
        for column in one.source if not one.values else ():
            yield from _of(table, column, _is_number, "a number")
    if mapping.size:
        yield from _of(table, mapping.size, str.isdecimal, "a whole number")
    if mapping.date:
        yield from _of(table, mapping.date, _is_day, "a day such as 2024-07-01")


def _of(
    table: Columns, column: str, reads: Callable[[str], bool], wanted: str
) -> Iterable[Fault]:
    unread = {text for text in set(table[column]) if text and not reads(text)}
    if not unread:
        return ()
    return (
        fault(row, column, text, wanted)
        for row, text in enumerate(table[column])
        if text in unread
    )


def _reads(rubric: Rubric, item: Item) -> Callable[[str], bool]:
    if item.kind is Kind.CODE:
        scale = rubric.codes[item.codes]
        known = scale.points.keys() | scale.states.keys()
        return lambda text: (text.upper() if scale.upper else text) in known
    return _is_count if item.kind is Kind.COUNT else _is_number


def _wanted(rubric: Rubric, item: Item) -> str:
    if item.kind is Kind.CODE:
        scale = rubric.codes[item.codes]
        return "one of " + ", ".join([*scale.points, *scale.states])
    return "a whole number" if item.kind is Kind.COUNT else "a number"


def _is_number(text: str) -> bool:
    return text in BLANK or number(text) is not None


def _is_count(text: str) -> bool:
    value = number(text)
    return text in BLANK or (value is not None and value >= 0 and value.denominator == 1)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
