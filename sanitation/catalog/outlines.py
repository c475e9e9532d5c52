"""Where a street lies, as far as the city's files tell: an outline, or else a label point.

outlines.csv is optional: one row a street, its outline as WKT (POLYGON or MULTIPOLYGON,
degrees of WGS 84, longitude first). No city's official outlines come with the product.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import shapely

from sanitation.catalog.files import Faults, csv_rows
from sanitation.catalog.places import E7, Projection, Street

FILE = "outlines.csv"
COLUMNS = ("street", "outline")
# Product defaults, for streets without an outline: label points are approximate, so only
# a place that is far from its own and by far nearer to another's is taken for a mistake.
FAR_M, TIMES_NEARER = 10_000, 3


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of the streets that have one; each is prepared for many questions."""

    shapes: Mapping[str, shapely.Geometry] = field(default_factory=dict)

    def holds(self, code: str, lon_e7: int, lat_e7: int) -> bool | None:
        """Tell whether a point lies in a street, its edge included; None: no outline."""
        shape = self.shapes.get(code)
        if shape is None:
            return None
        return bool(shapely.intersects_xy(shape, lon_e7 / E7, lat_e7 / E7))


def elsewhere(
    street: Street,
    streets: Sequence[Street],
    projection: Projection,
    point: tuple[int, int],
) -> bool:
    """Tell whether a point (e7) is so far from its street that it must be another's."""
    x, y = projection.to_metres(*point)

    def squared_m(other: Street) -> int:
        there_x, there_y = projection.to_metres(*other.label_e7)
        return (x - there_x) ** 2 + (y - there_y) ** 2

    own = squared_m(street)
    if own <= FAR_M**2:
        return False
    return min(map(squared_m, streets)) * TIMES_NEARER**2 < own


def outlines(faults: Faults, streets: Sequence[Street]) -> Outlines:
    """Return the outlines of the city's folder; none where it has no outlines.csv."""
    if not (faults.folder / FILE).is_file():
        return Outlines()
    known, found = {street.code for street in streets}, {}
    for row in csv_rows(faults, FILE, COLUMNS):
        code, text = row.cells["street"], row.cells["outline"]
        if code not in known or code in found:
            row.refuse("street", "write each code of streets.csv once at most")
            continue
        shape = shapely.from_wkt(text, on_invalid="ignore")
        if shape is None or not shape.is_valid or not shape.area:
            row.refuse(
                "outline", "write a POLYGON or MULTIPOLYGON that does not cross itself"
            )
            continue
        shapely.prepare(shape)
        found[code] = shape
    return Outlines(MappingProxyType(found))
