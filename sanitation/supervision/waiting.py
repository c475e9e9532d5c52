"""What of the cases waits for whom. Joins its caller's session."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import RESPONSIBLE, Actor, Due, Role, Scope
from sanitation.supervision import queries
from sanitation.supervision.rules import CaseState

TO_ISSUE = (CaseState.DRAFT, CaseState.RETURNED)
TO_VERIFY = (CaseState.SUBMITTED, CaseState.REVIEWING)
TO_LOOK_BACK = (CaseState.REINSPECTION_DUE,)
TO_CLOSE = (CaseState.REINSPECTED,)
TO_ACCEPT = (CaseState.ISSUED,)
TO_RECTIFY = (CaseState.ACCEPTED, CaseState.RECTIFYING)


def waiting(session: Session, actor: Actor, now: datetime) -> Iterator[Due]:
    """List what waits for this person, with the nearest deadline of each kind.

    The inspecting side has no deadline of its own: the party's clock stops with its proof.
    """
    scope = actor.scope
    if Role.INSPECTOR in actor.roles:
        yield Due("cases_to_issue", _nearest(session, scope, TO_ISSUE)[0])
        yield Due("cases_to_verify", _nearest(session, scope, TO_VERIFY)[0])
        yield Due("look_backs_due", _nearest(session, scope, TO_LOOK_BACK)[0])
        yield Due("cases_to_close", _nearest(session, scope, TO_CLOSE)[0])
    if actor.roles & RESPONSIBLE:
        yield Due("cases_to_accept", *_nearest(session, scope, TO_ACCEPT))
        yield Due("cases_to_rectify", *_nearest(session, scope, TO_RECTIFY))
    if Role.OFFICE in actor.roles:
        counts = queries.due_counts(session, scope, now)
        yield Due("cases_overdue", counts["overdue"])


def _nearest(
    session: Session, scope: Scope, states: tuple[CaseState, ...]
) -> tuple[int, datetime | None]:
    """Count the cases in these states, and give the deadline that comes first."""
    rows, total = queries.cases(session, scope, "", states, 0, 1)
    if not rows:
        return 0, None
    return total, rows[0].accept_by if states == TO_ACCEPT else rows[0].due_at
