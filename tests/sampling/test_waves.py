"""Waves visit every unit once, under keys that do not exist before their morning."""

from collections import Counter
from itertools import combinations
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical, cells, commitment, draw, results, split, waves
from sampling.types import Package, SamplingError, Status, Team
from sampling.verify import verify
from tests.sampling import examples

STREETS = ("S01", "S02", "S03")


def frame():
    """Three streets of two cells each."""
    rows = [row for street in STREETS for row in examples.grid(12, street)]
    wanted = {(street, "V01"): 4 for street in STREETS}
    return cells.assign_cells(rows, wanted), wanted


def plan_of(sizes=(2, 3, 1), **changes):
    """Each cell is a unit; as many waves as there are sizes."""
    rows, wanted = frame()
    takes = split.take_per_cell(rows, wanted)
    listed = [
        {
            "label": f"2026Q1-W{n:02d}",
            "drand_round": examples.ROUND + 100 * n,
            "units": size,
        }
        for n, size in enumerate(sizes, start=1)
    ]
    units = {f"U{n}": [cell] for n, cell in enumerate(sorted(takes), start=1)}
    facts = {"waves": listed, "units": units} | changes
    return rows, examples.plan_for(rows, takes, **facts)


def seeds_of(plan, salt="f"):
    """Each wave's own seed text: same plan and dice, another round."""
    digest = commitment.plan_digest(canonical.plan_bytes(plan))
    return {
        wave["label"]: commitment.seed_text(
            digest,
            examples.ROLLED,
            commitment.QUICKNET,
            wave["drand_round"],
            examples.sha256(f"{salt}{wave['label']}".encode()),
        )
        for wave in plan["waves"]
    }


def parsed(plan):
    return canonical.parse_plan(canonical.plan_bytes(plan))


@given(st.permutations([1, 2, 3]), st.text("abcdef", max_size=4))
def test_every_unit_is_visited_exactly_once(sizes, salt):
    rows, plan = plan_of(tuple(sizes))
    waves.check_waves(rows, parsed(plan))
    made = waves.visits(parsed(plan), seeds_of(plan, salt))
    assert [len(visit.units) for visit in made] == sizes
    assert sorted(unit for visit in made for unit in visit.units) == sorted(plan["units"])


def test_a_wave_draws_its_own_cells_under_its_own_keys():
    rows, plan = plan_of()
    seeds = seeds_of(plan)
    ranked = waves.rank_waves(rows, parsed(plan), seeds)
    for visit in waves.visits(parsed(plan), seeds):
        key = commitment.stage_key(seeds[visit.label], "sites", visit.label)
        for unit in visit.units:
            inside = [one for one in ranked if one.cell in plan["units"][unit]]
            assert [one.status for one in inside[:3]] == ["drawn", "drawn", "reserve"]
            own = draw.tickets.in_order(key, [one.site_id for one in inside])
            assert [(one.ticket, one.site_id) for one in inside] == own


def test_before_its_morning_a_waves_units_are_not_known():
    rows, plan = plan_of()
    seeds = seeds_of(plan)
    later = seeds.popitem()[0]
    known = waves.visits(parsed(plan), seeds)
    assert later not in {visit.label for visit in known}
    ranked = waves.rank_waves(rows, parsed(plan), seeds)
    assert len({one.cell for one in ranked}) == 5


def test_a_wave_cannot_come_before_the_one_before_it():
    _, plan = plan_of()
    seeds = seeds_of(plan)
    del seeds["2026Q1-W01"]
    with pytest.raises(SamplingError, match="2026Q1-W01: 2026Q1-W02 has a seed before it"):
        waves.visits(parsed(plan), seeds)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"units": {"U1": ["S01-V01-C01"]}}, "units, cell S01-V01-C02"),
        ({"units": {"U1": ["X"]}}, "units, cell S01-V01-C01"),
        ({"sizes": (2, 3)}, "got 5 visits for 6 units"),
        ({"sizes": (2, 3, 2)}, "got 7 visits for 6 units"),
    ],
)
def test_units_or_waves_that_leave_something_out_are_refused(changes, message):
    rows, plan = plan_of(**changes)
    with pytest.raises(SamplingError, match=message):
        waves.check_waves(rows, parsed(plan))


def test_a_unit_lies_in_one_street():
    rows, plan = plan_of()
    plan["units"] = {"U1": sorted(plan["take_per_cell"])}
    with pytest.raises(SamplingError, match="unit U1: wanted cells of one street"):
        waves.check_waves(rows, parsed(plan))


@pytest.mark.parametrize("change", [{"label": "2026Q2-W01"}, {"label": "W1"}])
def test_a_label_is_the_quarters_own(change):
    rows, plan = plan_of()
    plan["waves"][0] |= change
    with pytest.raises(SamplingError, match="got label"):
        waves.check_waves(rows, parsed(plan))


@pytest.mark.parametrize("number", [5, examples.ROUND, examples.ROUND + 200])
def test_rounds_of_waves_come_one_after_the_other(number):
    rows, plan = plan_of()
    plan["waves"][0]["drand_round"] = number
    with pytest.raises(SamplingError, match="wanted rounds"):
        waves.check_waves(rows, parsed(plan))


def bundle_of(plan, rows):
    seeds = seeds_of(plan)
    ranked = waves.rank_waves(rows, parsed(plan), seeds)
    return examples.bundle_for(rows, plan) | {
        "tickets.csv": results.tickets_bytes(ranked),
        "sample.csv": results.sample_bytes(ranked),
        **{f"seed-{label}.txt": seed for label, seed in seeds.items()},
    }


def test_a_bundle_with_waves_verifies_and_each_seed_is_the_plans():
    rows, plan = plan_of()
    files = bundle_of(plan, rows)
    assert verify(files).ok
    name = "seed-2026Q1-W02.txt"
    for old, new, row in (
        (b"dice=6", b"dice=7", "row 3"),
        (b":6576", b":6577", "row 4"),
        (b"plan=", b"plan=0", ""),
    ):
        refused = verify(files | {name: files[name].replace(old, new, 1)}).first_failure
        assert refused.rule in {"seed", "waves"}
        assert row in refused.where
    moved = plan | {"fallback": {"drand_rounds": [examples.ROUND + 201]}}
    files = bundle_of(moved, rows)
    other = files[name].replace(
        f":{examples.ROUND + 200}:".encode(), f":{examples.ROUND + 201}:".encode()
    )
    refused = verify(files | {name: other}).first_failure
    assert (refused.rule, refused.where) == ("seed", f"{name} row 4")
    stray = verify(files | {"seed-2026Q1-W09.txt": files[name]}).first_failure
    assert stray.where == "seed-2026Q1-W09.txt"


def test_any_two_sites_of_a_cell_stay_equally_likely_in_waves():
    rows, plan = plan_of()
    fixed, runs = parsed(plan), 1500
    inside = [row.site_id for row in rows if row.cell == "S02-V01-C01"]
    pairs, days = Counter(), Counter()
    for run in range(runs):
        seeds = seeds_of(plan, str(run))
        drawn = waves.rank_waves(rows, fixed, seeds)
        both = [
            o.site_id for o in drawn if o.site_id in inside and o.status is Status.DRAWN
        ]
        pairs[frozenset(both)] += 1
        day = next(v.label for v in waves.visits(fixed, seeds) if "U3" in v.units)
        days[day] += 1
    wanted = runs / comb(len(inside), 2)
    for pair in combinations(inside, 2):
        assert abs(pairs[frozenset(pair)] - wanted) < 4.5 * sqrt(wanted)
    for label, units in zip(sorted(days), (2, 3, 1), strict=True):
        mean = runs * units / 6
        assert abs(days[label] - mean) < 4 * sqrt(mean)


def package(number, street="S01"):
    return Package(
        f"{street}-U{number:02d}-P01", f"{street}-U{number:02d}", street, (), 8, 0, 0
    )


def team(code, *barred):
    return Team(code, (f"A{code}",), 0, 0, frozenset(barred))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(2, 5))
def test_no_team_gets_far_ahead_of_the_others_however_near_it_lives(sizes, count):
    crews, held = [team(f"T{n:02d}") for n in range(count)], Counter()
    for size in sizes:
        able = waves.teams_of_wave([package(n) for n in range(size)], crews, held)
        given = sum(held.values()) + size
        assert able
        assert {one.code for one in able} == {
            one.code for one in crews if held[one.code] < -(-given // count)
        }
        nearest = -(-size // len(able))  # the first of them take as much as they may
        left = size
        for one in able:
            held[one.code] += min(nearest, left)
            left -= min(nearest, left)
    assert max(held.values()) <= -(-sum(held.values()) // count) + max(sizes)


def test_a_package_barred_for_all_who_have_room_opens_the_wave_to_every_team():
    crews = [team("T01"), team("T02", "S01"), team("T03", "S01")]
    held = Counter({"T01": 5})
    barred = waves.teams_of_wave([package(1)], crews, held)
    assert [one.code for one in barred] == ["T01", "T02", "T03"]
    free = waves.teams_of_wave([package(1, "S02")], crews, held)
    assert [one.code for one in free] == ["T02", "T03"]
