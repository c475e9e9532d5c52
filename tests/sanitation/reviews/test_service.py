"""Two strangers judge every record, each blind, once; a third decides where they differ."""

from dataclasses import fields

import pytest

from sanitation.accounts.models import Account, Grant, Organisation
from sanitation.accounts.rules import Kind, Role, Tie
from sanitation.errors import Code
from sanitation.reviews.models import Review
from sanitation.reviews.rules import Judgement, MarkState
from sanitation.sites.models import Site
from tests.factories import accounts, quarter
from tests.world import refuses, small_world, stored, undone

COUNTED = MarkState.COUNTED


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        yield quarter.visited(quarter.house(services))


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


@pytest.fixture
def assigned(house):
    house.services.reviews.assign(house.office, quarter.QUARTER)
    return house


def seats(house):
    """Return who judges what: submission -> accounts."""
    found = {}
    with stored(house.services) as session:
        for review in session.query(Review):
            found.setdefault(review.submission_id, []).append(review.reviewer_id)
    return found


def pair(house):
    """Return the two reviews of one record as (reviewer, handle)."""
    by_id = {one.id: one for one in house.reviewers}
    with stored(house.services) as session:
        first = session.query(Review).order_by(Review.id).first()
        same = session.query(Review).filter_by(submission_id=first.submission_id)
        return [(by_id[one.reviewer_id], one.handle) for one in same]


def disputed(house):
    """Let two reviewers differ; return the adjudicator's handle."""
    (first, one), (second, two) = pair(house)
    quarter.seal(house, first, one)
    quarter.seal(house, second, two, less=1)
    (found,) = house.services.reviews.disputes(house.adjudicator)
    return found.handle


# -- assignment


def test_every_record_gets_two_different_people(assigned):
    found = seats(assigned)
    assert len(found) == 8
    assert all(len(people) == len(set(people)) == 2 for people in found.values())


def test_assigning_again_gives_nobody_anything_new(assigned):
    before = seats(assigned)
    assigned.services.reviews.assign(assigned.office, quarter.QUARTER)
    assert seats(assigned) == before


def bar(house, how, reviewer):
    """Give a reviewer one reason to stay away from every record."""
    people, ref = house.services.accounts, reviewer.ref
    with stored(house.services) as session:
        keeper = session.query(Site).first().contractor.ref
    if how == "own organisation":
        employ(house, keeper, reviewer)
    elif how == "contractor":
        people.declare_conflict(house.office, ref, Tie.JOB, organisation=keeper)
    elif how == "district":
        for district in house.services.city.ranked_districts:
            people.declare_conflict(house.office, ref, Tie.KIN, district=district.code)
    else:
        for street in house.services.city.streets:
            people.declare_conflict(house.office, ref, Tie.HOME, street=street.code)


def employ(house, organisation, *people):
    """Put people into an organisation."""
    with house.services.sessions.begin() as session:
        body = session.query(Organisation).filter_by(ref=organisation).one()
        for person in people:
            session.get(Account, person.id).organisation_id = body.id


@pytest.mark.parametrize("how", ["district", "street", "contractor", "own organisation"])
def test_whoever_is_tied_to_a_record_never_judges_it(house, how):
    barred, *others = house.reviewers
    bar(house, how, barred)
    house.services.reviews.assign(house.office, quarter.QUARTER)
    judges = {person for people in seats(house).values() for person in people}
    assert judges == {one.id for one in others}


def test_where_two_strangers_are_lacking_nothing_at_all_is_assigned(house):
    for reviewer in house.reviewers[:2]:
        bar(house, "street", reviewer)
    with refuses(house.services, Code.TOO_FEW_REVIEWERS) as refused:
        house.services.reviews.assign(house.office, quarter.QUARTER)
    assert refused.value.facts["records"] == 8


def test_who_visited_sites_in_the_quarter_judges_none_of_its_records(house):
    """Roles exclude each other at one time; this holds for who changed them since."""
    with house.services.sessions.begin() as session:
        for grant in session.query(Grant).filter_by(role=Role.ASSESSOR):
            grant.role = Role.REVIEWER
    for reviewer in house.reviewers[1:]:
        bar(house, "street", reviewer)
    with refuses(house.services, Code.TOO_FEW_REVIEWERS):
        house.services.reviews.assign(house.office, quarter.QUARTER)


def test_people_of_the_body_whose_assessors_made_a_record_do_not_judge_it(house):
    agency = accounts.organisation(house.services, Kind.AGENCY)
    employ(house, agency, *house.assessors, house.reviewers[0])
    house.services.reviews.assign(house.office, quarter.QUARTER)
    judges = {person for people in seats(house).values() for person in people}
    assert judges == {one.id for one in house.reviewers[1:]}


# -- sealing


def test_a_review_is_sealed_once_with_its_entry(assigned):
    (reviewer, handle), _other = pair(assigned)
    quarter.seal(assigned, reviewer, handle)
    (entry,) = assigned.services.ledger.entries_of(handle)
    assert entry.kind == "ReviewSealed"
    marks = quarter.marks_of(assigned.services.reviews.record(reviewer, handle))
    with refuses(assigned.services, Code.REVIEW_ALREADY_SEALED):
        assigned.services.reviews.seal(reviewer, handle, marks)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _marks: {},
        lambda marks: dict(list(marks.items())[1:]),
        lambda marks: marks | {"XX99": Judgement(COUNTED, 0)},
        lambda marks: marks | {min(marks): Judgement(COUNTED, -1)},
        lambda marks: marks | {min(marks): Judgement(COUNTED, 1000)},
        lambda marks: marks | {min(marks): Judgement(MarkState.NA, 2)},
    ],
)
def test_marks_that_do_not_cover_the_record_are_refused(assigned, spoil):
    (reviewer, handle), _other = pair(assigned)
    marks = quarter.marks_of(assigned.services.reviews.record(reviewer, handle))
    with refuses(assigned.services, Code.MARKS_MISMATCH):
        assigned.services.reviews.seal(reviewer, handle, spoil(marks))


def test_anothers_review_does_not_exist(assigned):
    (first, one), (second, two) = pair(assigned)
    reviews = assigned.services.reviews
    stranger = next(p for p in assigned.reviewers if p.id not in {first.id, second.id})
    for person, handle in ((first, two), (second, one), (stranger, one), (first, "0" * 32)):
        for ask in (
            reviews.record,
            lambda who, what: reviews.photo(who, what, 1, 320),
            lambda who, what: reviews.seal(who, what, {}),
        ):
            with refuses(assigned.services, Code.NOT_FOUND):
                ask(person, handle)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ASSESSOR, Role.AUDITOR])
def test_only_reviewers_review(assigned, role):
    (_reviewer, handle), _other = pair(assigned)
    other = accounts.account(assigned.services, role)
    with refuses(assigned.services, Code.FORBIDDEN):
        assigned.services.reviews.record(other, handle)
    with refuses(assigned.services, Code.FORBIDDEN):
        assigned.services.reviews.seal(other, handle, {})


# -- disputes


def test_agreement_opens_no_dispute(assigned):
    for reviewer, handle in pair(assigned):
        quarter.seal(assigned, reviewer, handle)
    assert assigned.services.reviews.disputes(assigned.adjudicator) == ()


def test_a_dispute_shows_no_mark_before_the_blind_judgement_is_sealed(assigned):
    handle = disputed(assigned)
    reviews = assigned.services.reviews
    seen = reviews.dispute(assigned.adjudicator, handle)
    assert (seen.mark_a, seen.mark_b, seen.blind_done) == ({}, {}, False)
    (item,) = seen.items
    marks = {item: Judgement(COUNTED, 1)}
    with refuses(assigned.services, Code.WRONG_STATE):
        reviews.adjudicate(assigned.adjudicator, handle, marks, "clear in the photo")
    reviews.judge_blind(assigned.adjudicator, handle, marks)
    seen = reviews.dispute(assigned.adjudicator, handle)
    assert {seen.mark_a[item].findings, seen.mark_b[item].findings} == {1, 2}
    with refuses(assigned.services, Code.ALREADY_DONE):
        reviews.judge_blind(assigned.adjudicator, handle, marks)
    with refuses(assigned.services, Code.INVALID_INPUT):
        reviews.adjudicate(assigned.adjudicator, handle, marks, "  ")
    reviews.adjudicate(assigned.adjudicator, handle, marks, "clear in the photo")
    kinds = [entry.kind for entry in assigned.services.ledger.entries_of(handle)]
    assert kinds == ["AdjudicationJudgedBlind", "Adjudicated"]
    with refuses(assigned.services, Code.REVIEW_ALREADY_SEALED):
        reviews.adjudicate(assigned.adjudicator, handle, marks, "on second thoughts")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _item: {}, Code.NOT_IN_DISPUTE),
        (lambda _item: {"XX99": Judgement(COUNTED, 1)}, Code.NOT_IN_DISPUTE),
        (lambda item: {item: Judgement(COUNTED, -5)}, Code.MARKS_MISMATCH),
        (lambda item: {item: Judgement(MarkState.MISSING, 5)}, Code.MARKS_MISMATCH),
    ],
)
def test_an_adjudicator_judges_what_is_in_dispute_and_nothing_else(assigned, spoil, code):
    handle = disputed(assigned)
    reviews, person = assigned.services.reviews, assigned.adjudicator
    (item,) = reviews.dispute(person, handle).items
    with refuses(assigned.services, code):
        reviews.judge_blind(person, handle, spoil(item))
    reviews.judge_blind(person, handle, {item: Judgement(COUNTED, 1)})
    with refuses(assigned.services, code):
        reviews.adjudicate(person, handle, spoil(item), "because")


def test_anothers_dispute_does_not_exist(assigned):
    handle = disputed(assigned)
    other = accounts.account(assigned.services, Role.ADJUDICATOR)
    with refuses(assigned.services, Code.NOT_FOUND):
        assigned.services.reviews.dispute(other, handle)
    with refuses(assigned.services, Code.NOT_FOUND):
        assigned.services.reviews.judge_blind(other, handle, {})


def test_a_seal_that_finds_no_adjudicator_is_not_half_done(assigned):
    (first, one), (second, two) = pair(assigned)
    quarter.seal(assigned, first, one)
    bar(assigned, "street", assigned.adjudicator)
    with refuses(assigned.services, Code.TOO_FEW_REVIEWERS):
        quarter.seal(assigned, second, two, less=1)


# -- what a judge is given


def test_what_a_judge_receives_has_no_field_that_could_identify(assigned):
    (reviewer, handle), _other = pair(assigned)
    record = assigned.services.reviews.record(reviewer, handle)
    assert {field.name for field in fields(record)} == {
        "handle",
        "venue",
        "site_found",
        "items",
        "claimed",
        "photos",
    }
    assert {field.name for field in fields(record.photos[0])} == {
        "number",
        "role",
        "item",
        "finding",
    }


def test_a_handle_tells_nothing_and_differs_between_the_two(assigned):
    (_first, one), (_second, two) = pair(assigned)
    assert one != two
    assert len(one) == len(two) == 32
