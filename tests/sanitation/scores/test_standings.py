"""How sure ranks are, as the pages show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.errors import Code, Problem
from sanitation.scores.models import ScoreValue
from sanitation.scores.standings import standings


def table(drawn):
    """Figures of areas (value, standard error), ranked by value."""
    order = sorted(range(len(drawn)), key=lambda k: -drawn[k][0])
    ranks = {k: 1 + sum(drawn[j][0] > drawn[k][0] for j in order) for k in order}
    return {
        f"A{k:02d}": {
            "index": ScoreValue(
                area=f"A{k:02d}",
                number=value,
                shown=f"{value:.2f}",
                standard_error=error,
                rank=ranks[k],
            )
        }
        for k, (value, error) in enumerate(drawn)
    }


figures = st.lists(st.tuples(st.floats(80, 99), st.floats(0.2, 3)), min_size=2, max_size=12)


@given(figures)
def test_who_is_ranked_higher_is_the_likelier_to_be_above(drawn):
    made = standings(table(drawn), "index")

    assert [one.rank for one in made.areas] == sorted(one.rank for one in made.areas)
    for one in made.areas[:-1]:
        assert one.above_next >= 0.5 - 1e-12
    assert made.areas[-1].above_next is None


@given(figures)
def test_the_ranks_left_open_alone_hold_the_likeliest_one(drawn):
    made = standings(table(drawn), "index")

    for one in made.areas:
        assert 1 <= one.alone_low <= one.alone_high <= made.ranked


def test_the_chance_of_one_area_over_another_is_told_and_its_opposite():
    made = standings(table([(90.0, 1.0), (89.0, 1.0), (70.0, 1.0)]), "index")

    assert made.chance("A00", "A01") == pytest.approx(0.7602, abs=1e-4)
    assert made.chance("A01", "A00") == pytest.approx(1 - made.chance("A00", "A01"))
    assert made.chance("A00", "A02") > 0.999
    with pytest.raises(Problem) as refused:
        made.chance("A00", "A99")
    assert refused.value.code is Code.NOT_FOUND


def test_a_printed_table_has_ranks_and_no_chances():
    made = standings(table([(90.0, None), (89.0, None)]), "index")

    assert [(one.rank, one.alone_low, one.above_next) for one in made.areas] == [
        (1, None, None),
        (2, None, None),
    ]


def test_a_level_without_ranks_has_no_standings():
    assert standings({}, "index").ranked == 0
