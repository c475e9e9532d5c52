"""Reads the catalog's CSV and TOML files and gathers every fault with its place."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sanitation.errors import Code, Problem


@dataclass(slots=True)
class Faults:
    """What is wrong in one folder; raised together, so one run shows everything."""

    folder: Path
    rows: list[dict[str, str]] = field(default_factory=list)

    def add(self, file: str, line: str, key: str, got: object, remedy: str) -> None:
        """Note one fault: where it is, what stands there, what to write."""
        self.rows.append(
            {"sheet": file, "row": line, "column": key, "got": str(got), "wanted": remedy}
        )

    def raise_if_any(self) -> None:
        """Raise Problem INVALID_INPUT that tells the first fault and lists them all."""
        if not self.rows:
            return
        first = self.rows[0]
        raise Problem(
            Code.INVALID_INPUT,
            rows=tuple(self.rows),
            folder=str(self.folder),
            file=first["sheet"],
            line=first["row"],
            key=first["column"],
            got=first["got"],
            remedy=first["wanted"],
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file or one table of a TOML file; what is absent is a fault."""

    file: str
    line: str
    cells: Mapping[str, Any]
    faults: Faults

    def refuse(self, key: str, remedy: str) -> None:
        """Note that this cell is wrong."""
        self.faults.add(self.file, self.line, key, self.cells.get(key, ""), remedy)

    def text(self, key: str, *, optional: bool = False) -> str:
        """Return the cell as a text; empty where it is absent."""
        value = self.cells.get(key, "")
        if not isinstance(value, str) or not (value or optional):
            self.refuse(key, "write a text")
            return ""
        return value

    def whole(self, key: str) -> int:
        """Return the cell as a whole number; 0 where it is none."""
        value = self.cells.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(key, "write a whole number")
            return 0
        return value

    def degrees(self, key: str) -> Decimal:
        """Return the cell as decimal degrees; 0 where it is no position."""
        value = self.cells.get(key)
        try:
            found = Decimal(str(value))
        except ArithmeticError:
            found = Decimal("NaN")
        if not (found.is_finite() and abs(found) <= 180):
            self.refuse(key, "write decimal degrees such as 114.0579")
            return Decimal(0)
        return found

    def yes(self, key: str) -> bool:
        """Return whether the cell says yes."""
        if self.cells.get(key) not in ("yes", "no"):
            self.refuse(key, "write yes or no")
        return self.cells.get(key) == "yes"

    def day(self, key: str) -> date:
        """Return the cell as a day; the first day of all where it is none."""
        value = self.cells.get(key)
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.refuse(key, "write a day such as 2026-07-01")
            return date.min

    def several(self, key: str) -> tuple[str, ...]:
        """Return the parts of a cell written a|b|c."""
        return tuple(part for part in self.text(key, optional=True).split("|") if part)

    def table(self, key: str) -> "Row":
        """Return a table inside this one; empty where it is absent."""
        value = self.cells.get(key)
        if not isinstance(value, dict):
            self.refuse(key, f"add a table [{key}]")
            value = {}
        return Row(self.file, f"[{key}]", value, self.faults)

    def tables(self, key: str) -> Iterator["Row"]:
        """Return the tables of a list inside this one, numbered from 1."""
        value = self.cells.get(key)
        if not isinstance(value, list) or not value:
            self.refuse(key, f"add at least one [[{key}]]")
            value = []
        for number, cells in enumerate(value, 1):
            row = Row(self.file, f"[[{key}]] {number}", cells, self.faults)
            if isinstance(cells, dict):
                yield row
            else:
                self.refuse(key, "write each entry as a table with its own keys")


def csv_rows(faults: Faults, name: str, columns: tuple[str, ...]) -> list[Row]:
    """Return the rows of a CSV file with exactly these columns, in UTF-8."""
    text = _text(faults, name)
    if text is None:
        return []
    lines = csv.DictReader(text.splitlines(), strict=True)
    if tuple(lines.fieldnames or ()) != columns:
        got = ",".join(lines.fieldnames or ())
        faults.add(name, "1", "header", got, f"write the header {','.join(columns)}")
        return []
    found = []
    for cells in lines:
        row = Row(name, str(lines.line_num), cells, faults)
        if None in cells or None in cells.values():
            faults.add(name, row.line, "row", "", f"give {len(columns)} cells")
        else:
            found.append(row)
    return found


def toml_root(faults: Faults, name: str) -> Row:
    """Return the root table of a TOML file; decimals stay exact."""
    text = _text(faults, name)
    cells: dict[str, Any] = {}
    try:
        cells = tomllib.loads(text or "", parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        faults.add(name, "", "", "", f"correct the TOML: {error}")
        faults.raise_if_any()
    return Row(name, "", cells, faults)


def _text(faults: Faults, name: str) -> str | None:
    path = faults.folder / name
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.add(name, "", "", "", "create this file in the city's folder")
    except UnicodeDecodeError:
        faults.add(name, "", "", "", "save this file as UTF-8")
    return None
