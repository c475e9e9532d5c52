"""Published tables of earlier quarters: kept as printed, compared, never overwritten."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.scores.models import ScoreValue
from scoring.rubric import Rubric
from scoring.vocabulary import Rule, ScoringError

COLUMNS = ("level", "code", "index", "site_index", "satisfaction", "grade", "rank")
LEVELS = ("street", "district", "city")
NUMBERS = ("index", "site_index", "satisfaction")
# Marks of a printed figure that cannot be right; the figure itself stays as printed.
PARTS_DIFFER, RANK_REVERSED = "parts_differ", "rank_reversed"


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


def mark(figures: list[ScoreValue], rubric: Rubric, day: date) -> None:
    """Mark every index that contradicts its own parts, or its rank.

    Parts: beyond one unit of the last printed place of what the rubric makes of the site
    index and satisfaction printed beside it, by the weights of the day; within it the
    printing rounded. Rank: a place with a higher figure is ranked after one with a lower.
    """
    printed: dict[tuple[str, str], dict[str, ScoreValue]] = defaultdict(dict)
    for figure in figures:
        printed[figure.level, figure.area][figure.measure] = figure
    for level in LEVELS:
        weights = _weights(rubric, level, day)
        here = [row for (at, _), row in printed.items() if at == level]
        for row in here:
            if _differs(row, weights):
                row["index"].flag = PARTS_DIFFER
        for one in _reversed([row["index"] for row in here]):
            one.flag = f"{one.flag or ''} {RANK_REVERSED}".strip()


def _weights(rubric: Rubric, level: str, day: date) -> Mapping[str, Fraction]:
    """Return what the index of a level is made of; empty where the rubric does not say."""
    for step in rubric.steps:
        if (step.out, step.at, step.rule) == ("index", level, Rule.WEIGHTED_MEAN):
            try:
                return rubric.tables[step.table].on(day).numbers if step.listed else {}
            except ScoringError:  # the table lies before every documented weight
                return {}
    return {}


def _differs(row: Mapping[str, ScoreValue], weights: Mapping[str, Fraction]) -> bool:
    whole = row["index"]
    parts = {name: row[name].value for name in weights if name in row}
    if not weights or whole.value is None or parts.keys() != weights.keys():
        return False
    if None in parts.values():
        return False
    terms = (weights[name] * Fraction(value or 0) for name, value in parts.items())
    made = sum(terms, Fraction(0)) / sum(weights.values(), Fraction(0))
    places = len((whole.shown or "").partition(".")[2])
    return abs(made - Fraction(whole.value)) > Fraction(1, 10**places)


def _reversed(figures: list[ScoreValue]) -> Iterator[ScoreValue]:
    ranked = [one for one in figures if one.rank is not None and one.value is not None]
    best: Fraction | None = None
    for one in sorted(ranked, key=lambda one: -(one.rank or 0)):
        value = Fraction(one.value or 0)
        if best is not None and value < best:
            yield one  # ranked before a place with a higher figure
        best = value if best is None or value > best else best


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 100 else None


def _fault(number: int, column: str, got: str, wanted: str) -> dict[str, str]:
    return {"row": str(number), "column": column, "got": got, "wanted": wanted}
