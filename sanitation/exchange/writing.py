"""Writes tables that open safely anywhere: no cell of text can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BOM = b"\xef\xbb\xbf"  # without it a spreadsheet reads Chinese as something else


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write CSV by RFC 4180, UTF-8 with a byte order mark; numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(text) for text in header])
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return BOM + out.getvalue().encode()


def write_xlsx(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> bytes:
    """Write one sheet; text is stored as text, numbers, dates and times as themselves."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, text) for text in header])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own making, never a text from outside; digits: places shown."""

    text: str
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a book; frozen: the first cell that scrolls, such as D3."""

    title: str
    rows: Sequence[Sequence[object]]
    frozen: str = "A2"
    widths: Sequence[float] = ()  # of the columns, in characters


def write_book(sheets: Iterable[Sheet]) -> bytes:
    """Write a book whose formulas are computed when it is opened."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title[:31])
        sheet.freeze_panes = one.frozen
        for number, width in enumerate(one.widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        for row in one.rows:
            sheet.append([_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_meant(text: str) -> str:
    """Take off the apostrophe that `harmless` put before a text, so that exports read back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float | Decimal):
        return str(cell)
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return harmless(str(cell))


def _cell(sheet: Any, value: object) -> Any:
    if isinstance(value, Formula):
        formula = WriteOnlyCell(sheet, value.text)
        if value.digits is not None:
            formula.number_format = "0." + "0" * value.digits if value.digits else "0"
        return formula
    if value is None or isinstance(value, int | float | Decimal | date | time):
        aware = isinstance(value, datetime) and value.tzinfo is not None
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value.isoformat() if aware and isinstance(value, datetime) else value
    cell = WriteOnlyCell(sheet, harmless(ILLEGAL_CHARACTERS_RE.sub("�", str(value))))
    cell.data_type = "s"
    return cell
