"""The data blocks of charts and maps, from published figures; shapes: macros/README.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from sanitation.catalog.city import City
from sanitation.publication.certainty import Certainty
from sanitation.publication.comparing import Moved, VenueMoved
from sanitation.publication.filtering import Line
from sanitation.publication.values import (
    FOUND_LOCKED,
    AreaPage,
    AreaRow,
    Figure,
    LostItem,
    Ranking,
)
from sanitation.publication.yearly import Year
from sanitation.scores.between import Difference
from webapp.shell import local

SCALE = (0.0, 100.0)
# An interval from fewer sites would rest on one or two differences between neighbours:
# its width says more about them than about the street. Told in docs/method.md.
LEAST_SITES = 6
SHOWN_ITEMS = 12
SHOWN_AREAS = 10  # of a venue type
ENDS = 2  # of a line


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A venue type's row: its interval is None where the sample is too small for one."""

    venue: str
    here: Figure
    city: Figure
    low: float | None
    high: float | None

    @property
    def few(self) -> bool:
        """Tell whether the sample is too small for an interval."""
        return self.here.n is not None and self.here.n < LEAST_SITES


def venue_lines(page: AreaPage) -> list[VenueLine]:
    """Return a row for each venue type the area has any figure of."""
    lines = []
    for venue, here, whole in page.venues:
        enough = here.n is not None and here.n >= LEAST_SITES and here.low != here.high
        low, high = (here.low, here.high) if enough else (None, None)
        lines.append(VenueLine(venue, here, whole, low, high))
    return lines


def intervals(table: Ranking, rows: Iterable[AreaRow]) -> dict[str, Any]:
    """Return the dots with their intervals, best first."""
    kind = "streets" if table.level == "street" else "districts"
    dots = [
        {
            "label": local(row, "name"),
            "value": row.index.number,
            "lo": within(row.index.low),
            "hi": within(row.index.high),
            "grade": row.grade,
            "url": url_for(
                "public.area", kind=kind, code=row.code, quarter=table.release.quarter
            ),
        }
        for row in rows
        if row.index.number is not None
    ]
    return {"rows": dots, "digits": 2} | _with_reference(table.city)


def tiers(data: dict[str, Any], rows: Iterable[AreaRow]) -> dict[str, Any]:
    """Add the bands of the tiers, where the rows stand in their order; else leave it so."""
    ordered = [row.index.tier for row in rows if row.index.number is not None]
    runs = [(tier, len(list(run))) for tier, run in groupby(ordered)]
    whole = None not in ordered and len(runs) == len({tier for tier, _ in runs})
    if not whole:
        return data
    bands, first = [], 0
    for tier, count in runs:
        label = _("tier %(tier)s", tier=tier)
        bands.append({"first": first, "last": first + count - 1, "label": label})
        first += count
    return data | {"bands": bands}


def lost_by_venue(city: City, lines: Sequence[Line]) -> dict[str, Any]:
    """Return a panel for each venue type: the points its worst areas lost there."""
    panels = []
    for venue in city.venue_types:
        known = [
            (100 - figure.number, line.area)
            for line in lines
            if (figure := line.venues.get(venue.id)) and figure.number is not None
        ]
        known.sort(key=lambda pair: (-pair[0], pair[1].code))
        rows = [
            {"label": local(area, "name"), "value": round(lost, 2)}
            for lost, area in known[:SHOWN_AREAS]
        ]
        if rows:
            panels.append({"label": local(venue, "name"), "rows": rows})
    return {"panels": panels, "digits": 2}


def changes(rows: Iterable[Moved]) -> dict[str, Any]:
    """Return each area's change with its interval, around the line of no change."""
    return _around_zero(
        (local(one.area, "name"), one.difference) for one in rows if one.difference
    )


def venue_changes(city: City, rows: Iterable[VenueMoved]) -> dict[str, Any]:
    """Return each venue type's change with its interval, around the line of no change."""
    return _around_zero(
        (
            local(city.venue(one.venue), "name"),
            Difference(one.difference.value) if few(one) else one.difference,
        )
        for one in rows
        if one.difference
    )


def few(one: VenueMoved) -> bool:
    """Tell whether either quarter has too few sites of a venue type for an interval."""
    return min(one.before.n or 0, one.after.n or 0) < LEAST_SITES


def _around_zero(rows: Iterable[tuple[str, Difference]]) -> dict[str, Any]:
    dots = [
        {"label": name, "value": float(one.value), "lo": one.low, "hi": one.high}
        for name, one in rows
    ]
    return {"rows": dots, "digits": 2, "reference": {"value": 0, "label": _("unchanged")}}


def moved_ranks(found: Certainty) -> dict[str, Any]:
    """Return each area's median rank under moved weights, from the 5th to the 95th part."""
    rows = [
        {
            "label": local(row.area, "name"),
            "value": row.spread.median,
            "lo": row.spread.low,
            "hi": row.spread.high,
            "beside": row.spread.nominal,
        }
        for row in found.rows
        if row.spread
    ]
    return {"rows": rows, "digits": 0}


def year(found: Year) -> dict[str, Any]:
    """Return each area's annual index with its interval, best first."""
    rows = [
        {
            "label": local(row.area, "name"),
            "value": float(row.mean),
            "lo": row.low,
            "hi": row.high,
        }
        for row in found.rows
        if row.mean is not None
    ]
    return {"rows": rows, "digits": 2}


def spark(values: Sequence[float | None], width: int = 96, height: int = 20) -> str:
    """Return the points of a small line through the known values, for an SVG polyline."""
    known = [value for value in values if value is not None]
    if len(known) < ENDS:
        return ""
    low, reach = min(known), max(max(known) - min(known), 1e-9)
    step = (width - 4) / (len(values) - 1)
    return " ".join(
        f"{2 + place * step:.1f},{height - 2 - (value - low) / reach * (height - 4):.1f}"
        for place, value in enumerate(values)
        if value is not None
    )


def within(value: float | None) -> float | None:
    """Cut an end of an interval to the scale: no index is below 0 or above 100."""
    return None if value is None else min(max(value, SCALE[0]), SCALE[1])


def street_map(city: City, table: Ranking, rows: Iterable[AreaRow]) -> dict[str, Any]:
    """Return a dot for each street where it lies, and the districts' names between them."""
    points = []
    for row in rows:
        street = city.street(row.code)
        points.append(
            {
                "lat": street.label_lat,
                "lon": street.label_lon,
                "label": local(row, "name"),
                "value": row.index.number,
                "text": " ".join(filter(None, (row.index.shown, row.grade))),
                "url": url_for(
                    "public.area",
                    kind="streets",
                    code=row.code,
                    quarter=table.release.quarter,
                ),
            }
        )
    found = {"points": points, "names": _district_names(city), "digits": 2, "step": 1}
    return found | _with_reference(table.city)


def _district_names(city: City) -> list[dict[str, Any]]:
    """Return each district's name in the middle of its streets."""
    names = []
    for district in city.ranked_districts:
        inside = [
            street for street in city.streets if street.district_code == district.code
        ]
        if inside:
            names.append(
                {
                    "lat": sum(street.label_lat for street in inside) / len(inside),
                    "lon": sum(street.label_lon for street in inside) / len(inside),
                    "label": local(district, "name"),
                }
            )
    return names


def _with_reference(city: AreaRow | None) -> dict[str, Any]:
    if city is None or city.index.number is None:
        return {}
    label = f"{local(city, 'name')} {city.index.shown}"
    return {"reference": {"value": city.index.number, "label": label}}


def history(page: AreaPage) -> dict[str, Any]:
    """Return the area's line, and the city's to compare with."""
    lines = [_line(local(page.area, "name"), [(row, one) for row, one, _ in page.history])]
    if page.city is not None:
        city = [(row, whole) for row, _, whole in page.history]
        lines.append(_line(local(page.city, "name"), city))
    return {"series": lines, "digits": 2}


def _line(label: str, points: Sequence[tuple[Any, Figure]]) -> dict[str, Any]:
    return {
        "label": label,
        "points": [
            {
                "quarter": release.quarter,
                "value": one.number,
                "lo": within(one.low),
                "hi": within(one.high),
            }
            for release, one in points
        ],
    }


def venues(city: City, lines: Iterable[VenueLine]) -> dict[str, Any]:
    """Return a dot for each venue type, its interval where it has one, and the city's mark."""
    rows = [
        {
            "label": local(city.venue(line.venue), "name"),
            "value": line.here.number,
            "lo": within(line.low),
            "hi": within(line.high),
            "beside": line.city.number,
        }
        for line in lines
        if line.here.number is not None
    ]
    return {"rows": rows, "digits": 2}


def lost(city: City, items: Sequence[LostItem], locked: str) -> dict[str, Any]:
    """Return the costliest indicators as bars, with the city's loss as a mark."""
    rows = [
        {
            "label": f"{item_name(item, locked)} · {local(city.venue(item.venue), 'name')}",
            "value": round(item.points, 4),
            "beside": item.elsewhere[-1] if item.elsewhere else None,
        }
        for item in items[:SHOWN_ITEMS]
    ]
    return {"rows": rows, "digits": 2}


def item_name(item: LostItem, locked: str) -> str:
    """Return an indicator's name; `locked` where the place could not be judged."""
    return locked if item.item == FOUND_LOCKED else local(item, "name")
