"""Reads a city's folder into a `City`; whatever is wrong there is told all at once."""

import hashlib
from functools import cache
from pathlib import Path

from sanitation.catalog import days, reading, wording
from sanitation.catalog.calendar import WorkCalendar
from sanitation.catalog.city import City
from sanitation.catalog.files import Faults, Row, toml_root
from sanitation.catalog.outlines import outlines
from sanitation.errors import Code, Problem

CITIES = Path(__file__).with_name("cities")
CALENDARS = Path(__file__).with_name("calendars")


def load_city(name_or_path: str) -> City:
    """Return the city of a folder of the catalog, by name, or of any folder, by path.

    Problem INVALID_INPUT lists every fault with file, line, key and what to write.
    The answer is kept: a changed folder is read by the next process.
    """
    return _load(city_folder(name_or_path))


def city_names() -> tuple[str, ...]:
    """Return the names of the cities that come with the product."""
    return tuple(sorted(path.parent.name for path in CITIES.glob("*/city.toml")))


def city_folder(name_or_path: str) -> Path:
    """Return the folder meant; Problem INVALID_INPUT if it holds no city.toml."""
    named = name_or_path in city_names()
    folder = CITIES / name_or_path if named else Path(name_or_path).absolute()
    if not (folder / "city.toml").is_file():
        known = ", ".join(city_names())
        remedy = f"set SANITATION_CITY to one of {known}, or to a folder with city.toml"
        raise Problem(
            Code.INVALID_INPUT, key="SANITATION_CITY", got=name_or_path, remedy=remedy
        )
    return folder


def folder_digest(folder: Path) -> str:
    """Return SHA-256 over name, length and bytes of each data file, by name."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".csv", ".toml"):
            data = path.read_bytes()
            found.update(f"{path.name}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


@cache
def _load(folder: Path) -> City:
    faults = Faults(folder)
    head = toml_root(faults, "city.toml")
    zones = reading.zones(faults)
    districts = reading.districts(faults)
    history = reading.defaults(faults)
    streets = reading.streets(faults, districts, zones)
    city = City(
        code=head.text("code"),
        name_zh=head.text("name_zh"),
        name_en=head.text("name_en"),
        folder=str(folder),
        digest=folder_digest(folder),
        timezone=reading.timezone(head),
        calendar=_calendar(folder, head),
        rubric_id=head.text("rubric"),
        projection=reading.projection(head.table("projection")),
        bounds=reading.bounds(head.table("bounds")),
        street_suffixes=reading.texts(head, "street_suffixes"),
        districts=districts,
        streets=streets,
        zones=zones,
        venue_types=wording.venue_types(faults),
        industries=wording.industries(faults),
        sub_indices=wording.sub_indices(faults),
        grades=wording.grades(head),
        severities=wording.severities(faults, history),
        questions=wording.questions(faults),
        levels=wording.levels(faults),
        checklists=wording.checklists(faults),
        history=history,
        outlines=outlines(faults, streets),
    )
    reading.check_names(faults, city)
    faults.raise_if_any()
    return city


def _calendar(folder: Path, head: Row) -> str:
    """Return the shipped calendar's name, or the path of the one in the city's folder."""
    name = head.text("calendar")
    if (folder / f"{name}.toml").is_file():
        return str(folder / name)
    if not (CALENDARS / f"{name}.toml").is_file():
        head.refuse("calendar", "name a calendar of the catalog or put one in this folder")
    return name


def load_calendar(name_or_path: str) -> WorkCalendar:
    """Return a calendar of the catalog, by name, or the one at a path without its ending.

    It is two files: `<name>.toml` (version, time zone, complete years, hours) and
    `<name>.csv` (the days that differ). Problem INVALID_INPUT lists every fault.
    """
    shipped = CALENDARS / f"{name_or_path}.toml"
    path = shipped if shipped.is_file() else Path(f"{name_or_path}.toml").absolute()
    return _load_calendar(path)


@cache
def _load_calendar(path: Path) -> WorkCalendar:
    faults = Faults(path.parent)
    calendar = days.work_calendar(faults, path.stem)
    faults.raise_if_any()
    return calendar
