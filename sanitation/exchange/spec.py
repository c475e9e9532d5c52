"""What a sheet holds, told once: reader, template and messages follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | int | Decimal | bool | date | time | None  # None: an empty cell
Fault: TypeAlias = dict[str, str]  # sheet, row, column, got, wanted; as Problem.rows


class Kind(StrEnum):
    """What may stand in a column."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    CHOICE = "choice"
    DATE = "date"
    BOOL = "bool"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a choice column takes, and its words; any of the three is read."""

    value: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. least and most bound a number, or the length of a text."""

    key: str
    name_zh: str
    name_en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help_zh: str = ""
    help_en: str = ""
    example: str = ""
    unit: str = ""  # a sign such as m or °, the same in every language
    least: int | None = None
    most: int | None = None

    def name(self, language: str) -> str:
        """Return the heading in a language."""
        return self.name_zh if chinese(language) else self.name_en


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet by its columns; required ones must be in the file and filled in each row."""

    name_zh: str
    name_en: str
    columns: tuple[Column, ...]

    def name(self, language: str) -> str:
        """Return the sheet's name in a language."""
        return self.name_zh if chinese(language) else self.name_en


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data: its number as a spreadsheet counts, and its values by column key."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet; columns: the keys the file has, in its order."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a file holds and everything wrong with its form; rows at fault are left out."""

    rows: Rows
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; a small file can unpack to a very large one."""

    packed: int = 10 * 2**20  # bytes
    unpacked: int = 60 * 2**20  # bytes
    members: int = 200
    rows: int = 50_000
    columns: int = 60


LIMITS = Limits()


def chinese(language: str) -> bool:
    """Tell whether a language or locale such as zh_Hans_CN is Chinese."""
    return language.startswith("zh")
