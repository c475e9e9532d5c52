"""Published probabilities are those of all possible draws."""

from fractions import Fraction
from itertools import combinations, product

import pytest

from sampling import canonical, draw
from sampling.probabilities import inclusion, joint
from sampling.types import Drawn, FrameRow, SamplingError, Status
from sampling.verify import verify
from tests.sampling import examples


def drawn(name, cell, take, m):
    return Drawn(name, cell, take, m, "", 1, Status.DRAWN)


def test_pairs_are_as_likely_as_counting_every_draw_says():
    """Cells of four and three sites, two and one taken: all draws are equally likely."""
    sites = {n: drawn(n, "C1", 2, 4) for n in "abcd"} | {
        n: drawn(n, "C2", 1, 3) for n in "efg"
    }
    every = [
        set(one + other)
        for one, other in product(combinations("abcd", 2), combinations("efg", 1))
    ]
    for first, second in product(sites, sites):
        counted = sum({first, second} <= sample for sample in every)
        assert joint(sites[first], sites[second]) == Fraction(counted, len(every))
        assert inclusion(sites[first]) == joint(sites[first], sites[first])


def test_a_pair_drawn_by_size_has_no_exact_form():
    with pytest.raises(SamplingError, match="by size"):
        joint(drawn("a", "C1", 4, 9), drawn("b", "C1", 2, 9))


def by_size(order="pareto", take=4):
    """One stratum of twelve sites without cells, one of them certain."""
    rows = [
        FrameRow(
            f"S{n:02d}", "S01", "V01", "S01-V01-C01", 40 if n == 7 else 1 + n % 3, n, 0
        )
        for n in range(12)
    ]
    plan = examples.plan_for(
        rows, {"S01-V01-C01": take}, pps={"strata": ["S01-V01"], "order": order}
    )
    return rows, plan


@pytest.mark.parametrize("order", ["pareto", "sequential_poisson"])
def test_a_plan_draws_a_stratum_by_size_and_publishes_each_target(order):
    rows, plan = by_size(order)
    ranked = draw.rank_sites(
        rows, canonical.parse_plan(canonical.plan_bytes(plan)), examples.seed_for(plan)
    )
    assert (ranked[0].site_id, inclusion(ranked[0])) == ("S07", 1)
    assert sum(inclusion(one) for one in ranked) == 4
    statuses = [one.status.value for one in ranked]
    assert statuses == ["drawn"] * 4 + ["reserve"] + ["rest"] * 7
    size_of = {row.site_id: row.size for row in rows}
    assert all(
        inclusion(one) == Fraction(3 * size_of[one.site_id], 22) for one in ranked[1:]
    )
    files = examples.bundle_for(rows, plan)
    assert verify(files).ok
    changed = files["sample.csv"].replace(b",22,", b",21,", 1)
    assert verify(files | {"sample.csv": changed}).first_failure.rule == "sample"


def test_an_unknown_order_of_a_draw_by_size_is_refused():
    rows, plan = by_size("random")
    files = {
        "frame.csv": canonical.frame_bytes(rows),
        "plan.json": canonical.plan_bytes(plan),
    }
    with pytest.raises(SamplingError, match="sequential_poisson or pareto"):
        draw.rank_sites(rows, canonical.parse_plan(files["plan.json"]), examples.SEED)
