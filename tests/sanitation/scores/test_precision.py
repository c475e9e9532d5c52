"""The precision of a plan, told before it is committed."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.accounts.rules import Role
from sanitation.errors import Code, Problem
from sanitation.frames.choices import Asked
from sanitation.scores import queries
from sanitation.scores.precision import Spread, street_precisions
from tests.factories import accounts, quarter
from tests.line import QUARTER, finished_quarter
from tests.world import small_world, stored

MARKS = 12.0


def spread(venue, marks=MARKS) -> Spread:
    return Spread(venue, marks, (), prior=True, product_default=True)


def of(planned, weights, spreads=None):
    spreads = spreads or {venue: spread(venue) for _, venue in planned}
    classes = {
        one: (n,) if isinstance(n[0], int) else n  # one class unless there are more
        for one, n in planned.items()
    }
    return {one.street: one for one in street_precisions(classes, spreads, weights)}


def test_a_birth_class_is_an_error_of_its_own_weighed_by_its_sites():
    found = of({("S1", "V01"): ((4, 90), (2, 10))}, {"V01": 1.0})["S1"]
    old, young = (1 - 4 / 90) / 4, (1 - 2 / 10) / 2
    assert (found.parts[0].sites, found.parts[0].size) == (6, 100)
    assert found.se == pytest.approx(MARKS * sqrt(0.81 * old + 0.01 * young))


def test_a_stratum_visited_whole_adds_nothing():
    found = of({("S1", "V01"): (4, 4), ("S1", "V02"): (2, 50)}, {"V01": 3.0, "V02": 1.0})
    first, second = found["S1"].parts
    assert first.se == 0
    assert second.se == pytest.approx(MARKS * sqrt((1 - 2 / 50) / 2))
    assert found["S1"].se == pytest.approx(second.se / 4)


@given(
    sites=st.integers(1, 200),
    size=st.integers(201, 10_000),
    more=st.integers(1, 200),
    marks=st.floats(0.1, 50),
)
def test_more_sites_never_make_a_figure_less_precise(sites, size, more, marks):
    def se(n):
        planned = {("S1", "V01"): (min(n, size), size)}
        return of(planned, {"V01": 1.0}, {"V01": spread("V01", marks)})["S1"].se

    assert se(sites + more) <= se(sites)
    assert se(size) == 0


@given(
    weights=st.lists(st.integers(1, 30), min_size=1, max_size=12), times=st.integers(2, 9)
)
def test_only_the_proportion_of_weights_counts(weights, times):
    planned = {("S1", f"V{n:02d}"): (2, 40) for n in range(len(weights))}
    plain = {f"V{n:02d}": float(w) for n, w in enumerate(weights)}
    scaled = {venue: w * times for venue, w in plain.items()}
    assert of(planned, plain)["S1"].se == pytest.approx(of(planned, scaled)["S1"].se)


def test_what_the_office_chose_is_what_the_precision_tells():
    with small_world() as services:
        made = quarter.house(services)
        given = {}
        for minimum in (2, 4):
            services.frames.freeze(made.office, quarter.QUARTER, Asked(minimum=minimum))
            found = services.precision.expected(made.office, quarter.QUARTER)
            given[minimum] = {(one.sites, round(one.se, 6)) for one in found.streets}
        ((few, wide),) = given[2]
        ((many, narrow),) = given[4]
        assert (few, many) == (4, 8)
        assert narrow < wide


def test_without_a_past_quarter_the_prior_is_used_and_named_a_product_default():
    with small_world() as services:
        made = quarter.house(services)
        expected = services.precision.expected
        with pytest.raises(Problem) as refused:
            expected(made.office, quarter.QUARTER)
        assert refused.value.code is Code.FRAME_NOT_FROZEN
        services.frames.freeze(made.office, quarter.QUARTER)
        found = expected(made.office, quarter.QUARTER)
        assert {one.marks for one in found.spreads} == {12.0}
        assert all(one.prior and one.product_default for one in found.spreads)
        assert {one.street for one in found.streets} == {
            services.city.streets[0].code,
            services.city.streets[3].code,
        }
        with pytest.raises(Problem) as refused:
            expected(accounts.account(services, Role.ASSESSOR), quarter.QUARTER)
        assert refused.value.code is Code.FORBIDDEN


def test_what_was_expected_of_the_next_quarter_is_near_what_the_last_one_showed():
    with finished_quarter() as made:
        services, office = made.line.services, made.line.office
        services.frames.freeze(office, str(QUARTER.next), Asked(per_street=16))
        found = services.precision.expected(office, str(QUARTER.next))
        known = [one for one in found.spreads if not one.prior]
        assert known
        assert all(one.quarters == (str(QUARTER),) for one in known)
        assert all(0 < one.marks < 60 for one in known)
        with stored(services) as session:
            run = queries.latest_run(session, str(QUARTER))
            seen = queries.table(session, run.id, "street", ("site_index",))
        wanted = [seen[one.street]["site_index"].standard_error for one in found.streets]
        ratio = sum(one.se for one in found.streets) / sum(wanted)
        assert 0.6 < ratio < 1.6
