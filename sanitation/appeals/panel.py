"""The panel of an appeal: drawn by ticket, judging blind. Functions join their caller."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor, Role
from sanitation.appeals import queries
from sanitation.appeals.models import Appeal, PanelSeat
from sanitation.appeals.rules import AppealState, draw_panel
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.reviews import assignment
from sanitation.reviews.models import Adjudication, Review
from sanitation.reviews.rules import may_judge

SIZE = 2


def draw(session: Session, city: City, appeal: Appeal) -> None:
    """Draw two panellists: nobody who touched the record, is tied to its place or to a
    body of it, or is of the appellant's own organisation."""
    if appeal.state is not AppealState.FILED:
        raise Problem(Code.WRONG_STATE, state=appeal.state.value)
    record = assignment.record_of(session, city, appeal.submission)
    touched = _touched(session, appeal.submission_id)
    free = [
        (person.id, person.ref)
        for person in assignment.candidates(session, Role.PANELLIST, appeal.quarter)
        if person.id not in touched
        and may_judge(person, record)
        and appeal.filed_by.organisation_id not in person.bodies
    ]
    ticket = assignment.ticket_of(session, appeal.quarter)
    drawn = draw_panel(free, appeal.ref, ticket, SIZE)
    appeal.panel = [PanelSeat(account_id=account) for account in drawn]
    appeal.state = AppealState.PANEL
    session.flush()
    for seat in appeal.panel:
        session.refresh(seat, ["account"])


def judge(
    session: Session, actor: Actor, handle: str, findings: int, now: datetime
) -> Appeal:
    """Seal one blind count; with the second the dossier opens to both."""
    seat = queries.own_seat(session, handle, actor.id)
    if seat is None:
        raise Problem(Code.NOT_FOUND)
    if seat.sealed_at is not None:
        raise Problem(Code.ALREADY_DONE)
    if not 0 <= findings <= 999:
        raise Problem(Code.INVALID_INPUT, field="findings")
    appeal = appeal_of(session, seat)
    if appeal.state is not AppealState.PANEL:
        raise Problem(Code.WRONG_STATE, state=appeal.state.value)
    seat.findings, seat.sealed_at = findings, now
    session.flush()
    if all(one.sealed_at is not None for one in appeal.panel):
        appeal.state = AppealState.READY
    return appeal


def appeal_of(session: Session, seat: PanelSeat) -> Appeal:
    """Return the appeal of a seat, with everything of it."""
    ref = session.get_one(Appeal, seat.appeal_id).ref
    found = queries.appeal_by_ref(session, ref)
    if found is None:
        raise Problem(Code.NOT_FOUND)
    return found


def _touched(session: Session, submission_id: int) -> set[int]:
    judges = select(Review.reviewer_id).where(Review.submission_id == submission_id)
    decided = select(Adjudication.adjudicator_id).where(
        Adjudication.submission_id == submission_id
    )
    return {*session.scalars(judges), *session.scalars(decided)}
