"""Whoever can tell where a record is from is out of it, and somebody else judges it."""

import pytest
from sqlalchemy import select

from sanitation.errors import Code, Problem
from sanitation.reviews.models import Review
from sanitation.reviews.rules import ReviewState
from tests.line import BEGIN, QUARTER, begun, visited
from tests.world import small_world


@pytest.fixture
def assigned():
    with small_world(start=BEGIN) as services:
        line = begun(services)
        visited(line)
        services.reviews.assign(line.office, str(QUARTER))
        yield line


def seats(services, submission_id):
    with services.sessions.read() as session:
        found = select(Review).where(Review.submission_id == submission_id)
        return session.scalars(found.order_by(Review.id)).all()


def first_review(line):
    reviewer = line.cast.reviewers[0]
    handle = line.services.reviews.queue(reviewer).next_handle
    with line.services.sessions.read() as session:
        return reviewer, session.scalars(
            select(Review).where(Review.handle == handle)
        ).one()


def test_the_record_goes_to_a_third_person_in_the_same_slot_and_the_press_is_counted(
    assigned,
):
    services = assigned.services
    reviewer, review = first_review(assigned)

    services.reviews.recognise(reviewer, review.handle)

    old, other, new = sorted(
        seats(services, review.submission_id), key=lambda one: (one.id != review.id, one.id)
    )
    assert old.state is ReviewState.SET_ASIDE
    assert new.slot == old.slot
    assert new.state is ReviewState.ASSIGNED
    assert len({old.reviewer_id, other.reviewer_id, new.reviewer_id}) == 3
    assert services.reviews.progress(assigned.office, str(QUARTER)).recognised == 1
    kinds = [entry.kind for entry in services.ledger.entries_of(review.handle)]
    assert kinds == ["PlaceRecognised"]


def test_whoever_stepped_back_never_sees_the_record_again(assigned):
    services = assigned.services
    reviewer, review = first_review(assigned)

    following = services.reviews.recognise(reviewer, review.handle)

    assert following != review.handle
    for ask in (services.reviews.record, services.reviews.recognise):
        with pytest.raises(Problem) as refused:
            ask(reviewer, review.handle)
        assert refused.value.code is Code.NOT_FOUND


def test_where_nobody_else_may_judge_nothing_changes(assigned):
    services = assigned.services
    _reviewer, review = first_review(assigned)
    for _ in range(len(assigned.cast.reviewers) - 2):
        holder = _holder(assigned, review)
        services.reviews.recognise(*holder)
    last = _holder(assigned, review)

    with pytest.raises(Problem) as refused:
        services.reviews.recognise(*last)

    assert refused.value.code is Code.TOO_FEW_REVIEWERS
    services.reviews.record(*last)  # still the last one's to judge


def _holder(line, review):
    """Return who holds the slot now, and under which handle."""
    standing = [
        one
        for one in seats(line.services, review.submission_id)
        if one.slot == review.slot and one.state is not ReviewState.SET_ASIDE
    ]
    actor = next(a for a in line.cast.reviewers if a.id == standing[0].reviewer_id)
    return actor, standing[0].handle
