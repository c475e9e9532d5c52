"""Reads of releases."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session, joinedload

from sanitation.draws.models import Draw
from sanitation.frames.models import Frame
from sanitation.publication.models import Release
from sanitation.publication.rules import ReleaseState
from sanitation.scores.models import ScoreRun


def release_by_ref(session: Session, ref: str) -> Release | None:
    """Find a release with its run; locks the row."""
    statement = (
        select(Release)
        .where(Release.ref == ref)
        .options(joinedload(Release.run))
        .with_for_update(of=Release)
    )
    return session.scalar(statement)


def releases(session: Session, states: Collection[ReleaseState]) -> Sequence[Release]:
    """List releases in these states, the latest first."""
    statement = (
        select(Release)
        .where(Release.state.in_(states))
        .options(joinedload(Release.run))
        .order_by(Release.quarter.desc(), Release.number.desc())
    )
    return session.scalars(statement).all()


def current(
    session: Session, quarter: str, states: Collection[ReleaseState]
) -> Release | None:
    """Return a quarter's release that stands, among these states."""
    statement = (
        select(Release)
        .where(Release.quarter == quarter, Release.state.in_(states))
        .options(joinedload(Release.run))
        .order_by(Release.number.desc())
        .limit(1)
    )
    return session.scalar(statement)


def next_number(session: Session, quarter: str) -> int:
    """Return the next number of a quarter's releases."""
    statement = select(func.max(Release.number)).where(Release.quarter == quarter)
    return (session.scalar(statement) or 0) + 1


def quarters(session: Session) -> list[str]:
    """List every quarter with a frame, a draw, a run or a release, the latest first."""
    known = union(
        select(Frame.quarter), select(Draw.quarter), select(ScoreRun.quarter)
    ).subquery()
    return sorted(session.scalars(select(known.c.quarter)), reverse=True)


def history(session: Session, states: Collection[ReleaseState]) -> Sequence[Release]:
    """Return the standing release of each quarter, the earliest first."""
    found: dict[str, Release] = {}
    for release in releases(session, states):
        found.setdefault(release.quarter, release)
    return [found[quarter] for quarter in sorted(found)]
