"""Draws by size agree with the published order in exact fractions."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pps import probabilities, worst_gap
from sampling import pps
from sampling.types import FrameRow, SamplingError
from tests.sampling.examples import sha256

KEY = "de8623cade7002192b1c6fab9093384361848b355800a6b2300add516b447b2a"


@st.composite
def pools(draw):
    count = draw(st.integers(2, 9))
    sizes = [draw(st.integers(1, 20)) for _ in range(count)]
    units = [2 * draw(st.integers(0, 2**64 - 1)) + 1 for _ in range(count)]
    pool = [
        pps.Sized(f"S{n}", *pair) for n, pair in enumerate(zip(sizes, units, strict=True))
    ]
    wanted = draw(st.integers(1, count))
    return pool, wanted


@given(pools(), st.sampled_from(list(pps.Order)))
def test_the_order_is_that_of_exact_fractions(made, order):
    pool, wanted = made
    total = sum(site.size for site in pool)
    if any(wanted * site.size >= total for site in pool):
        return

    def rank(site):
        u, share = Fraction(site.u, 2**65), Fraction(wanted * site.size, total)
        odds = (
            u / share
            if order == pps.Order.SEQUENTIAL_POISSON
            else (u * (1 - share) / ((1 - u) * share))
        )
        return odds, site.site_id

    expected = [site.site_id for site in sorted(pool, key=rank)]
    assert pps.ranked(pool, wanted, order) == expected


def rows(*sizes):
    return [
        FrameRow(f"A{n}", "S01", "V01", "S01-V01-C01", size, 0, 0)
        for n, size in enumerate(sizes)
    ]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.data())
def test_as_many_are_drawn_as_wanted_each_once(sizes, data):
    wanted = data.draw(st.integers(1, len(sizes)))
    drawn = pps.draw_by_size(rows(*sizes), wanted, KEY)
    assert len(set(drawn)) == len(drawn) == wanted


def test_a_site_too_large_to_miss_is_certain_and_so_is_the_next():
    assert pps.certain([("A", 100), ("B", 40), ("C", 10), ("D", 10)], 3) == {"A", "B"}
    drawn = pps.draw_by_size(rows(100, 40, 10, 10), 3, KEY)
    assert drawn[:2] == ("A0", "A1")


@pytest.mark.parametrize("wanted", [0, 3])
def test_more_than_there_are_is_refused(wanted):
    with pytest.raises(SamplingError):
        pps.draw_by_size(rows(1, 1), wanted, KEY)


def test_a_site_with_a_target_of_exactly_one_is_certain():
    assert pps.certain([("A", 1), ("B", 1)], 2) == {"A", "B"}
    assert pps.certain([("A", 3), ("B", 2), ("C", 1)], 2) == {
        "A"
    }  # 2 * 3 of 6, then 2 of 3


@pytest.mark.parametrize("order", list(pps.Order))
def test_each_site_is_drawn_as_often_as_its_true_probability_says(order):
    sizes, wanted, runs = [1, 1, 2, 3, 4, 5, 6, 7], 4, 3000
    target = np.array(sizes) * wanted / sum(sizes)
    exact = probabilities(target, wanted, order)
    assert exact.sum() == pytest.approx(wanted, abs=1e-3)
    drawn = Counter()
    for run in range(runs):
        key = sha256(str(run).encode())
        drawn.update(pps.draw_by_size(rows(*sizes), wanted, key, order))
    found = np.array([drawn[f"A{n}"] / runs for n in range(len(sizes))])
    assert (np.abs(found - exact) < 4.5 * np.sqrt(exact * (1 - exact) / runs)).all()


def test_pareto_is_nearer_to_its_targets_than_sequential_poisson():
    for sites, wanted in ((8, 2), (8, 4), (30, 6)):
        gaps = [worst_gap(sites, wanted, order) for order in pps.Order]
        assert gaps[1] < gaps[0] / 2
