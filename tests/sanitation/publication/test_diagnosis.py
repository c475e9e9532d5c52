"""What the next grade needs follows exactly from what was published."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.publication.diagnosis import diagnose, next_grade
from sanitation.publication.values import NOTHING, AreaRow, LostItem
from sanitation.scores.composition import Composition
from scoring.tables import Band
from tests.line import QUARTER, finished_quarter

BANDS = tuple(
    Band(label, None if least is None else Fraction(least))
    for label, least in (("A", "90"), ("B", "80"), ("C", None))
)
hundredths = st.integers(0, 10_000).map(lambda n: Fraction(n, 100))


def figure(value, **changes):
    return replace(NOTHING, exact=str(value), number=float(value), **changes)


def area(index, site, **changes):
    empty = dict.fromkeys(("satisfaction", "village", "progress", "before"), NOTHING)
    return AreaRow(
        *("S", "街", "Street", "D"), index=figure(index, **changes), site_index=figure(site),
        grade="", subs={}, lost={}, under_appeal=0, **empty,
    )  # fmt: skip


def made(site=4, beside=1, *, strict=False, venues=None):
    blend = {"site_index": Fraction(site), "satisfaction": Fraction(beside)}
    weights = venues or {"V01": Fraction(3), "V02": Fraction(1)}
    return Composition(weights, blend, BANDS, strict, 2)


def lost(points, venue="V01", item="A", found=2):
    return LostItem(item, "项", "item", venue, 9, found, found, float(points), points, ())


@given(index=hundredths, strict=st.booleans())
def test_the_next_grade_is_the_lowest_not_reached_and_its_gap_leads_there(index, strict):
    put = made(strict=strict)
    found = next_grade(area(index, index), index, put)

    def reached(bound):
        return index > bound if strict else index >= bound

    wanted = next(
        (label for label, bound in (("B", 80), ("A", 90)) if not reached(bound)), ""
    )
    assert (found.label if found else "") == wanted
    if found:
        assert index + found.gap == found.least
        assert found.site_points * put.site_share == found.gap


@given(score=hundredths, other=hundredths, weight=st.integers(1, 9))
def test_the_score_a_venue_type_needs_closes_the_gap_and_no_less_does(score, other, weight):
    put = made(venues={"V01": Fraction(weight), "V02": Fraction(2)})
    site = (weight * score + 2 * other) / (weight + 2)
    index = (4 * site + 80) / 5
    venues = [("V01", figure(score, n=5), NOTHING), ("V02", figure(other, n=5), NOTHING)]
    told = diagnose(area(index, site), venues, [], put)
    way = next(one for one in told.ways if one.venue == "V01")
    assert way.most == Fraction(4, 5) * Fraction(weight, weight + 2) * (100 - score)
    if told.next and way.needed is not None:
        raised = (4 * (weight * way.needed + 2 * other) / (weight + 2) + 80) / 5
        assert raised == told.next.least
    if told.next and way.needed is None:
        assert index + way.most < told.next.least


@given(points=st.lists(hundredths, min_size=1, max_size=10, unique=True))
def test_fixes_come_by_their_gain_and_add_up(points):
    told = diagnose(area(70, 70), [], [lost(one) for one in points], made())
    gains = [fix.gain for fix in told.fixes]
    assert gains == sorted(gains, reverse=True)
    assert told.fixes[-1].total == sum(points) * Fraction(4, 5)
    closing = [fix for fix in told.fixes if fix.closes]
    enough = told.fixes[-1].total >= told.next.gap
    assert len(closing) == enough


def test_a_fix_seen_at_one_site_says_so_and_a_locked_place_does_not():
    told = diagnose(
        area(70, 70),
        [],
        [lost(Fraction(1), found=1), lost(Fraction(2), found=None)],
        made(),
    )
    assert [fix.thin for fix in told.fixes] == [False, True]


def test_without_an_index_there_is_nothing_to_diagnose():
    assert diagnose(replace(area(70, 70), index=NOTHING), [], [], made()) is None


def test_chance_is_half_at_the_bound_and_unknown_without_an_error():
    at = next_grade(
        area("79.999999", 80, standard_error=1.0), Fraction("79.999999"), made()
    )
    assert at.chance == pytest.approx(0.5, abs=1e-5)
    assert next_grade(area(70, 70), Fraction(70), made()).chance is None


def test_every_published_place_can_be_diagnosed_and_what_it_lost_adds_up():
    with finished_quarter() as finished:
        services = finished.line.services
        for street in services.city.streets:
            page = services.publication.area(None, str(QUARTER), "street", street.code)
            told = services.publication.diagnosis(page, "street")
            lacking = sum(one.exact for one in page.lost)
            assert 100 - lacking == Fraction(page.area.site_index.exact)
            assert told.site_share == Fraction(4, 5) or 0 < told.site_share < 1
            if told.next:
                assert told.next.gap > 0
