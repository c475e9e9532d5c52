"""The days a plan speaks of: working days of the city's calendar, dates in its time zone."""

from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.errors import Code, Problem


def working_days(city: City, first: date, last: date) -> tuple[date, ...]:
    """List the working days of a window, both ends included; PLAN_IMPOSSIBLE if none."""
    calendar = load_calendar(city.calendar)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = tuple(day for day in every if calendar.is_working(day))
    if not found:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail="no working day in the window")
    return found


def working_days_from(city: City, start: date, count: int) -> tuple[date, ...]:
    """List so many working days, the first on that day or after it."""
    return tuple(islice(load_calendar(city.calendar).working_days_from(start), count))


def today(city: City, now: datetime) -> date:
    """Return the date in the city."""
    return now.astimezone(ZoneInfo(city.timezone)).date()
