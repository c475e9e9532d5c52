"""The slow, obvious reading of the deadline rules, and the days to try them on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sanitation.catalog.loader import load_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar("cn")
MINUTE = timedelta(minutes=1)


def local(*parts):
    """Return a time in Shanghai."""
    return datetime(*parts, tzinfo=SHANGHAI)


# Whole minutes, so that the reference can walk them one by one.
instants = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: local(2024, 1, 1) + n * MINUTE)


def open_minute(instant):
    """Tell whether the offices are open in the minute that begins here."""
    clock = instant.astimezone(SHANGHAI)
    worked = CALENDAR.is_working(clock.date())
    return worked and (9 <= clock.hour < 12 or 14 <= clock.hour < 18)


def walk_hours(start, hours):
    """Count open minutes one by one and return when the last has passed."""
    left, now = hours * 60, start
    while left:
        left -= open_minute(now)
        now += MINUTE
    return now.astimezone(UTC)


def walk_days(start, days):
    """Find the day of issue, then step from day to day; due at 18:00."""
    now = start.astimezone(SHANGHAI)
    closing = now.replace(hour=18, minute=0)
    day = now.date()
    if not CALENDAR.is_working(day) or now > closing:
        day += timedelta(days=1)
        while not CALENDAR.is_working(day):
            day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= CALENDAR.is_working(day)
    return local(day.year, day.month, day.day, 18).astimezone(UTC)
