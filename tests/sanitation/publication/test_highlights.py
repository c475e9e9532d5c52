"""What stands out in a ranking is only picked from it: nothing is counted twice or lost."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sanitation.publication.highlights import MOST, highlights
from sanitation.publication.values import NOTHING, AreaRow, Figure

GRADES = ("A", "B", "C")
values = st.none() | st.floats(0, 100)


def figure(number: float | None) -> Figure:
    return replace(NOTHING, number=number, shown=None if number is None else str(number))


@st.composite
def areas(draw) -> list[AreaRow]:
    """Draw a ranking; codes differ, values may be missing, equal, or all the same."""
    return [
        AreaRow(
            code=f"S{number:02}",
            name_zh="街道",
            name_en="street",
            district="D",
            index=figure(draw(values)),
            site_index=NOTHING,
            satisfaction=NOTHING,
            grade=draw(st.sampled_from(("", *GRADES))),
            subs={"clean": figure(draw(values))},
            lost={},
            village=NOTHING,
            progress=NOTHING,
            before=figure(draw(values)),
            under_appeal=0,
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@given(areas())
def test_the_counts_of_grades_add_up_to_the_areas_and_none_is_left_out(rows):
    counts = highlights(rows, GRADES, ()).grades

    assert sum(one.areas for one in counts) == len(rows)
    assert [one.grade for one in counts][: len(GRADES)] == list(GRADES)


@given(areas())
def test_nobody_outside_a_list_changed_more_than_anybody_in_it(rows):
    picks = highlights(rows, GRADES, ())
    for sign, picked in ((1, picks.risers), (-1, picks.fallers)):
        moved = [sign * row.change for row in rows if row.change is not None]
        wanted = sorted((one for one in moved if one > 0), reverse=True)[:MOST]
        assert [sign * row.change for row in picked] == wanted


@given(areas())
def test_the_last_are_the_lowest_known_values(rows):
    known = sorted(row.index.number for row in rows if row.index.number is not None)

    assert [row.index.number for row in highlights(rows, GRADES, ()).last] == known[:MOST]


@given(areas())
def test_all_who_share_first_place_of_a_sub_index_are_named(rows):
    known = [row for row in rows if row.subs["clean"].number is not None]
    leaders = dict(highlights(rows, GRADES, ("clean", "tidy")).leaders)

    assert "tidy" not in leaders
    assert bool(known) == bool(leaders)
    if known:
        best = max(row.subs["clean"].number for row in known)
        wanted = [row.code for row in known if row.subs["clean"].number == best]
        assert [row.code for row in leaders["clean"]] == wanted
