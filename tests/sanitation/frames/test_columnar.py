"""A first frame in columns is the frame of the plain rules, byte for byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical, writing
from sampling.columns import columns_of
from sampling.framing import ascending
from sampling.pps import Order
from sampling.types import FrameRow
from sanitation.errors import Code, Problem
from sanitation.frames import changes, columnar, rules
from sanitation.frames.choices import Asked, CityValues, chosen

STREETS, VENUES = ("S01", "S02"), ("V01", "V02")
CITY = CityValues(per_street=16, minimum=2, max_share=8, cool_off=3)
WEIGHTS = {"V01": 3, "V02": 1}
PLACES = st.tuples(
    st.sampled_from(STREETS),
    st.sampled_from(VENUES),
    st.integers(-9, 9),
    st.integers(-9, 9),
)


def rows_of(places):
    return [
        FrameRow(f"P{number * 7919 % 10007:05d}", street, venue, "", 1 + number % 5, x, y)
        for number, (street, venue, x, y) in enumerate(places)
    ]


def outcome(work):
    try:
        return work()
    except Problem as refused:
        return f"{refused.code} {refused.facts}"


@given(
    st.lists(PLACES, min_size=1, max_size=150),
    st.sampled_from([Asked(), Asked(cool_off=0, minimum=4), Asked(total=40)]),
)
def test_bytes_sizes_and_choices_are_those_of_the_rules(places, asked):
    rows, choices = rows_of(places), chosen(asked, CITY, STREETS, VENUES)
    given = ("2026Q1", choices, WEIGHTS, {})
    plain = outcome(lambda: rules.freeze(rows, *given, None))
    found = outcome(lambda: columnar.freeze(ascending(columns_of(rows)), *given))
    if isinstance(plain, str):
        assert found == plain
        return
    assert writing.frame_bytes(found.columns) == canonical.frame_bytes(plain.rows)
    assert found.take_per_cell == plain.take_per_cell
    assert (found.rule, found.allocation) == (plain.rule, plain.allocation)
    assert columnar.all_added(found.columns) == changes.difference((), plain.rows)


def test_a_stratum_drawn_by_size_is_one_cell_in_columns_too():
    rows = rows_of([("S01", "V01", n, n) for n in range(60)])
    asked = Asked(by_size=("S01-V01",), order=Order.PARETO, total=8, max_share=4)
    choices = chosen(asked, CITY, STREETS, VENUES)
    plain = rules.freeze(rows, "2026Q1", choices, WEIGHTS, {}, None)
    columns = ascending(columns_of(rows))
    found = columnar.freeze(columns, "2026Q1", choices, WEIGHTS, {})
    assert found.take_per_cell == plain.take_per_cell == {"S01-V01-C01": 8}


def test_too_few_sites_are_refused_by_name_in_columns_too():
    columns = ascending(columns_of(rows_of([("S01", "V01", 0, 0)] * 3)))
    choices = chosen(Asked(exact=True), CITY, STREETS, VENUES)
    with pytest.raises(Problem) as refused:
        columnar.freeze(columns, "2026Q1", choices, WEIGHTS, {})
    assert refused.value.code is Code.PLAN_IMPOSSIBLE
    assert refused.value.facts["street"] == "S01"
