"""Deadlines: laws against a slow reference, the golden cases, then single examples."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.catalog.calendar import DayKind
from sanitation.catalog.terms import Limit, Unit
from tests.sanitation.catalog.calendars import (
    CALENDAR,
    SHANGHAI,
    instants,
    local,
    walk_days,
    walk_hours,
)

counts = st.integers(1, 12)


@given(start=instants, n=counts)
def test_working_days_equal_the_reference_that_steps_from_day_to_day(start, n):
    assert CALENDAR.add_working_days(start, n).due == walk_days(start, n)


@given(start=instants, n=counts)
def test_working_hours_equal_the_reference_that_counts_minutes(start, n):
    assert CALENDAR.add_working_hours(start, n).due == walk_hours(start, n)


@given(start=instants, first=counts, second=counts)
def test_deadlines_chain(start, first, second):
    for add in (CALENDAR.add_working_days, CALENDAR.add_working_hours):
        assert add(add(start, first).due, second).due == add(start, first + second).due


@given(start=instants, n=counts)
def test_the_time_worked_until_a_deadline_is_the_limit(start, n):
    due = CALENDAR.add_working_hours(start, n).due
    assert CALENDAR.worked(start, due) == timedelta(hours=n)


@given(start=instants, n=counts)
def test_the_days_between_issue_and_deadline_are_the_limit(start, n):
    deadline = CALENDAR.add_working_days(start, n)
    issued = CALENDAR.opening(start).astimezone(SHANGHAI).date()
    due = deadline.due.astimezone(SHANGHAI).date()
    assert CALENDAR.working_days_between(issued, due) == n
    assert CALENDAR.is_working(due)


@given(day=st.dates(date(2024, 2, 1), date(2026, 11, 30)), n=counts)
def test_going_back_and_forth_over_working_days_returns(day, n):
    there = CALENDAR.working_day_after(day, n)
    back = CALENDAR.working_day_before(there, n)
    assert back <= day
    assert CALENDAR.working_days_between(back, day) == 0


@given(start=instants, n=counts, unit=st.sampled_from(list(Unit)))
def test_all_warnings_but_the_last_wait_for_working_hours(start, n, unit):
    deadline = CALENDAR.deadline(start, Limit(n, unit))
    *early, last = CALENDAR.warnings_at(deadline)
    assert (last.percent, last.at) == (100, deadline.due)
    for reminder in early:
        assert deadline.start <= reminder.at < deadline.due
        assert CALENDAR.opening(reminder.at) == reminder.at


@pytest.mark.parametrize(
    ("issued", "n", "due", "provisional"),
    [
        (local(2026, 2, 12, 10), 3, local(2026, 2, 24, 18), False),
        (local(2026, 5, 8, 10), 1, local(2026, 5, 9, 18), False),
        (local(2026, 9, 18, 10), 3, local(2026, 9, 22, 18), False),
        (local(2026, 9, 30, 10), 5, local(2026, 10, 13, 18), False),
        (local(2026, 12, 28, 10), 3, local(2026, 12, 31, 18), False),
        (local(2026, 12, 28, 10), 7, local(2027, 1, 6, 18), True),
    ],
)
def test_golden_deadlines(issued, n, due, provisional):
    deadline = CALENDAR.add_working_days(issued, n)
    assert (deadline.due, deadline.provisional) == (due, provisional)
    assert deadline.calendar_version == CALENDAR.version
    assert deadline.rule == f"{n} working_days"


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (local(2026, 7, 1, 11, 30), 1, local(2026, 7, 1, 14, 30)),  # over the noon break
        (local(2026, 7, 1, 11), 1, local(2026, 7, 1, 12)),  # up to it, not past it
        (local(2026, 7, 1, 12, 30), 1, local(2026, 7, 1, 15)),  # issued in it
        (local(2026, 7, 3, 17), 4, local(2026, 7, 6, 12)),  # over a weekend
        (local(2026, 5, 8, 17), 4, local(2026, 5, 9, 12)),  # into a make-up Saturday
    ],
)
def test_working_hours_stop_at_noon_and_overnight(start, hours, due):
    assert CALENDAR.add_working_hours(start, hours).due == due


def test_natural_hours_run_through_nights_and_holidays():
    deadline = CALENDAR.add_natural_hours(local(2026, 9, 30, 23), 24)
    assert deadline.due == local(2026, 10, 1, 23)
    assert not deadline.provisional


def test_no_early_warning_is_sent_at_midnight():
    deadline = CALENDAR.add_natural_hours(local(2026, 7, 1, 20), 24)
    times = [reminder.at for reminder in CALENDAR.warnings_at(deadline)]
    assert times == [local(2026, 7, 2, 9), local(2026, 7, 2, 15, 12), local(2026, 7, 2, 20)]


def test_an_urgent_limit_that_ends_at_night_is_told_once():
    deadline = CALENDAR.add_natural_hours(local(2026, 7, 1, 22), 2)
    assert [reminder.percent for reminder in CALENDAR.warnings_at(deadline)] == [100]


def test_the_make_up_days_of_2026_are_the_notice_s():
    days = sorted(
        day for day, found in CALENDAR.days.items() if found.kind is DayKind.MAKE_UP
    )
    assert [f"{day:%m-%d}" for day in days if day.year == 2026] == [
        *("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    ]


@pytest.mark.parametrize(
    ("year", "working"),
    # Counted from two independent libraries that agree on every day of these years.
    [(2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_a_year(year, working):
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == (
        working
    )


def test_what_is_not_yet_in_a_notice_follows_the_weekday_and_says_so():
    assert CALENDAR.known_until == date(2026, 12, 31)
    assert CALENDAR.kind(date(2027, 1, 1)) is DayKind.WORK
    assert not CALENDAR.is_known(date(2027, 1, 1))


def test_the_alarm_for_the_next_year_begins_in_november():
    assert CALENDAR.missing_year(date(2026, 10, 31)) is None
    assert CALENDAR.missing_year(date(2026, 11, 1)) == 2027
    assert CALENDAR.missing_year(date(2027, 3, 1)) == 2027


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.add_working_days(local(2026, 7, 1, 9), 0)
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_hours(datetime(2026, 7, 1, 9), 1)  # noqa: DTZ001
