"""The quarter as a value, and the days of its run."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.catalog.loader import load_city
from sanitation.catalog.quarter import Quarter
from sanitation.errors import Code, Problem
from tests.sanitation.catalog.calendars import CALENDAR

quarters = st.builds(Quarter, st.integers(1900, 2200), st.integers(1, 4))


@given(quarter=quarters)
def test_a_quarter_is_read_back_as_it_was_written(quarter):
    assert Quarter.parse(str(quarter)) == quarter


@given(quarter=quarters, steps=st.integers(-40, 40))
def test_quarters_shift_and_subtract_like_whole_numbers(quarter, steps):
    later = quarter.shifted(steps)
    assert later - quarter == steps
    assert (later > quarter) == (steps > 0)


@given(quarter=quarters)
def test_quarters_follow_each_other_without_gap(quarter):
    assert (quarter.next.first_day - quarter.last_day).days == 1
    assert Quarter.of(quarter.first_day) == Quarter.of(quarter.last_day) == quarter
    assert quarter.next.previous == quarter


@pytest.mark.parametrize("year", [2024, 2025, 2026])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_days_of_a_run_stand_in_order(year, number):
    quarter = Quarter(year, number)
    dates = quarter.dates(CALENDAR, load_city("shenzhen"))
    days = [getattr(dates, field.name) for field in fields(dates)][:-1]
    assert days == sorted(set(days))
    assert dates.plan_committed < quarter.first_day < dates.field_opens
    assert CALENDAR.working_days_between(dates.field_closes, quarter.last_day) == 12
    assert CALENDAR.working_days_between(quarter.last_day, dates.final_release) == 10


def test_the_run_of_the_third_quarter_of_2026():
    dates = Quarter(2026, 3).dates(CALENDAR, load_city("shenzhen"))
    assert dates.frame_frozen == date(2026, 6, 16)  # the Dragon Boat Festival lies between
    assert dates.plan_committed == date(2026, 6, 30)
    assert (dates.seed_fixed, dates.field_opens) == (date(2026, 7, 6), date(2026, 7, 8))
    assert dates.field_closes == date(2026, 9, 14)  # Sunday 20 September is worked
    assert dates.final_release == date(2026, 10, 20)
    assert not dates.provisional


def test_a_run_that_ends_in_an_unknown_year_is_provisional():
    assert Quarter(2026, 4).dates(CALENDAR, load_city("shenzhen")).provisional


def test_labels_are_in_both_languages():
    assert Quarter(2026, 3).label_zh == "2026年第三季度"
    assert Quarter(2026, 3).label_en == "2026 Q3"


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "2026q1", "Q12026", "２０２６Q1"])
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(Problem) as refused:
        Quarter.parse(text)
    assert refused.value.code is Code.INVALID_INPUT
