"""A published table: what is wrong in form is refused by row and column, what is wrong in
arithmetic is kept as printed and marked."""

import pytest

from sanitation.accounts.rules import Actor, Level, Role, Scope
from sanitation.errors import Code, Problem
from sanitation.scores import queries
from tests.world import small_world, stored

OFFICE = Actor(1, "a", "A", frozenset({Role.OFFICE}), Scope(Level.CITY))
HEAD = "level,code,index,site_index,satisfaction,grade,rank"


@pytest.fixture
def services():
    with small_world() as made:
        yield made


def lay(services, *lines):
    data = "\n".join([HEAD, *lines, ""]).encode()
    return services.scores.import_table(OFFICE, "2026Q1", data, "as printed")


def street(services, number=0):
    return services.city.streets[number].code


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("street,000,90,90,90,A,1", "code"),
        ("village,{0},90,90,90,A,1", "level"),
        ("street,{0},100.01,90,90,A,1", "index"),
        ("street,{0},90,-1,90,A,1", "site_index"),
        ("street,{0},90,90,NaN,A,1", "satisfaction"),
        ("street,{0},90,90,90,A,first", "rank"),
        ("street,{1},90,90,90,A,2", "code"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_by_row_and_column(services, line, column):
    codes = street(services), street(services, 1)

    with pytest.raises(Problem) as refused:
        lay(services, "street,{1},90,90,90,A,1".format(*codes), line.format(*codes))

    assert refused.value.code is Code.IMPORT_REFUSED
    faults = refused.value.rows
    assert [(fault["row"], fault["column"]) for fault in faults] == [("3", column)]
    with stored(services) as session:
        assert not queries.runs(session)


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("90.50,90.00,95.00,A,1", ()),  # 0.9 x 90 + 0.1 x 95
        ("90.51,90.00,95.00,A,1", ()),  # within a unit of the last place: rounded in print
        ("90.52,90.00,95.00,A,1", ("parts_differ",)),
        ("95.00,90.00,,A,1", ()),  # a part that is not printed contradicts nothing
        (",90.00,95.00,A,1", ()),
    ],
)
def test_an_index_that_contradicts_its_parts_is_kept_and_marked(services, line, marks):
    ref = lay(services, f"street,{street(services)},{line}")

    found = services.scores.marked(OFFICE, ref)

    assert tuple(flag for *_, flag in found) == marks
    assert all(shown == line.split(",")[0] for _, _, shown, _ in found)


def test_ranks_that_contradict_the_figures_are_marked_and_equal_print_is_not(services):
    figures = (("91.00", 1), ("90.00", 3), ("90.50", 4), ("90.00", 2))
    codes = [street(services, number) for number in range(4)]
    rows = zip(codes, figures, strict=True)
    ref = lay(
        services, *(f"street,{code},{index},,,,{rank}" for code, (index, rank) in rows)
    )

    found = services.scores.marked(OFFICE, ref)

    # ranks 2 and 3, both printed 90.00, stand before 90.50; alike they contradict nothing
    assert {area for _, area, _, flag in found if flag == "rank_reversed"} == {
        codes[1],
        codes[3],
    }
