"""Reads a sheet against its columns: all of it, or every fault by row and column."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sanitation.catalog.places import folded
from sanitation.errors import Code, Problem
from sanitation.exchange.cells import Reader, WrongCell, reader_of
from sanitation.exchange.grids import Grid, grid_of
from sanitation.exchange.spec import (
    LIMITS,
    Column,
    Fault,
    Limits,
    Row,
    Rows,
    Scan,
    SheetSpec,
    Value,
)
from sanitation.exchange.wording import Wrong, fault, wanted

REMARK = "#"  # a row that begins with it is for people: names, examples
PART = 10_000  # rows in memory at a time
MOST_FAULTS = 1000  # more help nobody; the count is told


def read_sheet(
    data: bytes,
    filename: str,
    encoding: str,
    spec: SheetSpec,
    limits: Limits = LIMITS,
    language: str = "zh",
) -> Rows:
    """Read a whole sheet, or refuse it: IMPORT_REFUSED lists every fault.

    filename: its ending decides, .xlsx or .csv. encoding: utf-8 or gb18030, as the person
    says; it is never guessed, and ignored for xlsx. language: that of the messages.
    Also FILE_TOO_LARGE and FILE_UNREADABLE.
    """
    scan = scan_sheet(data, filename, encoding, spec, limits, language)
    refuse_faults(scan.faults)
    return scan.rows


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Refuse an import that has faults."""
    if faults:
        raise Problem(
            Code.IMPORT_REFUSED, rows=tuple(faults[:MOST_FAULTS]), faults=len(faults)
        )


def scan_sheet(
    data: bytes,
    filename: str,
    encoding: str,
    spec: SheetSpec,
    limits: Limits = LIMITS,
    language: str = "zh",
) -> Scan:
    """Read what can be read and list what cannot; a stage adds faults of its own."""
    parts = list(scan_parts(data, filename, encoding, spec, limits, language))
    rows = tuple(row for part in parts for row in part.rows.rows)
    faults = tuple(fault for part in parts for fault in part.faults)
    return Scan(Rows(parts[0].rows.sheet, parts[0].rows.columns, rows), faults)


def scan_parts(
    data: bytes,
    filename: str,
    encoding: str,
    spec: SheetSpec,
    limits: Limits = LIMITS,
    language: str = "zh",
) -> Iterator[Scan]:
    """Read a sheet part by part, so that a long one never lies in memory as rows.

    At least one part comes, the faults of the whole sheet with the last one. Raises as
    `read_sheet` does, FILE_UNREADABLE perhaps only after some parts.
    """
    grid = grid_of(data, filename, encoding, spec, limits)
    sheet = grid.sheet or spec.name(language)
    header, start = _header(grid)
    columns, faults = _columns(header, start, sheet, spec, limits, language)
    if faults:
        yield Scan(Rows(sheet, (), ()), tuple(faults))
    else:
        yield from _body(grid, start, columns, sheet, limits, language)


def _header(grid: Grid) -> tuple[list[str], int]:
    """Return the first row that is not blank, as texts, and its number from 1."""
    for number, row in enumerate(grid.rows, start=1):
        if any(cell not in ("", None) for cell in row):
            texts = [str(cell).strip() for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            return texts, number
    return [], 1


def _columns(
    header: list[str], row: int, sheet: str, spec: SheetSpec, limits: Limits, language: str
) -> tuple[list[Column], list[Fault]]:
    """Match the headings by key or name; unknown, doubled and missing ones are faults."""
    if len(header) > limits.columns:
        told = wanted(Wrong.TOO_MANY_COLUMNS, language, limits.columns)
        return [], [fault(sheet, row, "", len(header), told)]
    spellings = {
        folded(spelling): column
        for column in spec.columns
        for spelling in (column.name_en, column.name_zh, column.key)
    }
    matched = [spellings.get(folded(text.rstrip("*"))) for text in header]
    counts = Counter(column.key for column in matched if column)
    known = ", ".join(column.key for column in spec.columns)
    faults = []
    for text, column in zip(header, matched, strict=True):
        if column is None:
            told = wanted(Wrong.HEADER_UNKNOWN, language, known)
            faults.append(fault(sheet, row, text, text, told))
        elif counts[column.key] > 1:
            told = wanted(Wrong.HEADER_TWICE, language)
            faults.append(fault(sheet, row, text, text, told))
    for column in spec.columns:
        if column.required and not counts[column.key]:
            told = wanted(Wrong.HEADER_MISSING, language)
            faults.append(fault(sheet, row, column.key, "", told))
    return [column for column in matched if column], faults


def _body(
    grid: Grid, start: int, columns: list[Column], sheet: str, limits: Limits, language: str
) -> Iterator[Scan]:
    readers = [(column, reader_of(column, language)) for column in columns]
    keys = tuple(column.key for column in columns)
    count, found = 0, False
    numbered = enumerate(grid.rows, start=start + 1)
    while part := list(islice(numbered, PART)):
        rows: list[Row] = []
        faults: list[Fault] = []
        for number, cells in part:
            if _is_data(cells):
                values, wrong = _row(cells, number, readers, grid, sheet, language)
                faults += wrong
                if not wrong:
                    rows.append(Row(number, values))
        count, found = count + len(rows), found or bool(faults)
        yield Scan(Rows(sheet, keys, tuple(rows)), tuple(faults))
    if count > limits.rows:
        told = wanted(Wrong.TOO_MANY_ROWS, language, limits.rows)
        many = fault(sheet, start + limits.rows + 1, "", f"> {limits.rows}", told)
        yield Scan(Rows(sheet, keys, ()), (many,))
    elif not count and not found:
        none = fault(sheet, start + 1, "", "", wanted(Wrong.NO_ROWS, language))
        yield Scan(Rows(sheet, keys, ()), (none,))


def _is_data(cells: list[Any]) -> bool:
    first = cells[0] if cells else ""
    if isinstance(first, str) and first.lstrip().startswith(REMARK):
        return False
    return any(cell is not None and cell != "" for cell in cells)


def _row(
    cells: list[Any],
    number: int,
    readers: list[tuple[Column, Reader]],
    grid: Grid,
    sheet: str,
    language: str,
) -> tuple[dict[str, Value], list[Fault]]:
    if any(cell not in ("", None) for cell in cells[len(readers) :]):
        told = wanted(Wrong.CELLS, language, len(readers))
        return {}, [fault(sheet, number, "", len(cells), told)]
    values: dict[str, Value] = {}
    wrong: list[Fault] = []
    for place, (column, read) in enumerate(readers):
        raw = cells[place] if place < len(cells) else ""
        try:
            value = None if raw is None else read(raw)
            if value is None:
                _check_empty(column, grid, number, place)
            values[column.key] = value
        except WrongCell as error:
            told = wanted(error.wrong, language, error.it)
            wrong.append(fault(sheet, number, column.name(language), raw, told))
    return values, wrong


def _check_empty(column: Column, grid: Grid, number: int, place: int) -> None:
    """Refuse an empty cell that is required, or that is not empty in the workbook."""
    broken = grid.broken.get((number, place + 1)) if grid.broken else None
    if broken is not None:
        raise WrongCell(Wrong.ERROR if broken else Wrong.NO_VALUE)
    if column.required:
        raise WrongCell(Wrong.EMPTY)
