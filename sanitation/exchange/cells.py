"""From a cell as the file has it to a value as the column wants it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from sanitation.exchange import wording
from sanitation.exchange.spec import Column, Kind, Value
from sanitation.exchange.wording import Wrong
from sanitation.exchange.writing import as_meant

REMEMBERED = 20_000  # texts a column; a number or a name differs in every row
YES = {"yes", "true", "1", "是", "有", "y"}
NO = {"no", "false", "0", "否", "无", "n"}
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?|[+-]?\.[0-9]{1,15}")
DATE = re.compile(r"([12][0-9]{3})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?")
TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


class WrongCell(ValueError):
    """A cell that cannot be read; says which rule it breaks and what fills the message."""

    def __init__(self, wrong: Wrong, it: object = "") -> None:
        super().__init__(wrong.value)
        self.wrong, self.it = wrong, it


Reader = Callable[[Any], Value]


def reader_of(column: Column, language: str) -> Reader:
    """Return the reader of one column's cells; it raises WrongCell.

    The first texts it sees are remembered: most columns of a register hold few values.
    """
    is_choice = column.kind is Kind.CHOICE
    read = _choice(column, language) if is_choice else READERS[column.kind]
    seen: dict[str, Value] = {}

    def known(raw: Any) -> Value:
        if not isinstance(raw, str):
            return _checked(column, read(raw))
        if raw in seen:
            return seen[raw]
        value = _from_text(column, raw, read)
        if len(seen) < REMEMBERED:
            seen[raw] = value
        return value

    return known


def _from_text(column: Column, raw: str, read: Reader) -> Value:
    text = unicodedata.normalize("NFC", raw).strip()
    if not text:
        return None
    if not text.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in text):
        raise WrongCell(Wrong.CONTROL)
    try:
        return _checked(column, read(text))
    except WrongCell:
        if (plain := unicodedata.normalize("NFKC", text)) != text and _reads(read, plain):
            raise WrongCell(Wrong.WIDTH, plain) from None
        raise


def _reads(read: Reader, text: str) -> bool:
    try:
        read(text)
    except WrongCell:
        return False
    return True


def _checked(column: Column, value: Value) -> Value:
    if isinstance(value, str):
        if column.kind is Kind.TEXT and column.most and len(value) > column.most:
            raise WrongCell(Wrong.LONG, column.most)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        if column.least is not None and value < column.least:
            raise WrongCell(Wrong.LEAST, column.least)
        if column.most is not None and value > column.most:
            raise WrongCell(Wrong.MOST, column.most)
    return value


def _text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw.isoformat() if isinstance(raw, date | time) else as_meant(str(raw))


def _integer(raw: Any) -> int:
    if isinstance(raw, bool | date | time):
        raise WrongCell(Wrong.WHOLE)
    if isinstance(raw, int | float):
        if not isfinite(raw) or raw != int(raw):
            raise WrongCell(Wrong.WHOLE)
        return int(raw)
    digits = raw[1:] if raw[:1] in {"-", "+"} else raw
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise WrongCell(Wrong.WHOLE)
    return int(raw)


def _decimal(raw: Any) -> Decimal:
    text = str(raw)
    if isinstance(raw, bool | date | time) or not NUMBER.fullmatch(text):
        raise WrongCell(Wrong.NUMBER)
    return Decimal(text)


def _choice(column: Column, language: str) -> Reader:
    known = {
        spelling.casefold(): one.value
        for one in column.choices
        for spelling in (one.name_en, one.name_zh, one.value)
    }

    def read(raw: Any) -> str:
        found = known.get(_text(raw).casefold())
        if found is None:
            raise WrongCell(Wrong.CHOICE, wording.choices(column, language))
        return found

    return read


def _date(raw: Any) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise WrongCell(Wrong.DATE)
        return raw.date()
    if isinstance(raw, date):
        return raw
    parts = DATE.fullmatch(raw) if isinstance(raw, str) else None
    if parts is None:
        raise WrongCell(Wrong.DATE)
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        raise WrongCell(Wrong.DATE) from None


def _bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if (word := _text(raw).casefold()) not in YES | NO:
        raise WrongCell(Wrong.BOOL)
    return word in YES


def _time(raw: Any) -> time:
    if isinstance(raw, time):
        return raw
    parts = TIME.fullmatch(raw) if isinstance(raw, str) else None
    if parts is None:
        raise WrongCell(Wrong.TIME)
    try:
        return time(int(parts[1]), int(parts[2]), int(parts[3] or 0))
    except ValueError:
        raise WrongCell(Wrong.TIME) from None


READERS: Mapping[Kind, Reader] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.BOOL: _bool,
    Kind.TIME: _time,
}
