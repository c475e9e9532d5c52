"""A ruling: adds a fact, re-scores the quarter, supersedes the release; one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor
from sanitation.appeals import queries
from sanitation.appeals.facts import of_appeal, of_ruling
from sanitation.appeals.models import Appeal, Ruling
from sanitation.appeals.panel import appeal_of
from sanitation.appeals.rules import AppealState, Outcome, check_outcome
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.publication import queries as releases
from sanitation.publication.rules import STANDING
from sanitation.publication.service import Publication
from sanitation.scores import running


@dataclass(frozen=True, slots=True)
class Parts:
    """What a ruling works with."""

    city: City
    blobs: Blobs
    publication: Publication
    now: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: findings that stand, and why."""

    outcome: Outcome
    findings: int
    reason: str


def rule(
    session: Session, parts: Parts, actor: Actor, handle: str, decision: Decision
) -> str:
    """Rule an appeal whose dossier is open; return the release that stands afterwards."""
    seat = queries.own_seat(session, handle, actor.id)
    if seat is None:
        raise Problem(Code.NOT_FOUND)
    appeal = appeal_of(session, seat)
    if appeal.state is not AppealState.READY:
        raise Problem(Code.WRONG_STATE, state=appeal.state.value)
    if not decision.reason.strip():
        raise Problem(Code.INVALID_INPUT, field="reason")
    check_outcome(decision.outcome, appeal.stood, decision.findings)
    changed = decision.findings != appeal.stood
    made = Ruling(
        appeal_id=appeal.id,
        outcome=decision.outcome,
        findings=decision.findings if changed else None,
        reason=decision.reason.strip(),
        ruled_by=actor.ref,
        ruled_at=parts.now,
    )
    session.add(made)
    appeal.state = AppealState.RULED
    session.flush()
    event = Event(
        kind="AppealRuled",
        object=appeal.ref,
        facts={**of_appeal(appeal), **of_ruling(made)},
        actor=actor.ref,
        role=actor.role,
        reason=made.reason,
    )
    append(session, event, parts.now)
    return _recompute(session, parts, actor, appeal, made)


def _recompute(
    session: Session, parts: Parts, actor: Actor, appeal: Appeal, made: Ruling
) -> str:
    standing = releases.current(session, appeal.quarter, STANDING)
    if standing is None:
        raise Problem(Code.WRONG_STATE, state="nothing published")
    if made.findings is None:
        return standing.ref
    rulings = queries.rulings(session, appeal.quarter)
    reason = f"appeal {appeal.number}"
    run = running.rerun(
        session, parts.city, parts.blobs, actor, standing.run, rulings, reason, parts.now
    )
    release = parts.publication.supersede(session, actor, run, reason, parts.now)
    made.release_id = release.id
    return release.ref
