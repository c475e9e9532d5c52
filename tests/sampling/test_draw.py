"""Nobody moves a draw by order, by another row or by asking twice."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical, cells, commitment, draw, fast, results, split, tickets
from sampling.types import FrameRow, SamplingError, Status
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


def rested(rows, takes, chance):
    """Let some sites rest, as many as their cells can spare."""
    spare = Counter(row.cell for row in rows if row.eligible)
    spare.subtract(takes)
    made = []
    for row in rows:
        rests = row.eligible and spare[row.cell] > 0 and chance.random() < 0.3
        spare[row.cell] -= rests
        made.append(replace(row, reason="cooloff") if rests else row)
    return made


def reserved(takes, chance):
    """Some cells name their reserves, others have none."""
    return {cell: chance.randrange(4) for cell in takes if chance.random() < 0.8}


@given(frames, st.randoms(use_true_random=False), st.booleans())
def test_the_fast_path_writes_the_same_files(made, random, by_size):
    takes = made[1]["take_per_cell"]
    rows = rested(made[0], takes, random)
    pps = {"strata": [split.stratum_id_of_cell(min(takes))]} if by_size else {}
    plan = plan_of(made[1] | {"reserves": reserved(takes, random), "pps": pps})
    plain = draw.draw_sites(rows, plan, SEED)
    assert fast.draw_sites(rows, plan, SEED) == plain
    shuffled = list(rows)
    random.shuffle(shuffled)
    found = fast.draw_sites(shuffled, plan, SEED)
    assert results.sample_bytes(found) == results.sample_bytes(plain)


def test_the_fast_path_draws_two_thousand_sites_the_same():
    chance = Random(2026)
    rows = [
        FrameRow(
            f"{n:X}{'Z' * (n % 50)}", f"S{n % 3}", f"V{n % 2}", "", 1 + n % 5, n % 40, n % 7
        )
        for n in range(2000)
    ]
    wanted = {("S0", "V0"): 60, ("S0", "V1"): 400, ("S1", "V0"): 3, ("S1", "V1"): 21}
    wanted |= {("S2", "V0"): 2, ("S2", "V1"): 10}
    placed = cells.assign_cells(rows, wanted)
    takes = split.take_per_cell(placed, wanted)
    placed = rested(placed, takes, chance)
    plan = plan_of(examples.plan_for(placed, takes, reserves=reserved(takes, chance)))
    assert fast.draw_sites(placed, plan, SEED) == draw.draw_sites(placed, plan, SEED)


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


@given(st.sets(examples.SITE_IDS, max_size=9))
def test_stand_ins_of_a_stratum_have_an_order_of_their_own(ids):
    key = commitment.stage_key(SEED, "replace", "2026Q1")
    expected = tuple(sorted(ids, key=lambda one: (tickets.ticket(key, one), one)))
    assert draw.stand_ins(ids, SEED, "2026Q1") == expected
