"""People are drawn by ticket, teams are dealt in turn, and packages keep cells whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import teams
from sampling.types import FrameRow, People, Person, SamplingError
from tests.sampling import examples
from tests.sampling.examples import SEED

frames = examples.frames().filter(
    lambda made: all(take >= 1 for take in made[1]["take_per_cell"].values())
)


def roster(count, **more):
    return [Person(f"A{n:02d}", "assessor", 100 * n, 7, **more) for n in range(count)]


@given(st.integers(0, 12), st.integers(0, 12))
def test_people_are_drawn_by_ticket_and_the_rest_are_reserves(able, unable):
    people = roster(able + unable)
    people = [replace(one, eligible=n < able) for n, one in enumerate(people)]
    wanted = able // 2
    (group,) = teams.draw_people(people, {"assessor": wanted}, SEED, "2026Q1")
    assert len(group.drawn) == wanted
    both = group.drawn + group.reserves
    assert {one.id for one in both} == {one.id for one in people if one.eligible}


def test_too_few_people_are_refused_by_role():
    with pytest.raises(SamplingError, match="role assessor: got 3 eligible, wanted 4"):
        teams.draw_people(roster(3), {"assessor": 4}, SEED, "2026Q1")


def test_people_can_be_drawn_within_an_organisation():
    people = roster(4, organisation="A") + [
        replace(one, id=f"B{one.id}", organisation="B") for one in roster(4)
    ]
    groups = teams.draw_people(people, {"assessor/A": 2, "assessor/B": 1}, SEED, "2026Q1")
    assert [{one.organisation for one in group.drawn} for group in groups] == [{"A"}, {"B"}]


@given(st.integers(1, 5), st.integers(1, 3))
def test_teams_are_dealt_in_turn(count, each):
    people = tuple(roster(count * each))
    dealt = teams.deal_teams([People("assessor", people, ())], count)
    assert [team.code for team in dealt] == [f"T{n:02d}" for n in range(1, count + 1)]
    for place, team in enumerate(dealt):
        assert team.members == tuple(one.id for one in people[place::count])


def test_a_conflict_sends_a_person_to_the_next_team():
    first, second, third, fourth = roster(4)
    third = replace(third, conflicts=frozenset({first.id}))
    dealt = teams.deal_teams([People("assessor", (first, second, third, fourth), ())], 2)
    assert [team.members for team in dealt] == [("A00", "A03"), ("A01", "A02")]


def test_who_fits_nowhere_gives_way_to_the_next_reserve():
    lead, foe, reserve = roster(3)
    foe = replace(foe, conflicts=frozenset({lead.id}))
    groups = [People("lead", (lead,), ()), People("second", (foe,), (reserve,))]
    assert teams.deal_teams(groups, 1)[0].members == ("A00", "A02")
    with pytest.raises(SamplingError, match="reserves have run out"):
        teams.deal_teams([groups[0], replace(groups[1], reserves=())], 1)


def test_a_team_lives_at_the_floor_of_the_mean_and_bears_all_bars():
    one = Person("A", "assessor", -1, 0, frozenset({"S01"}))
    two = Person("B", "assessor", 0, 5, frozenset({"S02"}))
    (team,) = teams.deal_teams([People("assessor", (one, two), ())], 1)
    assert (team.home_x, team.home_y, team.barred) == (-1, 2, {"S01", "S02"})


@given(frames, st.integers(1, 9))
def test_packages_hold_every_cell_once_in_one_street(made, size):
    rows, takes = made[0], made[1]["take_per_cell"]
    made_packages = teams.packages(rows, takes, size)
    cells = [cell for one in made_packages for cell in one.cells]
    assert sorted(cells) == sorted(takes)
    for one in made_packages:
        assert one.id.startswith(f"{one.street}-P")
        assert one.sites == sum(takes[cell] for cell in one.cells)
        assert one.sites <= size or len(one.cells) == 1


def test_a_unit_lies_in_one_street():
    rows = [
        FrameRow("A", "S01", "V01", "S01-V01-C01", 1, 0, 0),
        FrameRow("B", "S02", "V01", "S02-V01-C01", 1, 0, 0),
    ]
    takes = {"S01-V01-C01": 1, "S02-V01-C01": 1}
    with pytest.raises(SamplingError, match="unit U1: wanted cells of one street"):
        teams.packages(rows, takes, 8, {"U1": list(takes)})


def test_a_unit_that_names_no_cell_of_the_frame_is_refused():
    rows = [FrameRow("A", "S01", "V01", "S01-V01-C01", 1, 0, 0)]
    with pytest.raises(SamplingError, match="unit U1: S01-V01-C02 is no cell"):
        teams.packages(rows, {"S01-V01-C01": 1}, 8, {"U1": ["S01-V01-C02"]})


def test_a_team_without_people_is_refused():
    with pytest.raises(SamplingError, match="T02: got a team without people"):
        teams.deal_teams([People("assessor", tuple(roster(1)), ())], 2)


def test_a_role_and_a_part_of_it_cannot_both_be_asked_for():
    wanted = {"assessor": 1, "assessor/A": 1}
    with pytest.raises(SamplingError, match="role assessor/A"):
        teams.draw_people(roster(4, organisation="A"), wanted, SEED, "2026Q1")
