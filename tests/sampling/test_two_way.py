"""Margins of streets and venue types are kept together, and nothing has less variance."""

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.allocation import Measure, allocate, allocate_total, cap
from sampling.two_way import Margin, allocate_two_way
from sampling.types import SamplingError, Shortage

STREETS, VENUES = ("S01", "S02"), ("V01", "V02", "V03")
WHOLE = Fraction(1, 1)


@st.composite
def problems(draw):
    """Up to six strata of a few sites, weights, a total and margins on both sides."""
    pairs = draw(st.sets(st.sampled_from(list(product(STREETS, VENUES))), min_size=1))
    sizes = {pair: draw(st.integers(1, 11)) for pair in pairs}
    weight = st.integers(1, 9) | st.just(10**7)  # so far apart that rounded costs mislead
    weights = {venue: draw(weight) for venue in VENUES}
    return sizes, weights, draw(st.integers(2, 36)), *margins(draw, sizes)


def margins(draw, sizes):
    made = []
    for side in (0, 1):
        codes = sorted({pair[side] for pair in sizes})
        chosen = draw(st.sets(st.sampled_from(codes)))
        limits = {}
        for code in sorted(chosen):
            least = draw(st.integers(0, 14))
            most = draw(st.none() | st.integers(least, 26))
            limits[code] = Margin(least, most)
        made.append(limits)
    return made


def variance(pairs, z):
    return sum(Fraction(z[one] ** 2, pairs[one] // 2) for one in pairs if pairs[one] > 1)


def allowed(sizes, total, streets, venues):
    """Every allocation that keeps the demands: slow and obvious."""
    single = [one for one in sizes if sizes[one] == 1]
    others = [one for one in sizes if sizes[one] > 1]
    wanted = 2 * ((total - len(single)) // 2)
    ranges = [range(2, cap(sizes[one], WHOLE) + 1, 2) for one in others]
    for chosen in product(*ranges):
        given_to = dict(zip(others, chosen, strict=True)) | dict.fromkeys(single, 1)
        if sum(chosen) == wanted and all(
            margin.least <= sum(n for one, n in given_to.items() if one[side] == code)
            and (
                margin.most is None
                or sum(n for one, n in given_to.items() if one[side] == code) <= margin.most
            )
            for side, limits in ((0, streets), (1, venues))
            for code, margin in limits.items()
        ):
            yield given_to


@given(problems(), st.sampled_from([Measure.WEIGHT, Measure.PROPORTIONAL]))
def test_no_allocation_that_keeps_the_margins_has_less_variance(made, measure):
    sizes, weights, total, streets, venues = made
    z = {o: weights[o[1]] if measure is Measure.WEIGHT else sizes[o] for o in sizes}
    every = [variance(one, z) for one in allowed(sizes, total, streets, venues)]
    try:
        found = allocate_two_way(
            sizes, weights, total,
            streets=streets, venues=venues, max_share=WHOLE, measure=measure,
        )  # fmt: skip
    except Shortage:
        assert not every
        return
    assert found in list(allowed(sizes, total, streets, venues))
    assert variance(found, z) == min(every)


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_in_which_strata_are_listed_changes_nothing(made, random):
    sizes, weights, total, streets, venues = made
    shuffled = list(sizes.items())
    random.shuffle(shuffled)

    def answer(held):
        try:
            return allocate_two_way(
                held, weights, total, streets=streets, venues=venues, max_share=WHOLE
            )
        except Shortage as refused:
            return str(refused)

    assert answer(sizes) == answer(dict(shuffled))


def city(count=200):
    return {(street, venue): count for street in STREETS for venue in VENUES}


def test_without_margins_it_is_the_one_way_optimum():
    sizes, weights = city() | {("S02", "V03"): 40}, {"V01": 9, "V02": 4, "V03": 2}
    one = allocate_two_way(sizes, weights, 60)
    assert one == allocate_total(sizes, weights, 60)


@pytest.mark.parametrize("total", [28, 32, 38, 46])
def test_weights_too_far_apart_for_the_solver_are_put_right_exactly(total):
    sizes, weights = city(11), {"V01": 10**7, "V02": 3, "V03": 1}
    found = allocate_two_way(sizes, weights, total, max_share=WHOLE)
    best = allocate_total(sizes, weights, total, max_share=WHOLE)
    z = {one: weights[one[1]] for one in sizes}
    assert variance(found, z) == variance(best, z)


def test_equal_streets_are_the_street_by_street_optimum():
    sizes, weights = city(), {"V01": 9, "V02": 4, "V03": 2}
    streets = dict.fromkeys(STREETS, Margin(30, 30))
    found = allocate_two_way(sizes, weights, 60, streets=streets)
    assert variance(found, {o: weights[o[1]] for o in sizes}) == variance(
        allocate(sizes, weights, 30), {o: weights[o[1]] for o in sizes}
    )


def test_a_venue_type_gets_its_minimum_from_streets_of_fixed_totals():
    sizes, weights = city(), {"V01": 20, "V02": 4, "V03": 1}
    found = allocate_two_way(
        sizes, weights, 60,
        streets=dict.fromkeys(STREETS, Margin(30, 30)), venues={"V03": Margin(20)},
    )  # fmt: skip
    by_venue, by_street = Counter(), Counter()
    for (street, venue), number in found.items():
        by_venue[venue] += number
        by_street[street] += number
    assert by_street == {"S01": 30, "S02": 30}
    assert by_venue["V03"] == 20


@pytest.mark.parametrize(
    ("total", "streets", "venues", "where", "short"),
    [
        (8, {}, {}, "", 4),
        (460, {}, {}, "", 20),
        (400, {"S01": Margin(230)}, {}, "street S01", 10),
        (60, {}, {"V02": Margin(0, 2)}, "venue type V02", 2),
        (60, {}, {"V02": Margin(44)}, "venue type V02", 4),
        (60, {"S01": Margin(0, 20), "S02": Margin(0, 20)}, {}, "", 20),
        (60, dict.fromkeys(STREETS, Margin(30, 30)), {"V01": Margin(54)}, "venue type V01", 2),
    ],
)  # fmt: skip
def test_a_refusal_names_who_falls_short_and_by_how_many(
    total, streets, venues, where, short
):
    sizes = {one: 40 if one[1] == "V02" else 200 for one in city()}
    with pytest.raises(Shortage) as refused:
        allocate_two_way(
            sizes, dict.fromkeys(VENUES, 1), total, streets=streets, venues=venues,
            max_share=Fraction(1, 2),
        )  # fmt: skip
    assert (refused.value.where, refused.value.short) == (where, short)
    assert f"{short} sites short" in str(refused.value)


def test_neyman_gives_more_to_where_sites_differ_more():
    sizes = {("S01", "V01"): 400, ("S01", "V02"): 400}
    spreads = {("S01", "V01"): 10, ("S01", "V02"): 30}
    found = allocate_two_way(sizes, {}, 80, measure=Measure.NEYMAN, spreads=spreads)
    assert found == {("S01", "V01"): 20, ("S01", "V02"): 60}
    with pytest.raises(SamplingError, match="venue type V02: got no spread"):
        allocate_total(sizes, {}, 80, measure=Measure.NEYMAN, spreads={("S01", "V01"): 10})


def test_a_margin_for_a_code_without_sites_is_refused():
    with pytest.raises(SamplingError, match="S09, which has no site"):
        allocate_two_way(city(), dict.fromkeys(VENUES, 1), 60, streets={"S09": Margin(2)})


def test_no_stratum_is_no_allocation():
    with pytest.raises(SamplingError, match="no stratum"):
        allocate_two_way({}, {}, 4)
