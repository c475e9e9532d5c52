"""The allocation is the exact optimum, and says who has too few sites."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sampling.allocation import Measure, allocate, allocate_total, sizes
from sampling.types import SamplingError, Shortage
from tests.sampling import examples

VENUES = ["V01", "V02", "V03", "V04"]
COUNTS = st.lists(st.integers(1, 40), min_size=1, max_size=4)
WEIGHTS = st.lists(st.integers(1, 30), min_size=4, max_size=4)


def stratified(counts, street="S01"):
    return {(street, venue): count for venue, count in zip(VENUES, counts, strict=False)}


def measures(counts, weights, measure):
    return {
        Measure.WEIGHT: weights[: len(counts)],
        Measure.PROPORTIONAL: counts,
        Measure.EQUAL: [1] * len(counts),
    }[measure]


@given(COUNTS, WEIGHTS, st.integers(0, 10), st.sampled_from(list(Measure)[:2]))
def test_no_other_allocation_has_less_variance(counts, weights, more, measure):
    held, total = stratified(counts), sum(min(2, count) for count in counts) + 2 * more
    by_venue = dict(zip(VENUES, weights, strict=True))
    try:
        given_to = allocate_total(held, by_venue, total, measure=measure)
    except Shortage:
        assume(False)
    z = measures(counts, weights, measure)
    pairs = [max(1, n // 2) for n in given_to.values()]
    choices = [range(1, max(1, count // 8) + 1) for count in counts]
    least = min(
        sum(Fraction(one * one, p) for one, p in zip(z, chosen, strict=True))
        for chosen in product(*choices)
        if sum(chosen) == sum(pairs)
    )
    assert sum(Fraction(one * one, p) for one, p in zip(z, pairs, strict=True)) == least


@given(COUNTS, WEIGHTS, st.integers(8, 40))
def test_minimum_cap_and_total_are_kept(counts, weights, total):
    held = stratified(counts)
    by_venue = dict(zip(VENUES, weights, strict=True))
    given_to = allocate(held, by_venue, total, allow_short=True)
    assert sum(given_to.values()) <= total
    for stratum, sites in given_to.items():
        assert min(2, held[stratum]) <= sites <= max(2, held[stratum] // 4)


@given(COUNTS, WEIGHTS, st.integers(2, 9))
def test_only_ratios_of_weights_matter(counts, weights, factor):
    held = stratified(counts)
    one = dict(zip(VENUES, weights, strict=True))
    other = {venue: factor * weight for venue, weight in one.items()}
    assert allocate(held, one, 20, allow_short=True) == allocate(
        held, other, 20, allow_short=True
    )


def test_every_street_gets_the_same_total():
    held = stratified([400, 300, 200, 100]) | stratified([900, 80, 80, 80], "S02")
    given_to = allocate(held, dict(zip(VENUES, [10, 5, 5, 1], strict=True)), 64)
    for street in ("S01", "S02"):
        assert sum(n for (where, _), n in given_to.items() if where == street) == 64


def test_equal_claims_go_by_stratum_id():
    held = stratified([100, 100])
    given_to = allocate(held, {"V01": 1, "V02": 1}, 6)
    assert given_to == {("S01", "V01"): 4, ("S01", "V02"): 2}


def test_a_single_site_is_a_census_and_leaves_the_total_one_short():
    given_to = allocate(stratified([1, 100]), {"V01": 9, "V02": 1}, 10)
    assert given_to == {("S01", "V01"): 1, ("S01", "V02"): 8}


def test_a_shortage_names_street_venue_type_and_how_many():
    with pytest.raises(Shortage) as refused:
        allocate(stratified([8, 16]), {"V01": 1, "V02": 5}, 12)
    error = refused.value
    assert (error.street, error.venue, error.short) == ("S01", "V02", 6)
    assert "street S01, venue type V02: 6 sites short of 12" in str(error)


def test_a_total_below_the_minimum_is_refused():
    with pytest.raises(Shortage) as refused:
        allocate(stratified([9, 9, 9]), dict.fromkeys(VENUES, 1), 4, allow_short=True)
    assert refused.value.short == 2


def test_the_share_of_a_stratum_can_be_lowered():
    given_to = allocate(
        stratified([160, 160]), {"V01": 9, "V02": 1}, 24, max_share=Fraction(1, 8)
    )
    assert given_to == {("S01", "V01"): 20, ("S01", "V02"): 4}


@pytest.mark.parametrize("weight", [0, -1])
def test_a_weight_below_one_is_refused(weight):
    with pytest.raises(SamplingError, match="venue type V01"):
        allocate(stratified([9]), {"V01": weight}, 2)


@pytest.mark.parametrize("bad", [{"minimum": 3}, {"minimum": 0}])
def test_a_minimum_that_is_no_pair_is_refused(bad):
    with pytest.raises(SamplingError):
        allocate(stratified([9]), {"V01": 1}, 2, **bad)


def test_the_power_measure_follows_the_square_root():
    given_to = allocate_total(stratified([400, 1600]), {}, 60, measure=Measure.POWER)
    assert given_to == {("S01", "V01"): 20, ("S01", "V02"): 40}


@given(examples.sites())
def test_sizes_count_the_sites_that_are_not_gone(rows):
    assert sum(sizes(rows).values()) == sum(row.reason == "" for row in rows)
    young = sizes(rows, young={"2025Q4"})
    assert sum(young.values()) == sum(sizes(rows).values())
    assert all(venue.endswith("-B2025Q4") or "B" not in venue for _, venue in young)


def test_no_stratum_is_no_allocation():
    with pytest.raises(SamplingError, match="no stratum"):
        allocate_total({}, {}, 4)


def test_an_empty_stratum_is_refused():
    with pytest.raises(SamplingError, match="0 sites"):
        allocate(stratified([0]), {"V01": 1}, 4)
