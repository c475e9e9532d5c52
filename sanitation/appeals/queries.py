"""Reads of appeals, and of the findings that may be appealed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sanitation.accounts.models import Organisation
from sanitation.accounts.rules import Level, Scope
from sanitation.appeals.models import Appeal, PanelSeat, Ruling
from sanitation.appeals.rules import AppealState
from sanitation.draws.models import Task
from sanitation.fieldwork.models import Photo, Submission
from sanitation.scores.models import ScoredMark
from sanitation.sites.models import Site

OPEN = (AppealState.FILED, AppealState.PANEL, AppealState.READY)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One notified finding of a place, with what it cost."""

    submission: str
    submission_id: int
    item: str
    findings: int
    lost: int
    site_id: str
    site_name: str
    venue: str
    street: str
    contractor: str
    appeal: str


def appeal_by_ref(session: Session, ref: str) -> Appeal | None:
    """Find an appeal with everything of it; locks the row."""
    statement = (
        select(Appeal)
        .where(Appeal.ref == ref)
        .options(
            joinedload(Appeal.release),
            joinedload(Appeal.submission).joinedload(Submission.task).joinedload(Task.site),
            selectinload(Appeal.evidence),
            selectinload(Appeal.panel).joinedload(PanelSeat.account),
            joinedload(Appeal.filed_by),
        )
        .with_for_update(of=Appeal)
    )
    return session.scalar(statement)


def appeals(session: Session, scope: Scope, quarter: str) -> Sequence[Appeal]:
    """List a quarter's appeals within a scope, the latest first."""
    statement = (
        select(Appeal)
        .where(Appeal.quarter == quarter)
        .options(
            joinedload(Appeal.submission).joinedload(Submission.task).joinedload(Task.site),
            joinedload(Appeal.ruling),
        )
        .order_by(Appeal.id.desc())
    )
    if (within := _within(scope)) is not None:
        statement = statement.where(within)
    return session.scalars(statement).unique().all()


def appeal_of(session: Session, submission_id: int, item: str) -> Appeal | None:
    """Find the appeal of one finding."""
    return session.scalar(
        select(Appeal).where(Appeal.submission_id == submission_id, Appeal.item == item)
    )


def next_number(session: Session, quarter: str) -> str:
    """Return the next number of a quarter's appeals."""
    count = select(func.count()).select_from(Appeal).where(Appeal.quarter == quarter)
    return f"{quarter}-{(session.scalar(count) or 0) + 1:04d}"


def open_count(session: Session, quarter: str) -> int:
    """Count the appeals that wait for a ruling."""
    statement = select(func.count()).select_from(Appeal)
    found = statement.where(Appeal.quarter == quarter, Appeal.state.in_(OPEN))
    return session.scalar(found) or 0


def rule_by(session: Session, states: Collection[AppealState]) -> list[datetime]:
    """List until when the appeals in these states have to be ruled, in every quarter."""
    statement = select(Appeal.rule_by).where(Appeal.state.in_(states))
    return list(session.scalars(statement.order_by(Appeal.rule_by)))


def seats_of(session: Session, account_id: int) -> Sequence[tuple[PanelSeat, Appeal]]:
    """List a panellist's seats in appeals that wait for a ruling."""
    statement = (
        select(PanelSeat, Appeal)
        .join(Appeal, Appeal.id == PanelSeat.appeal_id)
        .where(PanelSeat.account_id == account_id, Appeal.state.in_(OPEN))
        .order_by(PanelSeat.handle)
    )
    return [(seat, appeal) for seat, appeal in session.execute(statement)]


def own_seat(session: Session, handle: str, account_id: int) -> PanelSeat | None:
    """Find a panellist's own seat; locks the row."""
    statement = select(PanelSeat).where(
        PanelSeat.handle == handle, PanelSeat.account_id == account_id
    )
    return session.scalar(statement.with_for_update(of=PanelSeat))


def rulings(session: Session, quarter: str) -> dict[tuple[int, str], int]:
    """Return the findings that stand by ruling, by (submission, indicator)."""
    statement = (
        select(Appeal.submission_id, Appeal.item, Ruling.findings)
        .join(Ruling, Ruling.appeal_id == Appeal.id)
        .where(Appeal.quarter == quarter, Ruling.findings.is_not(None))
    )
    return {
        (submission, item): findings
        for submission, item, findings in session.execute(statement)
        if findings is not None
    }


def finding_row(
    session: Session, run_id: int, submission_id: int, item: str
) -> FindingRow | None:
    """Return one finding a run counted, or None."""
    statement = _counted(run_id).where(
        ScoredMark.submission_id == submission_id, ScoredMark.item == item
    )
    row = session.execute(statement).first()
    return FindingRow(*row) if row else None


def findings(
    session: Session,
    run_id: int,
    streets: Sequence[str] | None,
    contractor: str,
    offset: int,
    limit: int,
) -> tuple[list[FindingRow], int]:
    """List the findings a run counted, the costliest first, and how many there are.

    streets None: the whole city. contractor: the ref of a firm, or nothing.
    """
    statement = _counted(run_id)
    if contractor:
        statement = statement.where(Organisation.ref == contractor)
    elif streets is not None:
        statement = statement.where(ScoredMark.street.in_(streets))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = (
        statement.order_by(ScoredMark.lost.desc(), ScoredMark.id)
        .offset(offset)
        .limit(limit)
    )
    return [FindingRow(*row) for row in session.execute(ordered)], total


def photos_of(session: Session, submission_id: int, item: str) -> Sequence[Photo]:
    """List the photos of one indicator of a record."""
    statement = select(Photo).where(
        Photo.submission_id == submission_id, Photo.item == item
    )
    return session.scalars(statement.order_by(Photo.number)).all()


def scored(
    session: Session, run_id: int, submission_id: int, item: str
) -> ScoredMark | None:
    """Return one indicator of one record as a run counted it."""
    return session.scalar(
        select(ScoredMark).where(
            ScoredMark.run_id == run_id,
            ScoredMark.submission_id == submission_id,
            ScoredMark.item == item,
        )
    )


def _counted(run_id: int) -> Select[*tuple[Any, ...]]:
    mark = ScoredMark
    return (
        select(
            Submission.ref,
            mark.submission_id,
            mark.item,
            mark.findings,
            mark.lost,
            Site.site_id,
            Site.name,
            Site.venue,
            Site.street,
            func.coalesce(Organisation.ref, ""),
            func.coalesce(Appeal.ref, ""),
        )
        .join(Submission, Submission.id == mark.submission_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Site, Site.id == Task.site_pk)
        .outerjoin(Organisation, Organisation.id == Site.contractor_id)
        .outerjoin(
            Appeal,
            (Appeal.submission_id == mark.submission_id) & (Appeal.item == mark.item),
        )
        .where(mark.run_id == run_id, mark.findings > 0)
    )


def _within(scope: Scope) -> ColumnElement[bool] | None:
    if scope.level is Level.DISTRICT:
        return Appeal.district == scope.district
    if scope.level is Level.STREET:
        return Appeal.street == scope.street
    if scope.level is Level.CONTRACTOR:
        return Appeal.contractor == scope.contractor
    return None
