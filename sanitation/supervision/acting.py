"""What each command does to a case, beside moving its state. Functions join their caller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts import queries as accounts
from sanitation.accounts.rules import Actor, Role
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos
from sanitation.supervision import deadlines, queries
from sanitation.supervision.models import Case, CasePhoto
from sanitation.supervision.rules import CaseState, Closing, Command
from sanitation.supervision.values import Act

ROLES: Mapping[Command, str] = {
    Command.SUBMIT: "after",
    Command.GIVE_UP: "after",
    Command.LOOK_BACK_PASS: "look_back",
    Command.LOOK_BACK_FAIL: "look_back",
}
TWO_OFFICERS = frozenset({Command.GIVE_UP, Command.VOID})


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with."""

    session: Session
    city: City
    blobs: Blobs
    actor: Actor
    now: datetime


def carry_out(desk: Desk, case: Case, act: Act, to: CaseState) -> None:
    """Check what the command needs, keep its photos, and do what it does."""
    if act.command in TWO_OFFICERS and not _second_officer(desk, act.second):
        raise Problem(Code.SIGN_OFF_SAME_PERSON)
    for data in act.photos:
        add_photo(desk, case, ROLES.get(act.command, "fault"), data)
    case.state = to
    DOES.get(act.command, _nothing)(desk, case, act)


def _second_officer(desk: Desk, ref: str) -> bool:
    officers = accounts.people_with_role(desk.session, Role.INSPECTOR)
    return ref != desk.actor.ref and any(officer.ref == ref for officer in officers)


def add_photo(desk: Desk, case: Case, role: str, data: bytes) -> None:
    """Keep a photo; EVIDENCE_REUSED where its bytes were seen before."""
    photos.check(data)
    digest = desk.blobs.put(data)
    if queries.seen_before(desk.session, digest):
        raise Problem(Code.EVIDENCE_REUSED)
    case.photos.append(
        CasePhoto(
            role=role,
            round=case.round,
            sha256=digest,
            size=len(data),
            taken_at=desk.now,
            actor_ref=desk.actor.ref,
        )
    )
    desk.session.flush()


def _nothing(desk: Desk, case: Case, act: Act) -> None:
    """Only the state moves."""


def _issue(desk: Desk, case: Case, act: Act) -> None:
    if act.party:
        party = queries.organisation_of(desk.session, act.party)
        if party is None:
            raise Problem(Code.NOT_FOUND)
        case.party_id = party.id
    case.issuer_ref = desk.actor.ref
    case.issued_at = case.issued_at or desk.now
    deadlines.set_on_issue(desk.city, case, desk.now)


def _accept(desk: Desk, case: Case, act: Act) -> None:
    if desk.city.severity(case.severity).plan is not None:
        case.state = CaseState.ACCEPTED


def _return(desk: Desk, case: Case, act: Act) -> None:
    if case.returns >= desk.city.default_int("case.returns"):
        raise Problem(Code.CASE_TRANSITION, state="assigned finally by the city")
    if case.accept_by is not None and desk.now > case.accept_by:
        raise Problem(Code.DEADLINE_PASSED, due=case.accept_by.isoformat())
    case.returns += 1


def _extend(desk: Desk, case: Case, act: Act) -> None:
    most = desk.city.default_int("case.extension_max")
    if case.severity == "S1" or case.extensions >= desk.city.default_int("case.extensions"):
        raise Problem(Code.CASE_TRANSITION, state="no further extension")
    if case.due_at is not None and desk.now > case.due_at:
        raise Problem(Code.DEADLINE_PASSED, due=case.due_at.isoformat())
    if not 1 <= act.days <= most:
        raise Problem(Code.INVALID_INPUT, field="days", wanted=f"1 to {most}")
    case.extensions += 1
    deadlines.extend(desk.city, case, act.days, desk.now)


def _pause(desk: Desk, case: Case, act: Act) -> None:
    case.paused_at = desk.now


def _resume(desk: Desk, case: Case, act: Act) -> None:
    deadlines.resume(case, desk.now)


def _submit(desk: Desk, case: Case, act: Act) -> None:
    case.submitter_ref, case.submitted_at = desk.actor.ref, desk.now


def _claim(desk: Desk, case: Case, act: Act) -> None:
    case.reviewer_ref = desk.actor.ref


def _look_back_pass(desk: Desk, case: Case, act: Act) -> None:
    case.looked_back = True


def _rework(desk: Desk, case: Case, act: Act) -> None:
    case.round += 1
    case.looked_back = False
    case.closing = case.closed_at = None
    deadlines.set_on_rework(desk.city, case, desk.now)


def _closing(closing: Closing) -> Callable[[Desk, Case, Act], None]:
    def close(desk: Desk, case: Case, act: Act) -> None:
        case.closing, case.closed_at = closing, desk.now

    return close


def _reopen(desk: Desk, case: Case, act: Act) -> None:
    if case.closing is not Closing.RECTIFIED:
        raise Problem(Code.CASE_TRANSITION, state="closed for good")
    _rework(desk, case, act)


LEVELS = ("street", "district", "city")


def _escalate(desk: Desk, case: Case, act: Act) -> None:
    place = LEVELS.index(case.escalated) + 1 if case.escalated else 0
    case.escalated = LEVELS[min(place, len(LEVELS) - 1)]


DOES: Mapping[Command, Callable[[Desk, Case, Act], None]] = {
    Command.ISSUE: _issue,
    Command.ACCEPT: _accept,
    Command.RETURN: _return,
    Command.EXTEND: _extend,
    Command.PAUSE: _pause,
    Command.RESUME: _resume,
    Command.SUBMIT: _submit,
    Command.CLAIM: _claim,
    Command.LOOK_BACK_PASS: _look_back_pass,
    Command.LOOK_BACK_FAIL: _rework,
    Command.FAIL: _rework,
    Command.CLOSE: _closing(Closing.RECTIFIED),
    Command.GIVE_UP: _closing(Closing.CANNOT_RECTIFY),
    Command.VOID: _closing(Closing.VOID),
    Command.REOPEN: _reopen,
    Command.ESCALATE: _escalate,
}
