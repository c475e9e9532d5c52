"""The grammar of a frame asked of columns: the first row that `canonical` would refuse.

Source: protocol sanrandom-draw/1, section 2. Texts are few and asked one by one, with the
plain path's own rules; numbers and places are many and asked all at once.
"""

import unicodedata
from collections.abc import Callable, Iterable

import numpy as np

from sampling.canonical import CELL, QUARTER, SAFE
from sampling.columns import Bools, Coded, Columns
from sampling.lanes import Bytes, compile_
from sampling.table import Ints

LONGEST_ID = 54
SIGNS = np.zeros(256, dtype=bool)  # which bytes an id may have
SIGNS[[ord(sign) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"]] = True
FORBIDDEN = (",", "\n", "\r", '"', "\ufeff")


def first_fault(columns: Columns) -> int | None:
    """Return the first row, in their order, that no frame may have; None if all are right.

    Ids must ascend. What is wrong with the row, the plain path says best.
    """
    wrong = np.zeros(len(columns), dtype=bool)
    _check_ids(columns.names, SIGNS, wrong)
    wrong |= (columns.reason < 0) | (columns.size < 1) | (columns.size >= SAFE)
    wrong |= (np.abs(columns.x) >= SAFE) | (np.abs(columns.y) >= SAFE)
    for codes in (columns.street, columns.venue):
        wrong |= (codes.code < 0) | _of_texts(codes, _is_code)
    for quarters in (columns.birth, columns.last_drawn):
        wrong |= _of_texts(quarters, lambda text: bool(QUARTER.fullmatch(text)))
    wrong |= _misplaced(columns)
    return int(np.argmax(wrong)) if wrong.any() else None


@compile_
def _check_ids(names: Bytes, signs: Bools, wrong: Bools) -> None:
    """Mark ids of other signs or another length, and those that do not ascend."""
    width = names.shape[1]
    for row in range(len(names)):
        size, first = 0, 0
        while size < width and signs[names[row, size]]:
            size += 1
        wrong[row] = size == 0 or size > LONGEST_ID or names[row, size:].any()
        if row:
            while first < width - 1 and names[row, first] == names[row - 1, first]:
                first += 1
            wrong[row] |= names[row, first] <= names[row - 1, first]


def _of_texts(column: Coded, right: Callable[[str], bool]) -> Bools:
    """Tell which rows hold a text that is not right."""
    wrong = np.array([*(not right(text) for text in column.texts), False])
    return np.asarray(wrong[column.code])


def _is_code(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not any(
        mark in text for mark in FORBIDDEN
    )


def _misplaced(columns: Columns) -> Bools:
    """Tell which rows have a cell that contradicts reason, stratum or birth class."""
    cell = columns.cell.code
    wrong = (cell < 0) != columns.gone
    street, venue, birth = (
        (np.array([*column, -1])[cell] for column in zip(*_named(columns), strict=True))
        if columns.cell.texts
        else (cell, cell, cell)
    )
    placed = cell >= 0
    wrong |= placed & ((street != columns.street.code) | (venue != columns.venue.code))
    return np.asarray(wrong | (placed & (birth != -1) & (birth != columns.birth.code)))


def _named(columns: Columns) -> Iterable[tuple[int, int, int]]:
    """Give the street, venue type and birth class that each cell's name stands for.

    By their codes, -1 for no class; -2, which no row has, where the name says nothing.
    """
    first = _first_rows(columns.cell)
    births = {text: code for code, text in enumerate(columns.birth.texts)}
    for text, row in zip(columns.cell.texts, first.tolist(), strict=True):
        found = CELL.fullmatch(text)
        street, venue = int(columns.street.code[row]), int(columns.venue.code[row])
        stratum = f"{columns.street.texts[street]}-{columns.venue.texts[venue]}"
        if found is None or found["stratum"] != stratum:
            yield -2, -2, -2
        else:
            yield street, venue, births.get(found["birth"], -2) if found["birth"] else -1


def _first_rows(cell: Coded) -> Ints:
    """Return a row of each cell: its first (cells,)."""
    found = np.zeros(len(cell.texts) + 1, dtype=np.int64)
    found[cell.code[::-1]] = np.arange(len(cell.code) - 1, -1, -1)
    return found[:-1]
