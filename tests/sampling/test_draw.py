"""Nobody moves a draw by order, by another row or by asking twice."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical, commitment, draw, fast, tickets
from sampling.types import FrameRow, People, Person, SamplingError, Status
from tests.sampling import examples
from tests.sampling.examples import SEED


def plan_of(facts, **more):
    return replace(canonical.parse_plan(canonical.plan_bytes(facts)), **more)


def drawable(made):
    """Frames whose cells all have someone to draw."""
    return all(take >= 1 for take in made[1]["take_per_cell"].values())


frames = examples.frames().filter(drawable)


@given(frames, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_result(made, random):
    rows, plan = made[0], plan_of(made[1])
    mixed = list(rows)
    random.shuffle(mixed)
    assert draw.draw_sites(mixed, plan, SEED) == draw.draw_sites(rows, plan, SEED)


@given(frames)
def test_the_fast_path_draws_the_same(made):
    rows, plan = made[0], plan_of(made[1])
    assert fast.draw_sites(rows, plan, SEED) == draw.draw_sites(rows, plan, SEED)


@given(frames)
def test_each_cell_gives_what_the_plan_says_and_pi_is_take_over_m(made):
    rows, plan = made[0], plan_of(made[1])
    drawn = [one for one in draw.draw_sites(rows, plan, SEED) if one.status is Status.DRAWN]
    assert Counter(one.cell for one in drawn) == plan.take_per_cell
    sizes = Counter(row.cell for row in rows if row.cell)
    assert all(
        (one.take, one.m) == (plan.take_per_cell[one.cell], sizes[one.cell])
        for one in drawn
    )
    eligible = {row.site_id for row in rows if row.eligible}
    assert {one.site_id for one in drawn} <= eligible


@given(frames, st.data())
def test_n_then_m_more_is_a_draw_of_n_plus_m(made, data):
    rows, plan = made[0], plan_of(made[1], reserves=None)
    room = Counter(row.cell for row in rows if row.eligible)
    more = {
        cell: data.draw(st.integers(0, room[cell] - take))
        for cell, take in plan.take_per_cell.items()
    }
    at_once = {cell: take + more[cell] for cell, take in plan.take_per_cell.items()}
    later = draw.draw_sites(rows, replace(plan, reserves=more), SEED)
    whole = draw.draw_sites(rows, replace(plan, take_per_cell=at_once, reserves={}), SEED)
    assert [one.site_id for one in later] == [one.site_id for one in whole]


@given(examples.sites(min_size=2), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_another_site_never_changes_a_ticket(rows, key):
    ids = [row.site_id for row in rows]
    assert tickets.tickets(key, ids)[:-1] == tickets.tickets(key, ids[:-1])
    kept = [name for name in tickets.in_order(key, ids) if name[1] != ids[-1]]
    assert kept == tickets.in_order(key, ids[:-1])


def test_equal_tickets_go_by_id():
    rows = [replace(row, cell="S01-V01-C01") for row in examples.grid(5)]
    plan = plan_of(examples.plan_for(rows, {"S01-V01-C01": 2}))
    tied = draw.rank_sites(
        rows, plan, SEED, in_order=lambda _, ids: sorted(("0" * 64, one) for one in ids)
    )
    assert [one.site_id for one in tied] == [row.site_id for row in rows]


def test_sites_in_cool_off_count_in_m_and_are_not_drawn():
    rows = [replace(row, cell="S01-V01-C01") for row in examples.grid(6)]
    rows[0] = replace(rows[0], reason="cooloff")
    drawn = draw.draw_sites(
        rows, plan_of(examples.plan_for(rows, {"S01-V01-C01": 2})), SEED
    )
    assert {one.m for one in drawn} == {6}
    assert rows[0].site_id not in {one.site_id for one in drawn}


@pytest.mark.parametrize(
    "takes", [{}, {"S01-V01-C01": 7}, {"S01-V01-C01": 1, "S01-V01-C02": 1}]
)
def test_a_plan_that_does_not_fit_its_frame_names_the_cell(takes):
    rows = [replace(row, cell="S01-V01-C01") for row in examples.grid(6)]
    plan = plan_of(examples.plan_for(rows, {"S01-V01-C01": 1}), take_per_cell=takes)
    with pytest.raises(SamplingError) as refused:
        draw.draw_sites(rows, plan, SEED)
    assert refused.value.where.startswith("cell S01-V01-C0")


def test_a_wave_has_its_own_label_and_only_its_cells():
    rows = [
        replace(row, cell=f"S01-V01-C0{1 + n % 2}")
        for n, row in enumerate(examples.grid(12))
    ]
    plan = plan_of(examples.plan_for(rows, {"S01-V01-C01": 2, "S01-V01-C02": 2}))
    wave = draw.draw_sites(rows, plan, SEED, label="2026Q1-W01", cells={"S01-V01-C02"})
    assert {one.cell for one in wave} == {"S01-V01-C02"}
    quarter = draw.draw_sites(rows, plan, SEED, cells={"S01-V01-C02"})
    assert [one.ticket for one in wave] != [one.ticket for one in quarter]


@given(st.sets(st.text("S0123", min_size=1, max_size=4), max_size=20))
def test_streets_come_in_ticket_order_each_once(streets):
    order = draw.street_order(streets, SEED, "2026Q1")
    assert sorted(order) == sorted(streets)
    key = commitment.stage_key(SEED, "streets", "2026Q1")
    found = [tickets.ticket(key, one) for one in order]
    assert found == sorted(found)


def roster(count, **more):
    return [Person(f"A{n:02d}", "assessor", 100 * n, 7, **more) for n in range(count)]


@given(st.integers(0, 12), st.integers(0, 12))
def test_people_are_drawn_by_ticket_and_the_rest_are_reserves(able, unable):
    people = roster(able + unable)
    people = [replace(one, eligible=n < able) for n, one in enumerate(people)]
    wanted = able // 2
    (group,) = draw.draw_people(people, {"assessor": wanted}, SEED, "2026Q1")
    assert len(group.drawn) == wanted
    both = group.drawn + group.reserves
    assert {one.id for one in both} == {one.id for one in people if one.eligible}


def test_too_few_people_are_refused_by_role():
    with pytest.raises(SamplingError, match="role assessor: got 3 eligible, wanted 4"):
        draw.draw_people(roster(3), {"assessor": 4}, SEED, "2026Q1")


def test_people_can_be_drawn_within_an_organisation():
    people = roster(4, organisation="A") + [
        replace(one, id=f"B{one.id}", organisation="B") for one in roster(4)
    ]
    groups = draw.draw_people(people, {"assessor/A": 2, "assessor/B": 1}, SEED, "2026Q1")
    assert [{one.organisation for one in group.drawn} for group in groups] == [{"A"}, {"B"}]


@given(st.integers(1, 5), st.integers(1, 3))
def test_teams_are_dealt_in_turn(teams, each):
    people = tuple(roster(teams * each))
    dealt = draw.deal_teams([People("assessor", people, ())], teams)
    assert [team.code for team in dealt] == [f"T{n:02d}" for n in range(1, teams + 1)]
    for place, team in enumerate(dealt):
        assert team.members == tuple(one.id for one in people[place::teams])


def test_a_conflict_sends_a_person_to_the_next_team():
    first, second, third, fourth = roster(4)
    third = replace(third, conflicts=frozenset({first.id}))
    dealt = draw.deal_teams([People("assessor", (first, second, third, fourth), ())], 2)
    assert [team.members for team in dealt] == [("A00", "A03"), ("A01", "A02")]


def test_who_fits_nowhere_gives_way_to_the_next_reserve():
    lead, foe, reserve = roster(3)
    foe = replace(foe, conflicts=frozenset({lead.id}))
    groups = [People("lead", (lead,), ()), People("second", (foe,), (reserve,))]
    assert draw.deal_teams(groups, 1)[0].members == ("A00", "A02")
    with pytest.raises(SamplingError, match="reserves have run out"):
        draw.deal_teams([groups[0], replace(groups[1], reserves=())], 1)


def test_a_team_lives_at_the_floor_of_the_mean_and_bears_all_bars():
    one = Person("A", "assessor", -1, 0, frozenset({"S01"}))
    two = Person("B", "assessor", 0, 5, frozenset({"S02"}))
    (team,) = draw.deal_teams([People("assessor", (one, two), ())], 1)
    assert (team.home_x, team.home_y, team.barred) == (-1, 2, {"S01", "S02"})


@given(frames, st.integers(1, 9))
def test_packages_hold_every_cell_once_in_one_street(made, size):
    rows, takes = made[0], made[1]["take_per_cell"]
    made_packages = draw.packages(rows, takes, size)
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
        draw.packages(rows, takes, 8, {"U1": list(takes)})


def test_a_team_without_people_is_refused():
    with pytest.raises(SamplingError, match="T02: got a team without people"):
        draw.deal_teams([People("assessor", tuple(roster(1)), ())], 2)


@given(st.sets(examples.SITE_IDS, max_size=9))
def test_stand_ins_of_a_stratum_have_an_order_of_their_own(ids):
    key = commitment.stage_key(SEED, "replace", "2026Q1")
    expected = tuple(sorted(ids, key=lambda one: (tickets.ticket(key, one), one)))
    assert draw.stand_ins(ids, SEED, "2026Q1") == expected
