"""The survey's sheet and the checks that need the city. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from sanitation.catalog.city import City
from sanitation.errors import Problem
from sanitation.exchange.spec import Choice, Column, Fault, Kind, Row, Rows, SheetSpec

MODES = (
    Choice("phone", "电话", "phone"),
    Choice("street", "街访", "street"),
    Choice("online", "网络", "online"),
)


@dataclass(frozen=True, slots=True)
class Response:
    """One checked response."""

    number: str
    street: str
    mode: str
    codes: tuple[str, ...]

    @property
    def straight_lined(self) -> bool:
        """Tell whether every question got the same answer."""
        return len(set(self.codes)) == 1


def spec(city: City) -> SheetSpec:
    """Return the sheet, with this city's questions and levels."""
    levels = tuple(Choice(one.code, one.name_zh, one.name_en) for one in city.levels)
    questions = tuple(
        Column(f"q{number}", one.text_zh, one.text_en, Kind.CHOICE, choices=levels,
               example=levels[0].value)
        for number, one in enumerate(city.questions, 1)
    )  # fmt: skip
    return SheetSpec(
        "满意度",
        "satisfaction",
        (
            Column("number", "问卷编号", "response number", required=True, most=40, example="S1"),
            Column("street", "街道", "street", required=True, example=city.streets[0].name_zh),
            Column("mode", "方式", "mode", Kind.CHOICE, required=True, choices=MODES,
                   example="phone"),
            *questions,
        ),
    )  # fmt: skip


def responses(city: City, rows: Rows) -> tuple[list[Response], list[Fault]]:
    """Check every row: each number once, every street known."""
    found: list[Response] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for row in rows.rows:
        wrong = [
            {"sheet": rows.sheet, "row": str(row.number), **f}
            for f in _faults(city, row, seen)
        ]
        seen.add(str(row.values["number"]))
        faults += wrong
        if not wrong:
            found.append(_response(city, row))
    return found, faults


def _faults(city: City, row: Row, seen: set[str]) -> Iterator[Fault]:
    number = str(row.values["number"])
    if number in seen:
        yield {"column": "number", "got": number, "wanted": "each number once"}
    try:
        city.resolve_street(str(row.values["street"]))
    except Problem as problem:
        told = str(problem.facts.get("suggestions", "")) or "a street"
        yield {"column": "street", "got": str(row.values["street"]), "wanted": told}


def _response(city: City, row: Row) -> Response:
    codes = (row.values.get(f"q{n}") for n in range(1, len(city.questions) + 1))
    return Response(
        number=str(row.values["number"]),
        street=city.resolve_street(str(row.values["street"])).code,
        mode=str(row.values["mode"]),
        codes=tuple("" if code is None else str(code) for code in codes),
    )
