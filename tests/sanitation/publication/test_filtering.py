"""Choosing lines: what is empty comes last, and nothing is lost on the way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sanitation.publication.filtering import Order, Show, Wanted, chosen, line_of
from sanitation.publication.values import NOTHING, AreaRow, Figure

VALUES = st.none() | st.floats(0, 100)


def figure(number: float | None, **facts: object) -> Figure:
    return replace(NOTHING, number=number, **facts)


def area(code: str, index: float | None, before: float | None, n: int) -> AreaRow:
    now = figure(index, rank=None if index is None else 1, n=n)
    return AreaRow(
        *(code, code, code, "d1" if n % 2 else "d2", now, figure(index), figure(before)),
        *("A" if n % 3 else "B", {"clean": figure(before)}, {}, NOTHING, NOTHING),
        *(figure(before), 0),
    )


AREAS = st.lists(st.tuples(VALUES, VALUES, st.integers(0, 60)), max_size=8).map(
    lambda rows: [area(f"{k:02}", *row) for k, row in enumerate(rows)]
)


@given(AREAS, st.sampled_from(Order), st.booleans())
def test_every_order_keeps_every_line_and_puts_the_empty_ones_last(areas, order, upward):
    wanted = Wanted(sub="clean", order=order, upward=upward)
    lines = [line_of(one, {}, wanted, revised=False) for one in areas]
    found = chosen(lines, wanted)

    assert sorted(line.area.code for line in found) == [one.code for one in areas]
    if order is Order.SITE_INDEX:
        numbers = [line.area.site_index.number for line in found]
        known = [number for number in numbers if number is not None]
        assert numbers[: len(known)] == known
        assert known == sorted(known, reverse=not upward)


@given(AREAS)
def test_conditions_only_take_lines_away_and_together_take_more(areas):
    def codes(**asked):
        wanted = Wanted(**asked)
        lines = [line_of(one, {}, wanted, revised=False) for one in areas]
        return {line.area.code for line in chosen(lines, wanted)}

    here, graded = codes(district="d1"), codes(grade="A")
    assert codes(district="d1", grade="A") == here & graded
    rose, fell = codes(show=Show.ROSE), codes(show=Show.FELL)
    assert not rose & fell
    assert rose | fell <= codes()


def test_a_change_is_sure_only_where_its_interval_leaves_zero_out():
    base = area("01", 90.0, 80.0, 40)
    wanted = Wanted(show=Show.SURE)
    for low, high, sure in [(0.1, 2.0, True), (-2.0, -0.1, True), (-1.0, 1.0, False)]:
        one = replace(base, progress=figure(1.0, low=low, high=high))
        line = line_of(one, {}, wanted, revised=False)
        assert bool(chosen([line], wanted)) is sure
    assert not chosen([line_of(base, {}, wanted, revised=False)], wanted)


def test_a_venue_type_an_area_has_no_site_of_is_not_applicable():
    line = line_of(area("01", 90.0, 80.0, 40), {}, Wanted(venue="V03"), revised=False)

    assert line.asked is not None
    assert line.asked.empty_because == "na"
