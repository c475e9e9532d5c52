"""Reads of inspections and cases, always within a scope."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sanitation.accounts.models import Organisation
from sanitation.accounts.rules import Level, Scope
from sanitation.fieldwork.models import Photo
from sanitation.sites.models import Site, Toilet
from sanitation.sites.rules import SiteState
from sanitation.supervision.models import Case, CasePhoto, Inspection
from sanitation.supervision.rules import CaseState, Closing

# Where nobody's clock runs: not issued yet, paused, or handed in and waiting for the city.
STOPPED = (
    CaseState.DRAFT,
    CaseState.PAUSED,
    CaseState.SUBMITTED,
    CaseState.REVIEWING,
    CaseState.REINSPECTION_DUE,
    CaseState.REINSPECTED,
    CaseState.CLOSED,
)


def case_by_ref(session: Session, ref: str) -> Case | None:
    """Find a case with everything of it; locks the row."""
    statement = (
        select(Case)
        .where(Case.ref == ref)
        .options(
            joinedload(Case.site),
            joinedload(Case.party),
            selectinload(Case.events),
            selectinload(Case.photos),
            selectinload(Case.deadlines),
        )
        .with_for_update(of=Case)
    )
    return session.scalar(statement)


def cases(
    session: Session,
    scope: Scope,
    words: str,
    states: Collection[CaseState],
    offset: int,
    limit: int,
    late_at: datetime | None = None,
) -> tuple[Sequence[Case], int]:
    """List cases within a scope, those due first, and how many there are.

    late_at: only those whose clock runs and whose deadline lies before this instant.
    """
    statement = _within(select(Case), scope)
    if late_at is not None:
        statement = statement.where(Case.due_at < late_at, Case.state.not_in(STOPPED))
    if states:
        statement = statement.where(Case.state.in_(states))
    if words:
        pattern = f"%{words}%"
        statement = statement.join(Case.site).where(
            or_(Case.number.like(pattern), Site.name.like(pattern), Case.item == words)
        )
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = (
        statement.options(joinedload(Case.site), joinedload(Case.party))
        .order_by(Case.state == CaseState.CLOSED, Case.due_at, Case.id)
        .offset(offset)
        .limit(limit)
    )
    return session.scalars(ordered).all(), total


def open_for(session: Session, site_pk: int, item: str) -> Sequence[Case]:
    """Return the open cases of the same place and indicator: offered, never merged."""
    statement = select(Case).where(
        Case.site_pk == site_pk, Case.item == item, Case.state != CaseState.CLOSED
    )
    return session.scalars(statement).all()


def next_number(session: Session, year: int) -> str:
    """Return the next number of a year's cases."""
    like = select(func.count()).select_from(Case).where(Case.number.like(f"{year}-%"))
    return f"{year}-{(session.scalar(like) or 0) + 1:04d}"


def seen_before(session: Session, sha256: str) -> bool:
    """Tell whether a photo's bytes were used anywhere before."""
    used = exists().where(CasePhoto.sha256 == sha256)
    shot = exists().where(Photo.sha256 == sha256)
    return bool(session.scalar(select(or_(used, shot))))


def toilet(session: Session, site_id: str) -> Site | None:
    """Find an active site that is a toilet."""
    statement = (
        select(Site)
        .join(Site.toilet)
        .where(Site.site_id == site_id, Site.state == SiteState.ACTIVE)
        .options(joinedload(Site.toilet), joinedload(Site.contractor))
    )
    return session.scalar(statement)


def toilets(
    session: Session, words: str, street: str, offset: int, limit: int
) -> tuple[Sequence[tuple[Site, datetime | None]], int]:
    """List active toilets with their last inspection, the longest uninspected first."""
    last = (
        select(Inspection.site_pk, func.max(Inspection.at).label("at"))
        .group_by(Inspection.site_pk)
        .subquery()
    )
    statement = (
        select(Site, last.c.at)
        .join(Toilet, Toilet.site_pk == Site.id)
        .outerjoin(last, last.c.site_pk == Site.id)
        .where(Site.state == SiteState.ACTIVE)
    )
    if words:
        pattern = f"%{words}%"
        statement = statement.where(
            or_(Site.name.like(pattern), Site.site_id.like(pattern))
        )
    if street:
        statement = statement.where(Site.street == street)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.order_by(last.c.at.is_not(None), last.c.at, Site.site_id)
    rows = session.execute(ordered.offset(offset).limit(limit))
    return [(site, at) for site, at in rows], total


def organisation_of(session: Session, ref: str) -> Organisation | None:
    """Find a firm by its ref."""
    return session.scalar(select(Organisation).where(Organisation.ref == ref))


def due_counts(session: Session, scope: Scope, now: datetime) -> dict[str, int]:
    """Count a scope's open cases: all, overdue, and by state."""
    statement = _within(select(Case.state, Case.due_at), scope).where(
        Case.state != CaseState.CLOSED
    )
    found: dict[str, int] = {"open": 0, "overdue": 0}
    for state, due in session.execute(statement):
        found["open"] += 1
        found[state.value] = found.get(state.value, 0) + 1
        found["overdue"] += int(state not in STOPPED and due is not None and due < now)
    return found


def closed_counts(session: Session, scope: Scope) -> dict[str, int]:
    """Count closed cases: rectified, on time, first time right."""
    statement = _within(select(Case), scope).where(Case.closing == Closing.RECTIFIED)
    rows = session.scalars(statement).all()
    on_time = sum(
        bool(c.submitted_at and c.due_at and c.submitted_at <= c.due_at) for c in rows
    )
    return {
        "rectified": len(rows),
        "on_time": on_time,
        "first_time": sum(case.round == 1 for case in rows),
    }


def _within(statement: Select[tuple[Case]] | Select, scope: Scope) -> Select:  # type: ignore[type-arg]
    column: dict[Level, ColumnElement[bool]] = {
        Level.DISTRICT: Case.district == scope.district,
        Level.STREET: Case.street == scope.street,
    }
    if scope.level is Level.CITY:
        return statement
    if scope.level is Level.CONTRACTOR:
        return statement.join(Organisation, Organisation.id == Case.party_id).where(
            Organisation.ref == scope.contractor
        )
    return statement.where(column[scope.level])
