"""A reviewer recognises the place: the record goes to somebody else, and that is counted.

Pictures are never perfectly blind. Whoever can tell where a record is from says so and is
out of it for good; what they had judged so far was never sealed and is not kept.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor, Role
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.reviews import queries
from sanitation.reviews.assignment import candidates, record_of, ticket_of
from sanitation.reviews.models import Review
from sanitation.reviews.rules import ReviewState, stand_in


def hand_over(
    session: Session, city: City, actor: Actor, review: Review, now: datetime
) -> Review:
    """Set the actor's unsealed review aside and seat the next reviewer in its slot.

    REVIEW_ALREADY_SEALED for one that is sealed; TOO_FEW_REVIEWERS, and nothing changes,
    where nobody else may judge the record. The entry names the new seat by its handle.
    """
    if review.state is not ReviewState.ASSIGNED:
        raise Problem(Code.REVIEW_ALREADY_SEALED)
    submission = review.submission
    quarter = submission.task.draw.quarter
    drawn = stand_in(
        record_of(session, city, submission),
        candidates(session, Role.REVIEWER, quarter),
        queries.seated(session, submission.id),
        queries.loads(session, quarter),
        ticket_of(session, quarter),
    )
    review.state, review.sealed_at = ReviewState.SET_ASIDE, now
    session.flush()
    made = Review(
        submission_id=submission.id,
        reviewer_id=drawn.id,
        slot=review.slot,
        position=queries.last_position(session, drawn.id) + 1,
        assigned_at=now,
    )
    session.add(made)
    session.flush()
    event = Event(
        kind="PlaceRecognised",
        object=review.handle,
        facts={
            "slot": review.slot,
            "state": review.state.value,
            "submission": submission.ref,
            "stand_in": made.handle,
        },
        actor=actor.ref,
        role=actor.role,
    )
    append(session, event, now)
    return made
