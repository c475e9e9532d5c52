"""Why a number is what it is: from the index down to single records, and back up."""

from contextlib import contextmanager
from fractions import Fraction

import pytest

from sanitation.accounts.rules import Actor, Level, Role, Scope
from sanitation.errors import Code, Problem
from sanitation.fieldwork.rules import SiteFound
from sanitation.scores import inputs
from tests.sanitation.scores.quarter import answers, kept_run, record, street_records
from tests.world import small_world

OFFICE = Actor(1, "a", "A", frozenset({Role.OFFICE}), Scope(Level.CITY))


@contextmanager
def explained():
    """Give the scores service, a kept run of two streets, and the first street's code."""
    with small_world() as services:
        first, second = (street.code for street in services.city.streets[:2])
        locked = record(900, first, "V04", site_found=SiteFound.LOCKED, marks={})
        rows = [*street_records(first, findings=1), locked, *street_records(second, 500)]
        file = inputs.written(services.city, "2026Q3", rows, answers(services.city), "")
        with services.sessions.begin() as session:
            ref = kept_run(services, session, file).ref
        yield services.scores, ref, first


def flat(part):
    yield part
    for child in part.children:
        yield from flat(child)


def children(part, measure):
    return [one for one in flat(part) if one.measure == measure]


def weighed(parts):
    whole = sum(Fraction(one.weight) for one in parts)
    return sum(Fraction(one.weight) * Fraction(one.exact) for one in parts) / whole


def test_every_number_is_the_weighted_mean_of_the_parts_shown_below_it():
    with explained() as (scores, ref, street):
        part = scores.explain(ref, "street", street, "index")

    (site,) = children(part, "site_index")
    assert weighed(part.children) == Fraction(part.exact)
    assert weighed(site.children) == Fraction(site.exact)
    for venue in site.children:
        assert weighed(venue.children) == Fraction(venue.exact)
        assert {one.measure for one in venue.children} == {"record"}


def test_a_record_lacks_the_share_of_full_marks_that_its_indicators_lost():
    with explained() as (scores, ref, street):
        part = scores.explain(ref, "street", street, "site_index")

    for one in children(part, "record"):
        if one.children and one.note != "locked":
            lost = sum(Fraction(item.exact) for item in one.children)
            assert Fraction(one.exact) == 100 - lost
            assert all(item.name_zh and item.name_en for item in one.children)


def test_a_locked_place_is_told_as_such():
    with explained() as (scores, ref, street):
        part = scores.explain(ref, "street", street, "site_index")

    assert [one.exact for one in children(part, "record") if one.note == "locked"] == ["0"]


def test_only_who_may_view_the_quarter_learns_which_record_a_line_is_of():
    with explained() as (scores, ref, street):
        public = scores.explain(ref, "street", street, "index")
        office = scores.explain(ref, "street", street, "index", reader=OFFICE)
        viewer = Actor(2, "b", "B", frozenset({Role.STREET_VIEWER}), Scope(Level.STREET))
        theirs = scores.explain(ref, "street", street, "index", reader=viewer)

    assert (
        {one.record for one in flat(public)} == {one.record for one in flat(theirs)} == {""}
    )
    refs = {one.record for one in children(office, "record")}
    assert "ref900" in refs
    assert len(refs) == 13


def test_no_more_records_are_listed_than_asked_for_and_the_rest_is_counted():
    with explained() as (scores, ref, street):
        part = scores.explain(ref, "street", street, "site_index", most=1)

    for venue in part.children:
        assert len([one for one in venue.children if one.measure == "record"]) == 1
        (rest,) = (one for one in venue.children if one.measure == "rest")
        assert int(rest.label) in (2, 3)


def test_a_withheld_figure_is_not_told_by_its_parts():
    with small_world() as services:
        street = services.city.streets[0].code
        file = inputs.written(services.city, "2026Q3", [record(1, street)], {}, "")
        with services.sessions.begin() as session:
            ref = kept_run(services, session, file).ref
        part = services.scores.explain(ref, "street", street, "site_index")

    assert (part.shown, part.note, part.children) == (None, "suppressed", ())


def test_a_figure_the_run_does_not_have_is_not_found():
    with explained() as (scores, ref, street):
        for level, area, measure in (
            ("street", "000", "index"),
            ("street", street, "nothing"),
            ("planet", street, "index"),
        ):
            with pytest.raises(Problem) as refused:
                scores.explain(ref, level, area, measure)
            assert refused.value.code is Code.NOT_FOUND
