"""Compares a result with published figures and writes it as CSV."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sanitation.errors import Code, Problem
from sanitation.exchange.checking import fault, number
from sanitation.exchange.foreign import Foreign
from sanitation.exchange.mapping import Expected
from sanitation.exchange.tables import Columns
from scoring import ranking
from scoring.result import Figure, Result

LONG = (
    *("period", "area", "column", "value", "exact", "label", "empty_because", "n", "size"),
    *("coverage_pct", "se", "low", "high", "rank", "rank_low", "rank_high", "tier"),
    *("ranked", "grade", "flags"),
)
FLOAT_PLACES = 6


@dataclass(frozen=True, slots=True)
class Reproduced:
    """How many published results the rubric gave: reproduced of compared."""

    column: str
    source: str
    reproduced: int
    compared: int
    differing: tuple[tuple[str, str, str], ...]  # area, published, computed


def reproduced(
    result: Result, foreign: Foreign, table: Columns, expected: Expected, *, upper: bool
) -> Reproduced:
    """Compare one published column; rows without a result in it are not compared."""
    figures = result.figures(expected.level, expected.column)
    areas = result.areas(expected.level)
    same, differing = 0, []
    for row, cell in enumerate(table[expected.source]):
        text = cell.upper() if upper else cell
        counted = text in expected.values if expected.values else text != ""
        if not counted or (expected.rated and foreign.found[row] != "fully_rated"):
            continue
        if foreign.areas[row] not in areas.names:
            continue
        found = _text(figures[foreign.areas[row]])
        if _matches(text, figures[foreign.areas[row]], row, expected):
            same += 1
        else:
            differing.append((foreign.areas[row], text, found))
    compared = same + len(differing)
    return Reproduced(expected.column, expected.source, same, compared, tuple(differing))


def _matches(text: str, figure: Figure, row: int, expected: Expected) -> bool:
    if figure.label is not None:
        return figure.label == text
    if figure.value is None:
        return False
    published = number(text)
    if published is None:
        wrong = fault(row, expected.source, text, "a number")
        raise Problem(Code.INVALID_INPUT, rows=(wrong,))
    return abs(figure.value - published) <= expected.tolerance


def _text(figure: Figure) -> str:
    if figure.label is not None:
        return figure.label
    return "" if figure.value is None else ranking.shown(figure.value, FLOAT_PLACES)


def write_rows(path: Path, result: Result) -> None:
    """Write the first level wide: one line a record, one column a value; blank = empty."""
    level = result.levels()[0]
    names = result.columns(level)
    figures = [result.figures(level, name) for name in names]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((level, *names))
        for area in result.areas(level).names:
            writer.writerow((area, *(_text(column[area]) for column in figures)))


def write_areas(path: Path, level: str, results: Mapping[str, Result]) -> None:
    """Write a coarser level long: one line a figure of each period."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LONG)
        for period, result in results.items():
            for name in result.columns(level):
                for figure in result.figures(level, name).values():
                    writer.writerow(_line(period, name, figure, result))


def _line(period: str, name: str, one: Figure, result: Result) -> tuple[object, ...]:
    places = result.work.rubric.publish.places
    value = "" if one.value is None else ranking.shown(one.value, places)
    numbers = (one.rank, one.rank_low, one.rank_high, one.tier, one.ranked)
    return (
        *(period, one.area, name, value),
        "" if one.value is None else str(one.value),
        one.label or "",
        one.reason or "",
        "" if one.n is None else one.n,
        "" if one.size is None else one.size,
        "" if one.coverage is None else ranking.shown(one.coverage, 2),
        *(
            "" if x is None else f"{x:.{FLOAT_PLACES}f}"
            for x in (one.se, one.low, one.high)
        ),
        *("" if x is None else x for x in numbers),
        one.grade or "",
        one.flag,
    )
