"""Who was drawn lately rests, and resting changes nobody's probability."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from math import comb, sqrt

import pytest

from benchmarks import cooloff as simulation
from sampling import canonical, cells, draw, split
from sampling.cooloff import too_small, with_rest, young_classes
from sampling.facts import CoolOff
from sampling.types import Status
from tests.sampling import examples

RULE = CoolOff(3)


def row(**more):
    return replace(examples.grid(1)[0], cell="S01-V01-C01", **more)


@pytest.mark.parametrize(
    ("last", "rule", "rests"),
    [
        ("2025Q4", RULE, True),
        ("2025Q2", RULE, True),
        ("2025Q1", RULE, False),
        ("2026Q1", RULE, False),
        ("", RULE, False),
        ("2025Q4", CoolOff(0), False),
        ("2025Q4", CoolOff(3, since="2026Q1"), False),
        ("2025Q4", CoolOff(3, since="2025Q4"), True),
        ("2025Q4", CoolOff(3, frozenset({"S01-V01"})), False),
    ],
)
def test_who_was_drawn_in_the_window_rests(last, rule, rests):
    (made,) = with_rest([row(last_drawn=last, reason="cooloff")], "2026Q1", rule)
    assert made.reason == ("cooloff" if rests else "")


def test_who_is_gone_stays_gone():
    gone = replace(row(last_drawn="2025Q4", reason="closed"), cell="")
    assert with_rest([gone], "2026Q1", RULE) == (gone,)


@pytest.mark.parametrize(
    ("rule", "young"),
    [
        (RULE, {"2025Q2", "2025Q4", "2026Q1"}),
        (CoolOff(3, since="2025Q2"), {"2025Q4", "2026Q1"}),
        (CoolOff(0), set()),
    ],
)
def test_sites_born_since_the_cut_are_classes_of_their_own(rule, young):
    births = ["", "2024Q1", "2025Q1", "2025Q2", "2025Q4", "2026Q1"]
    rows = [row(birth=birth) for birth in births]
    assert young_classes(rows, "2026Q1", rule) == young


@pytest.mark.parametrize(("sites", "small"), [(8, True), (9, False)])
def test_a_cell_needs_more_than_its_take_times_the_quarters_and_one(sites, small):
    rows = [replace(one, cell="S01-V01-C01") for one in examples.grid(sites)]
    found = too_small(rows, {"S01-V01-C01": 2}, RULE)
    assert found == ({"S01-V01"} if small else set())
    assert not too_small(rows, {"S01-V01-C01": 2}, CoolOff(0))


def quarters_of(rows, count, salt):
    """Draw quarter after quarter by the real engine; returns the last sample."""
    drawn = []
    for number in range(count):
        quarter = f"{2026 + number // 4}Q{1 + number % 4}"
        rows = with_rest(rows, quarter, RULE)
        takes = {"S01-V01-C01": 2}
        plan = canonical.parse_plan(
            canonical.plan_bytes(
                {
                    "protocol": canonical.PROTOCOL,
                    "quarter": quarter,
                    "frame_sha256": "0" * 64,
                    "take_per_cell": takes,
                    "dice_digits": 20,
                    "drand_chain": "0" * 64,
                    "drand_round": 1,
                }
            )
        )
        seed = f"{salt} {quarter}".encode()
        ranked = draw.rank_sites(rows, plan, seed)
        drawn = [one.site_id for one in ranked if one.status is Status.DRAWN]
        rows = [
            replace(one, last_drawn=quarter) if one.site_id in drawn else one
            for one in rows
        ]
    return drawn


def test_every_pair_of_a_cell_stays_equally_likely_while_sites_rest():
    rows = [replace(one, cell="S01-V01-C01") for one in examples.grid(10)]
    runs, pairs = 1200, Counter()
    for run in range(runs):
        pairs[frozenset(quarters_of(rows, 5, run))] += 1
    wanted = runs / comb(10, 2)
    for pair in combinations([one.site_id for one in rows], 2):
        assert abs(pairs[frozenset(pair)] - wanted) < 4.5 * sqrt(wanted)


def test_nobody_is_drawn_twice_within_the_window():
    rows = cells.assign_cells(examples.grid(30), {("S01", "V01"): 2})
    assert split.take_per_cell(rows, {("S01", "V01"): 2}) == {"S01-V01-C01": 2}
    for salt in range(20):
        first, last = (set(quarters_of(rows, count, salt)) for count in (3, 4))
        assert not first & last


def design(name):
    return next(one for one in simulation.DESIGNS if one.name == name)


@pytest.mark.parametrize(
    ("name", "biased"),
    [
        ("one class, no cells", True),
        ("cells re-cut each quarter, young at twice the rate", True),
        ("cells re-cut yearly and rest begun anew, young at twice the rate", False),
    ],
)
def test_births_bias_one_class_but_not_classes_of_their_own(name, biased):
    found = simulation.simulate(design(name), 40)
    assert (abs(found.bias) > 4 * found.se) == biased
