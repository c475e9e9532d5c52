"""The workbook people fill in: locked headings, drop-downs, an example, and a guide."""

import io
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sanitation.exchange.reading import REMARK
from sanitation.exchange.spec import LIMITS, Column, Kind, SheetSpec, chinese

UNLOCKED = 200  # rows; further ones are unlocked by their column
FIRST = 4  # the row where data begin: after keys, names and the example
YES_NO = (("是", "yes"), ("否", "no"))
GREY = PatternFill("solid", fgColor="E9EDF2")
KINDS = {
    Kind.TEXT: ("文字", "text"),
    Kind.INTEGER: ("整数", "whole number"),
    Kind.DECIMAL: ("数字", "number"),
    Kind.CHOICE: ("从列表选择", "choose from the list"),
    Kind.DATE: ("日期 2026-10-12", "date 2026-10-12"),
    Kind.BOOL: ("是 / 否", "yes / no"),
    Kind.TIME: ("时间 08:30", "time 08:30"),
}


def template(spec: SheetSpec, language: str) -> bytes:
    """Make the empty workbook of a sheet; what the reader reads and what it refuses agree.

    Row 1 holds the keys and is locked; rows 2 and 3 begin with a number sign, which the
    reader passes over: names with units, and an example.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet, lists = book.create_sheet(spec.name(language)), book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for number, column in enumerate(spec.columns, start=1):
        _head(sheet, number, column, language)
        _rule(sheet, lists, number, column, language)
    sheet.freeze_panes = sheet.cell(FIRST, 2)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatCells = False
    sheet.protection.insertRows = sheet.protection.deleteRows = False
    _guide(book.create_sheet("填写说明" if chinese(language) else "Guide"), spec, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Worksheet, number: int, column: Column, language: str) -> None:
    letter = get_column_letter(number)
    mark = f"{REMARK} " if number == 1 else ""
    unit = f" ({column.unit})" if column.unit else ""
    star = " *" if column.required else ""
    texts = (
        column.key,
        f"{mark}{column.name(language)}{unit}{star}",
        mark + column.example,
    )
    for row, text in enumerate(texts, start=1):
        cell: Any = sheet.cell(row, number, text)
        cell.data_type = "s"
        cell.fill = GREY
        cell.font = Font(
            bold=row == 2, italic=row == 3, color=None if row == 2 else "5B6675"
        )
    sheet.column_dimensions[letter].width = max(12, 2 * len(column.name_zh) + 4)
    sheet.column_dimensions[letter].protection = Protection(locked=False)
    for row in range(
        FIRST, FIRST + UNLOCKED
    ):  # a spreadsheet locks cells it has never seen
        sheet.cell(row, number).protection = Protection(locked=False)
        if column.kind is Kind.TEXT:
            sheet.cell(row, number).number_format = "@"


def _rule(sheet: Worksheet, lists: Any, number: int, column: Column, language: str) -> None:
    if (rule := _validation(lists, number, column, language)) is None:
        return
    rule.allow_blank = not column.required
    rule.showErrorMessage = True
    rule.promptTitle = column.name(language)[:32]
    rule.prompt = (column.help_zh if chinese(language) else column.help_en)[:250] or None
    rule.showInputMessage = bool(rule.prompt)
    letter = get_column_letter(number)
    rule.add(f"{letter}{FIRST}:{letter}{LIMITS.rows + FIRST}")
    sheet.add_data_validation(rule)


def _validation(
    lists: Any, number: int, column: Column, language: str
) -> DataValidation | None:
    if column.kind in (Kind.CHOICE, Kind.BOOL):
        names = [(one.name_zh, one.name_en) for one in column.choices] or list(YES_NO)
        for row, (zh, en) in enumerate(names, start=1):
            lists.cell(row, number, zh if chinese(language) else en)
        letter = get_column_letter(number)
        source = f"lists!${letter}$1:${letter}${len(names)}"
        return DataValidation(type="list", formula1=source)
    if column.kind in (Kind.INTEGER, Kind.DECIMAL):
        kind: Literal["whole", "decimal"] = (
            "whole" if column.kind is Kind.INTEGER else "decimal"
        )
        least = column.least if column.least is not None else -(10**12)
        most = column.most if column.most is not None else 10**12
        return DataValidation(type=kind, operator="between", formula1=least, formula2=most)
    return None


def _guide(sheet: Any, spec: SheetSpec, language: str) -> None:
    zh = chinese(language)
    heads = (
        ("列", "名称", "必填", "类型", "单位", "说明", "示例")
        if zh
        else ("Column", "Name", "Required", "Kind", "Unit", "What to enter", "Example")
    )
    sheet.append(list(heads))
    for column in spec.columns:
        need = ("是" if zh else "yes") if column.required else ""
        told = column.help_zh if zh else column.help_en
        kind = KINDS[column.kind][0 if zh else 1]
        sheet.append(
            [
                column.key,
                column.name(language),
                need,
                kind,
                column.unit,
                told,
                column.example,
            ]
        )
    for letter, width in zip("ABCDEFG", (20, 22, 10, 18, 8, 60, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
            if cell.data_type == "f":
                cell.data_type = "s"
