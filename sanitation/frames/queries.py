"""Reads of frozen frames."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.frames.models import Frame, FrameObjection


def frame_by_ref(session: Session, ref: str) -> Frame | None:
    """Find a frame."""
    return session.scalar(select(Frame).where(Frame.ref == ref))


def frames(session: Session) -> Sequence[Frame]:
    """List frames, the latest first."""
    return session.scalars(select(Frame).order_by(Frame.id.desc())).all()


def before(session: Session, quarter: str) -> Frame | None:
    """Return the last frame of an earlier quarter."""
    earlier = select(Frame).where(Frame.quarter < quarter)
    latest = earlier.order_by(Frame.quarter.desc(), Frame.id.desc())
    return session.scalar(latest.limit(1))


def same(session: Session, quarter: str, sha256: str, policy_sha256: str) -> Frame | None:
    """Return this quarter's frame with these very bytes and sizes."""
    return session.scalar(
        select(Frame).where(
            Frame.quarter == quarter,
            Frame.sha256 == sha256,
            Frame.policy_sha256 == policy_sha256,
        )
    )


def objections(session: Session, frame_id: int) -> Sequence[FrameObjection]:
    """List the objections to a frame as they came."""
    own = select(FrameObjection).where(FrameObjection.frame_id == frame_id)
    return session.scalars(own.order_by(FrameObjection.id)).all()


def objection_by_ref(session: Session, ref: str) -> FrameObjection | None:
    """Find an objection; locks the row."""
    found = select(FrameObjection).where(FrameObjection.ref == ref)
    return session.scalar(found.with_for_update())


def frame_of(session: Session, objection: FrameObjection) -> Frame:
    """Return the frame an objection is about."""
    return session.scalars(select(Frame).where(Frame.id == objection.frame_id)).one()
