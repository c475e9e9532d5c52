"""The assignment is the cheapest there is, and the certificate knows when it is not."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import assignment, certificate
from sampling.types import Assignment, Package, SamplingError, Team

KEY = "6b5759160347e3212356efd30c43bc7491991adffb7c1c9f29bb75e8cc2cca77"
POINTS = st.integers(-3000, 3000)


@st.composite
def problems(draw):
    packages = [
        Package(
            f"S0{n}-P01",
            f"S0{n}",
            f"S0{n}",
            (f"S0{n}-V01-C01",),
            2,
            draw(POINTS),
            draw(POINTS),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    teams = [
        Team(f"T0{n}", (f"A{n}",), draw(POINTS), draw(POINTS))
        for n in range(1, draw(st.integers(2, 3)) + 1)
    ]
    pairs = list(product([one.id for one in packages], [one.code for one in teams]))
    bans = frozenset(draw(st.lists(st.sampled_from(pairs), max_size=4)))
    load_min = draw(st.integers(0, len(packages) // len(teams)))
    return packages, teams, bans, load_min


def by_pair(costs):
    """The costs that are not barred: (package, team) -> cost."""
    return {
        (package, team): cost
        for package, row in zip(costs.packages, costs.rows, strict=True)
        for team, cost in zip(costs.teams, row, strict=True)
        if cost != certificate.BARRED
    }


def feasible(costs, packages, teams, load_min, load_max):
    """Every assignment within the limits, with its cost: slow and obvious."""
    for chosen in product([team.code for team in teams], repeat=len(packages)):
        pairs = list(zip([one.id for one in packages], chosen, strict=True))
        loads = [chosen.count(team.code) for team in teams]
        within = all(load_min <= load <= load_max for load in loads)
        if within and all(pair in costs for pair in pairs):
            yield dict(pairs), sum(costs[pair] for pair in pairs)


@given(problems(), st.integers(0, 3), st.integers(0, 50_000))
def test_the_assignment_is_the_optimum_and_c_its_distance_to_the_next(
    made, load_max, noise
):
    packages, teams, bans, load_min = made
    banned = {
        one.id for one in packages if all((one.id, team.code) in bans for team in teams)
    }
    able = [one for one in packages if one.id not in banned]
    try:
        found = assignment.assign(packages, teams, KEY, bans, noise, load_min, load_max)
    except SamplingError:
        costs = by_pair(certificate.costs(able, teams, KEY, bans, noise))
        assert not list(feasible(costs, able, teams, load_min, len(able) + load_max))
        return
    assert set(found.unassigned) == banned
    costs = by_pair(certificate.costs(able, teams, KEY, bans, noise, found.r))
    every = sorted(
        cost for _, cost in feasible(costs, able, teams, load_min, found.load_max)
    )
    total = sum(costs[pair] for pair in found.team_of.items())
    assert total == every[0]
    assert found.c == (every[1] - every[0] if len(every) > 1 else None)
    below = list(feasible(costs, able, teams, 0, found.load_max - 1))
    if found.load_max > max(load_max, load_min):
        assert not below
    if able:
        assert certificate.fits_below(able, teams, found, bans) == bool(below)


@given(problems(), st.data())
def test_any_other_assignment_gets_no_positive_certificate(made, data):
    packages, teams, _, load_min = made
    costs = certificate.costs(packages, teams, KEY, (), 5000)
    every = list(feasible(by_pair(costs), packages, teams, load_min, len(packages)))
    chosen, cost = data.draw(st.sampled_from(every))
    c = certificate.certify(chosen, costs, load_min, len(packages))
    best = min(cost for _, cost in every)
    assert (c is None or c > 0) == (cost == best and sum(x == best for _, x in every) == 1)


def square():
    packages = [Package(f"P{n}", "U", "S01", ("C",), 2, 100 * n, 0) for n in range(4)]
    teams = [Team(f"T{n}", (f"A{n}",), 200 * n, 50) for n in (1, 2)]
    return packages, teams


def test_the_order_in_which_things_are_listed_changes_nothing():
    packages, teams = square()
    one = assignment.assign(packages, teams, KEY, (), 500, 1, 3)
    other = assignment.assign(packages[::-1], teams[::-1], KEY, (), 500, 1, 3)
    assert one == other
    assert certificate.certify_published(packages, teams, one, KEY, (), 500, 1) == one.c


def test_a_tie_is_broken_by_the_next_digits_of_the_ticket(monkeypatch):
    monkeypatch.setattr(assignment, "digests", digests_of(_tied))
    packages, teams = square()
    packages = [Package(f"P{n}", "U", "S01", ("C",), 2, 0, 0) for n in range(2)]
    teams = [Team(f"T{n}", (f"A{n}",), 0, 0) for n in range(2)]
    found = assignment.assign(packages, teams, KEY, (), 0, 1, 1)
    assert (found.r, found.c) == (1, 4)


def digests_of(ticket):
    """A stand-in for SHA-256, to force what it would show once in a million draws."""
    return lambda _, names: np.array(
        [list(bytes.fromhex(ticket(one))) for one in names], dtype=np.uint8
    )


@given(problems(), st.integers(0, 2**23), st.integers(0, 8))
def test_the_fast_costs_are_those_of_the_plain_form(made, noise, r):
    packages, teams, bans, _ = made
    one = certificate.costs(packages, teams, KEY, bans, noise, r)
    other = assignment.costs(packages, teams, KEY, bans, noise, r)
    assert (one.packages, one.teams, one.rows) == (other.packages, other.teams, other.rows)


@pytest.mark.parametrize("side", [3, 4096, 2**23 - 1])
def test_a_distance_is_rounded_down_exactly(side):
    package = [Package("P", "U", "S01", ("C",), 2, 3 * side // 3, 0)]
    teams = [Team("T", ("A",), 0, y) for y in (0, 1, side, side - 1)]
    found = assignment.costs(package, teams, KEY, (), 0).rows
    assert found == certificate.costs(package, teams, KEY, (), 0).rows


def test_places_too_far_apart_to_price_are_refused():
    package = [Package("P", "U", "S01", ("C",), 2, 2**24, 0)]
    with pytest.raises(SamplingError, match="16777216 m or more"):
        assignment.costs(package, [Team("T", ("A",), 0, 0)], KEY, (), 0)


def _tied(name):
    after = {"P0,T0": "00001", "P1,T1": "00001", "P0,T1": "00003", "P1,T0": "00003"}[name]
    return "0" * 21 + after + "0" * 38


def test_ties_in_every_round_are_refused(monkeypatch):
    monkeypatch.setattr(assignment, "digests", digests_of(lambda _: "0" * 64))
    packages = [Package(f"P{n}", "U", "S01", ("C",), 2, 0, 0) for n in range(2)]
    teams = [Team(f"T{n}", (f"A{n}",), 0, 0) for n in range(2)]
    with pytest.raises(SamplingError, match="ties"):
        assignment.assign(packages, teams, KEY, (), 0, 1, 1)


def test_a_package_barred_for_all_is_left_to_the_supervising_body():
    packages, teams = square()
    bans = {("P0", "T1"), ("P0", "T2")}
    found = assignment.assign(packages, teams, KEY, bans, 500, 0, 0)
    assert found.unassigned == ("P0",)
    assert set(found.team_of) == {"P1", "P2", "P3"}


def test_barred_streets_become_barred_pairs():
    packages, teams = square()
    barred = [Team("T1", ("A1",), 0, 0, frozenset({"S01"})), teams[1]]
    assert certificate.street_bans(packages, barred) == {(one.id, "T1") for one in packages}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"P0": "T9"}, "barred or unknown"),
        ({"P0": "T1", "P1": "T1"}, "packages, wanted 1 to 2"),
    ],
)
def test_a_certificate_is_refused_for_what_breaks_a_rule(change, message):
    packages, teams = square()
    costs = certificate.costs(packages, teams, KEY, (), 500)
    fair = {"P0": "T1", "P1": "T2", "P2": "T1", "P3": "T2"}
    with pytest.raises(SamplingError, match=message):
        certificate.certify(fair | change, costs, 1, 2)


def test_a_published_assignment_must_name_every_package():
    packages, teams = square()
    found = assignment.assign(packages, teams, KEY, (), 500, 1, 3)
    with pytest.raises(SamplingError, match="every package exactly once"):
        certificate.certify_published(packages[:3], teams, found, KEY, (), 500, 1)


def test_too_few_packages_for_the_least_load_are_refused():
    packages, teams = square()
    with pytest.raises(SamplingError, match="4 packages for 2 teams of at least 3"):
        assignment.assign(packages, teams, KEY, (), 500, 3, 3)


def test_without_packages_there_is_nothing_to_assign():
    found = assignment.assign([], square()[1], KEY, (), 500, 0, 3)
    assert (found.team_of, found.c, found.unassigned) == ({}, None, ())


def test_bars_that_starve_a_team_are_refused():
    packages, teams = square()
    bans = {(one.id, "T2") for one in packages}
    with pytest.raises(SamplingError, match="barred pairs leave no assignment"):
        assignment.assign(packages, teams, KEY, bans, 500, 1, 3)


def test_loads_higher_than_they_had_to_be_are_noticed_through_a_chain_of_teams():
    """T1 is full; only T2 may take from it, and only T3 from T2."""
    packages = [Package(f"P{n}", "U", "S01", ("C",), 2, n, 0) for n in range(6)]
    teams = [Team(f"T{n}", (f"A{n}",), 0, 0) for n in (1, 2, 3)]
    given_to = {"P0": "T1", "P1": "T1", "P2": "T1", "P3": "T2", "P4": "T2", "P5": "T3"}
    published = Assignment(given_to, 3, 0, 1)
    barred = {(name, "T3") for name in ("P0", "P1", "P2", "P3")}
    assert certificate.fits_below(packages, teams, published, barred)
    barred |= {("P4", "T3")}
    assert not certificate.fits_below(packages, teams, published, barred)


def test_a_package_left_out_though_a_team_may_take_it_is_refused():
    packages, teams = square()
    found = assignment.assign(packages[1:], teams, KEY, (), 500, 0, 2)
    left_out = replace(found, unassigned=("P0",))
    with pytest.raises(SamplingError, match="package P0: only what is barred"):
        certificate.certify_published(packages, teams, left_out, KEY, (), 500, 0)
