"""A dispute from its opening to its decision. Every function joins its caller's session."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor, Role
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.fieldwork.models import Submission
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import Receipt, append
from sanitation.reviews import queries, view
from sanitation.reviews.assignment import candidates, record_of, ticket_of
from sanitation.reviews.models import AdjudicatedMark, Adjudication, Review
from sanitation.reviews.rules import (
    Marks,
    ReviewState,
    check_counts,
    in_dispute,
    may_judge,
)


def open_if_needed(session: Session, city: City, review: Review, now: datetime) -> None:
    """Open a dispute once both reviews are sealed and differ; else do nothing."""
    slots = queries.sealed_pair(session, review.submission_id)
    if len(slots) < 2 or not in_dispute(slots[1][1], slots[2][1]):
        return
    judged = {sealed.reviewer_id for sealed, _ in slots.values()}
    submission = session.get_one(Submission, review.submission_id)
    record = record_of(session, city, submission)
    quarter = submission.task.draw.quarter
    ticket = ticket_of(session, quarter)
    eligible = [
        person
        for person in candidates(session, Role.ADJUDICATOR, quarter)
        if person.id not in judged and may_judge(person, record)
    ]
    if not eligible:
        raise Problem(Code.TOO_FEW_REVIEWERS, wanted="an adjudicator without a conflict")
    drawn = min(
        eligible, key=lambda person: ticket(f"adjudicator,{record.ref},{person.ref}")
    )
    swapped = int(ticket(f"order,{record.ref}")[:2], 16) % 2 == 1
    session.add(
        Adjudication(
            submission_id=submission.id,
            adjudicator_id=drawn.id,
            swapped=swapped,
            assigned_at=now,
        )
    )
    session.flush()


def judge_blind(
    session: Session, actor: Actor, handle: str, marks: Marks, now: datetime
) -> None:
    """Seal the blind judgement of the disputed indicators."""
    found = _own(session, actor, handle)
    if found.blind_at is not None:
        raise Problem(Code.ALREADY_DONE)
    _check_items(session, found, marks)
    found.marks = [
        AdjudicatedMark(item=item, blind_state=one.state, blind_findings=one.findings)
        for item, one in marks.items()
    ]
    found.blind_at = now
    session.flush()
    append(session, _event("AdjudicationJudgedBlind", found, actor), now)


def adjudicate(
    session: Session, actor: Actor, handle: str, marks: Marks, reason: str, now: datetime
) -> Receipt:
    """Decide with both marks in sight; the blind judgement stays beside the decision."""
    found = _own(session, actor, handle)
    if found.state is not ReviewState.ASSIGNED:
        raise Problem(Code.REVIEW_ALREADY_SEALED)
    if found.blind_at is None:
        raise Problem(Code.WRONG_STATE, state="blind judgement missing")
    if not reason.strip():
        raise Problem(Code.INVALID_INPUT, field="reason")
    _check_items(session, found, marks)
    for mark in found.marks:
        mark.state, mark.findings = marks[mark.item].state, marks[mark.item].findings
    found.state, found.sealed_at, found.reason = (
        ReviewState.SEALED,
        now,
        reason.strip()[:300],
    )
    session.flush()
    return append(session, _event("Adjudicated", found, actor), now)


def facts(found: Adjudication) -> Mapping[str, object]:
    """Give what the ledger's entry says of a dispute, from its rows alone."""
    return {
        "submission": found.submission.ref,
        "state": found.state.value,
        "reason": found.reason,
        "marks": {
            mark.item: [
                mark.blind_state.value,
                mark.blind_findings,
                mark.state.value if mark.state else None,
                mark.findings,
            ]
            for mark in sorted(found.marks, key=lambda mark: mark.item)
        },
    }


def _own(session: Session, actor: Actor, handle: str) -> Adjudication:
    found = queries.own_adjudication(session, handle, actor.id)
    if found is None:
        raise Problem(Code.NOT_FOUND)
    return found


def _check_items(session: Session, found: Adjudication, marks: Marks) -> None:
    disputed = in_dispute(*view.pair(session, found))
    if wrong := sorted(set(disputed) ^ marks.keys()):
        raise Problem(Code.NOT_IN_DISPUTE, items=", ".join(wrong))
    check_counts(marks)


def _event(kind: str, found: Adjudication, actor: Actor) -> Event:
    return Event(
        kind=kind, object=found.handle, facts=facts(found), actor=actor.ref, role=actor.role
    )
