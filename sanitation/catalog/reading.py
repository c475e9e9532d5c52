"""From the rows of a city's files to places and defaults."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sanitation.catalog.city import City
from sanitation.catalog.defaults import Default, Value
from sanitation.catalog.files import Faults, Row, csv_rows, toml_root
from sanitation.catalog.keys import REQUIRED
from sanitation.catalog.places import (
    E7,
    Bounds,
    District,
    Projection,
    Street,
    Zone,
    street_spellings,
)

DISTRICT = ("order", "code", "statutory_code", "name_zh", "name_en", "ranked", "aliases")
STREET = (
    *("code", "district", "name_zh", "name_en", "urban_village"),
    *("label_lon", "label_lat", "aliases"),
)
ZONE = ("code", "name_zh", "name_en")


def texts(row: Row, key: str) -> tuple[str, ...]:
    """Return a list of texts; empty where the key is absent."""
    value = row.cells.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        row.refuse(key, 'write a list of texts such as ["街道"]')
        return ()
    return tuple(value)


def timezone(head: Row) -> str:
    """Return the name of a known time zone."""
    name = head.text("timezone")
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        head.refuse("timezone", "write a name such as Asia/Shanghai")
    return name


def projection(row: Row) -> Projection:
    """Return the projection; metres per degree are whole and above 0."""
    east, north = row.whole("metres_per_degree_lon"), row.whole("metres_per_degree_lat")
    if not 0 < east <= 111_700:
        row.refuse("metres_per_degree_lon", "about 111320 times the cosine of the latitude")
    if not 110_000 < north < 112_000:
        row.refuse("metres_per_degree_lat", "write about 110900")
    lon, lat = row.degrees("origin_lon"), row.degrees("origin_lat")
    return Projection(round(lon * E7), round(lat * E7), east, north)


def bounds(row: Row) -> Bounds:
    """Return the box; west of east and south of north."""
    box = Bounds(*(round(row.degrees(k) * E7) for k in ("west", "south", "east", "north")))
    if box.west_e7 >= box.east_e7 or box.south_e7 >= box.north_e7:
        row.refuse("west", "west must be less than east, south less than north")
    return box


def zones(faults: Faults) -> tuple[Zone, ...]:
    """Return the code entries that are no streets; the file may be left out."""
    if not (faults.folder / "zones.csv").exists():
        return ()
    rows = csv_rows(faults, "zones.csv", ZONE)
    return tuple(
        Zone(row.text("code"), row.text("name_zh"), row.text("name_en")) for row in rows
    )


def districts(faults: Faults) -> tuple[District, ...]:
    """Return the districts in their printed order."""
    rows = csv_rows(faults, "districts.csv", DISTRICT)
    unique(rows, "code")
    found = [
        District(
            code=row.text("code"),
            name_zh=row.text("name_zh"),
            name_en=row.text("name_en"),
            ranked=row.yes("ranked"),
            statutory_code=row.text("statutory_code", optional=True) or None,
            order=row.whole("order"),
            aliases=row.several("aliases"),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda district: district.order))


def streets(
    faults: Faults, districts: Iterable[District], zones: Iterable[Zone]
) -> tuple[Street, ...]:
    """Return the streets by code; a zone among them or a foreign district is refused."""
    rows = csv_rows(faults, "streets.csv", STREET)
    unique(rows, "code")
    places = {district.code for district in districts}
    not_streets = {zone.code for zone in zones} | {zone.name_zh for zone in zones}
    for row in rows:
        if not_streets & {row.cells["code"], row.cells["name_zh"]}:
            row.refuse("code", "take this row out: a statistical zone is not a street")
        if row.cells["district"] not in places:
            row.refuse("district", "write a code of districts.csv")
    return tuple(sorted(map(_street, rows), key=lambda street: street.code))


def _street(row: Row) -> Street:
    return Street(
        code=row.text("code"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        district_code=row.text("district"),
        has_urban_village=row.yes("urban_village"),
        label_lon=float(row.degrees("label_lon")),
        label_lat=float(row.degrees("label_lat")),
        aliases=row.several("aliases"),
    )


def defaults(faults: Faults) -> tuple[Default, ...]:
    """Return every dated default; a key the product reads may not be absent."""
    rows = list(toml_root(faults, "defaults.toml").tables("default"))
    found = tuple(_default(row) for row in rows)
    for row, default in zip(rows, found, strict=True):
        unit = REQUIRED.get(default.key)
        if unit is not None and default.unit not in unit.split("|"):
            row.refuse("unit", f"{default.key} is counted in {unit}")
    for key in sorted(REQUIRED.keys() - {default.key for default in found}):
        faults.add("defaults.toml", "", key, "", f'add a [[default]] with key = "{key}"')
    return found


def _default(row: Row) -> Default:
    value = row.cells.get("value")
    if not isinstance(value, int | str):
        row.refuse("value", 'write a whole number, a text, true or false; 0.5 as "0.5"')
        value = ""
    kept: Value = value
    return Default(
        key=row.text("key"),
        value=kept,
        unit=row.text("unit"),
        label=row.text("label"),
        valid_from=row.day("valid_from"),
        valid_to=_last_day(row),
        version=row.whole("version"),
        source=row.text("source"),
        note_zh=row.text("note_zh", optional=True),
        note_en=row.text("note_en", optional=True),
    )


def _last_day(row: Row) -> date | None:
    return row.day("valid_to") if "valid_to" in row.cells else None


def unique(rows: Iterable[Row], key: str) -> None:
    """Refuse a code that an earlier row of the file has."""
    seen: set[str] = set()
    for row in rows:
        if row.cells[key] in seen:
            row.refuse(key, "each code stands once")
        seen.add(row.cells[key])


def check_names(faults: Faults, city: City) -> None:
    """Refuse a spelling that would name two streets."""
    owners: dict[str, str] = {}
    for street in city.streets:
        for name in sorted(street_spellings(street, city.street_suffixes)):
            other = owners.setdefault(name, street.code)
            if other != street.code:
                remedy = f"also names {other}: give each street its own spellings"
                faults.add("streets.csv", "", street.code, name, remedy)
