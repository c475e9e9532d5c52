"""What is wrong with a cell, in the reader's language."""

from enum import StrEnum

from sanitation.exchange.spec import Column, Fault, chinese

SHOWN = 80  # characters of a wrong value that a message repeats


class Wrong(StrEnum):
    """The kinds of fault the form of a file can have."""

    EMPTY = "empty"
    WHOLE = "whole"
    NUMBER = "number"
    LEAST = "least"
    MOST = "most"
    LONG = "long"
    CHOICE = "choice"
    DATE = "date"
    TIME = "time"
    BOOL = "bool"
    CONTROL = "control"
    WIDTH = "width"
    NO_VALUE = "no_value"
    ERROR = "error"
    HEADER_UNKNOWN = "header_unknown"
    HEADER_TWICE = "header_twice"
    HEADER_MISSING = "header_missing"
    CELLS = "cells"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"


# kind -> what is wanted, in Chinese and English; {it} is filled in
WANTED: dict[Wrong, tuple[str, str]] = {
    Wrong.EMPTY: ("必填", "a value; this column is required"),
    Wrong.WHOLE: ("整数", "a whole number"),
    Wrong.NUMBER: ("数字，例如 114.0579", "a number such as 114.0579"),
    Wrong.LEAST: ("不小于 {it}", "at least {it}"),
    Wrong.MOST: ("不大于 {it}", "at most {it}"),
    Wrong.LONG: ("不超过 {it} 个字符", "at most {it} characters"),
    Wrong.CHOICE: ("下列之一：{it}", "one of: {it}"),
    Wrong.DATE: ("日期，例如 2026-10-12", "a date such as 2026-10-12"),
    Wrong.TIME: ("时间，例如 08:30", "a time such as 08:30"),
    Wrong.BOOL: ("是或否", "yes or no"),
    Wrong.CONTROL: ("不含控制字符的文字", "text without control characters"),
    Wrong.WIDTH: ("半角字符：{it}", "half-width characters: {it}"),
    Wrong.NO_VALUE: (
        "公式的值；请粘贴为数值后保存",
        "a value; paste the formula as a value",
    ),
    Wrong.ERROR: ("值，而不是公式错误", "a value, not an error of a formula"),
    Wrong.HEADER_UNKNOWN: ("已知的列名：{it}", "a column this sheet has: {it}"),
    Wrong.HEADER_TWICE: ("每列只出现一次", "each column once"),
    Wrong.HEADER_MISSING: ("此列；可从模板复制", "this column; copy it from the template"),
    Wrong.CELLS: ("每行 {it} 个单元格", "{it} cells in each row"),
    Wrong.NO_ROWS: ("至少一行数据", "at least one row of data"),
    Wrong.TOO_MANY_ROWS: (
        "最多 {it} 行；请分成几个文件",
        "at most {it} rows; split the file",
    ),
    Wrong.TOO_MANY_COLUMNS: ("最多 {it} 列", "at most {it} columns"),
}


def wanted(wrong: Wrong, language: str, it: object = "") -> str:
    """Say what is wanted instead."""
    zh, en = WANTED[wrong]
    return (zh if chinese(language) else en).format(it=it)


def fault(sheet: str, row: int, column: str, got: object, told: str) -> Fault:
    """Make one line of the list of faults; a long value is cut, a hidden one shown."""
    text = "".join(sign if sign.isprintable() else "�" for sign in str(got))
    cut = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return {
        "sheet": sheet,
        "row": str(row),
        "column": column,
        "got": cut,
        "wanted": told,
    }


def choices(column: Column, language: str) -> str:
    """List a column's choices as a person writes them; long lists are cut."""
    names = [one.name_zh if chinese(language) else one.name_en for one in column.choices]
    more = "…" if len(names) > 12 else ""
    return ("、" if chinese(language) else ", ").join(names[:12]) + more
