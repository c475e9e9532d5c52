"""Published tables of earlier quarters: kept as printed, compared, never overwritten."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.scores.models import ScoreValue

COLUMNS = ("level", "code", "index", "site_index", "satisfaction", "grade", "rank")
LEVELS = ("street", "district", "city")
NUMBERS = ("index", "site_index", "satisfaction")


def figures(city: City, data: bytes) -> list[ScoreValue]:
    """Read a published table: one row an area; IMPORT_REFUSED lists every fault."""
    rows = list(_rows(data))
    faults: list[dict[str, str]] = []
    found: list[ScoreValue] = []
    seen: set[tuple[str, str]] = set()
    for number, row in rows:
        faults += list(_faults(city, number, row))
        if (key := (row["level"], row["code"])) in seen:
            faults.append(_fault(number, "code", row["code"], "each place once"))
        seen.add(key)
        if not faults:
            found += list(_figures(row))
    if faults:
        raise Problem(Code.IMPORT_REFUSED, rows=tuple(faults))
    return found


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(Code.FILE_UNREADABLE) from error
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        got = ",".join(reader.fieldnames or ())
        row = {"row": "1", "column": "header", "got": got, "wanted": ",".join(COLUMNS)}
        raise Problem(Code.IMPORT_REFUSED, rows=(row,))
    for number, row in enumerate(reader, 2):
        yield number, {name: (row[name] or "").strip() for name in COLUMNS}


def _faults(city: City, number: int, row: dict[str, str]) -> Iterator[dict[str, str]]:
    if row["level"] not in LEVELS:
        yield _fault(number, "level", row["level"], ", ".join(LEVELS))
    elif not _known(city, row["level"], row["code"]):
        yield _fault(number, "code", row["code"], f"the code of a {row['level']}")
    for name in NUMBERS:
        if row[name] and _decimal(row[name]) is None:
            yield _fault(number, name, row[name], "a number from 0 to 100, or nothing")
    if row["rank"] and not row["rank"].isdigit():
        yield _fault(number, "rank", row["rank"], "a whole number, or nothing")


def _known(city: City, level: str, code: str) -> bool:
    codes = {
        "street": [street.code for street in city.streets],
        "district": [district.code for district in city.districts],
        "city": [city.code],
    }
    return code in codes[level]


def _figures(row: dict[str, str]) -> Iterator[ScoreValue]:
    for name in NUMBERS:
        number = _decimal(row[name]) if row[name] else None
        yield ScoreValue(
            level=row["level"],
            area=row["code"],
            measure=name,
            value=str(number) if number is not None else None,
            shown=row[name] or None,
            number=float(number) if number is not None else None,
            empty_because="" if number is not None else "no_data",
            rank=int(row["rank"]) if name == "index" and row["rank"] else None,
        )
    if row["grade"]:
        yield ScoreValue(
            level=row["level"], area=row["code"], measure="grade", label=row["grade"]
        )


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 100 else None


def _fault(number: int, column: str, got: str, wanted: str) -> dict[str, str]:
    return {"row": str(number), "column": column, "got": got, "wanted": wanted}
