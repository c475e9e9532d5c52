"""From a calendar's two files to a `WorkCalendar`."""

from datetime import date, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sanitation.catalog import reading
from sanitation.catalog.calendar import Day, DayKind, WorkCalendar
from sanitation.catalog.files import Faults, Row, csv_rows, toml_root

DAY = ("date", "kind", "name_zh", "name_en", "source", "version")


def work_calendar(faults: Faults, name: str) -> WorkCalendar:
    """Return the calendar of this name in the folder; what is wrong is noted in faults."""
    head = toml_root(faults, f"{name}.toml")
    zone = reading.timezone(head)
    years = _years(head)
    hours = tuple(_part(head, part) for part in reading.texts(head, "hours"))
    bounds = [end for part in hours for end in part]
    if not hours or bounds != sorted(set(bounds)):
        head.refuse("hours", 'write parts in order, such as ["09:00-12:00", "14:00-18:00"]')
    faults.raise_if_any()
    rows = csv_rows(faults, f"{name}.csv", DAY)
    reading.unique(rows, "date")
    return WorkCalendar(
        version=head.text("version"),
        zone=ZoneInfo(zone),
        years=years,
        days=MappingProxyType(dict(_day(row, years) for row in rows)),
        hours=hours,
    )


def _years(head: Row) -> frozenset[int]:
    value = head.cells.get("years")
    if isinstance(value, list) and value and all(isinstance(year, int) for year in value):
        return frozenset(value)
    head.refuse("years", "list the years whose notice is entered, such as [2025, 2026]")
    return frozenset()


def _part(head: Row, text: str) -> tuple[time, time]:
    opens, _, closes = text.partition("-")
    try:
        return time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        head.refuse("hours", "write each part as 09:00-12:00")
        return time.min, time.max


def _day(row: Row, years: frozenset[int]) -> tuple[date, Day]:
    day = row.day("date")
    kind = row.text("kind")
    if kind not in set(DayKind):
        row.refuse("kind", f"write one of {', '.join(DayKind)}")
        kind = DayKind.REST
    if kind == DayKind.MAKE_UP and day.weekday() < 5:
        row.refuse("kind", "a make-up day falls on a weekend")
    if day.year not in years:
        row.refuse("date", "add the year to years once all of its days are entered")
    return day, Day(
        DayKind(kind), row.text("name_zh"), row.text("name_en"), row.text("source")
    )
