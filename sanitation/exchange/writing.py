"""Writes tables that open safely anywhere: no cell of text can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

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
    if value is None or isinstance(value, int | float | Decimal | date | time):
        aware = isinstance(value, datetime) and value.tzinfo is not None
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value.isoformat() if aware and isinstance(value, datetime) else value
    cell = WriteOnlyCell(sheet, harmless(ILLEGAL_CHARACTERS_RE.sub("�", str(value))))
    cell.data_type = "s"
    return cell
