"""Builds what a judge sees from the rows, leaving everything else behind in the query."""

from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.fieldwork.checklist import checklist
from sanitation.fieldwork.models import Submission
from sanitation.reviews import queries
from sanitation.reviews.blind import BlindPhoto, BlindRecord, Dispute
from sanitation.reviews.models import Adjudication
from sanitation.reviews.rules import Judgement, Marks, MarkState, in_dispute


def blind_record(
    session: Session, city: City, blobs: Blobs, handle: str, submission: Submission
) -> BlindRecord:
    """Build the blind view of a record."""
    venue = queries.venue_of(session, submission.id)
    claimed = {
        answer.item: Judgement(MarkState(answer.state.value), answer.findings)
        for answer in submission.answers
    }
    lines = checklist(city, blobs, submission.rubric_sha256, venue).items
    return BlindRecord(
        handle=handle,
        venue=venue,
        site_found=submission.site_found.value,
        items=tuple(line for line in lines if line.code in claimed),
        claimed=claimed,
        photos=tuple(
            BlindPhoto(photo.number, photo.role.value, photo.item, photo.finding)
            for photo in queries.photos(session, submission.id)
        ),
    )


def dispute(
    session: Session, city: City, blobs: Blobs, account_id: int, handle: str
) -> Dispute:
    """Build an adjudicator's view; both marks stay hidden until the blind one is sealed."""
    found = queries.own_adjudication(session, handle, account_id)
    if found is None:
        raise Problem(Code.NOT_FOUND)
    first, second = pair(session, found)
    items = in_dispute(first, second)
    shown = (second, first) if found.swapped else (first, second)
    done = found.blind_at is not None
    return Dispute(
        record=blind_record(session, city, blobs, handle, found.submission),
        items=items,
        blind_done=done,
        own={m.item: Judgement(m.blind_state, m.blind_findings) for m in found.marks},
        mark_a={item: shown[0][item] for item in items} if done else {},
        mark_b={item: shown[1][item] for item in items} if done else {},
    )


def pair(session: Session, found: Adjudication) -> tuple[Marks, Marks]:
    """Return the marks of the two sealed reviews a dispute is about."""
    slots = queries.sealed_pair(session, found.submission_id)
    return slots[1][1], slots[2][1]
