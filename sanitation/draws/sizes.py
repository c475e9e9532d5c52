"""The sizes a plan takes over from its frame, and whether a plan may use that frame."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import canonical
from sampling import facts as sampling_facts
from sampling.types import FrameRow
from sanitation.blobs import Blobs
from sanitation.draws import planning, queries
from sanitation.draws.earlier import earlier
from sanitation.draws.models import Draw
from sanitation.errors import Code, Problem
from sanitation.frames import policy
from sanitation.frames import queries as frames
from sanitation.frames.models import Frame
from sanitation.frames.policy import Policy


def policy_of(blobs: Blobs, frame: Frame) -> Policy | None:
    """Return the sizes kept with a frame; None for one from before they were kept."""
    return policy.read(blobs.get(frame.policy_sha256)) if frame.policy_sha256 else None


def facts(kept: Policy | None, rows: Iterable[FrameRow]) -> dict[str, object]:
    """Give the part of the plan that says every size and how it came about."""
    return kept.facts() if kept else {"take_per_cell": planning.takes(rows)}


def previous_plan(session: Session, quarter: str, kept: Policy | None) -> str:
    """Return the digest the plan names as the one before.

    That of the draw whose sites rest now, so that a verifier can ask for them; else the
    last plan there is, a cancelled one included.
    """
    if kept is not None and kept.previous_plan:
        return kept.previous_plan
    return queries.last_plan(session, quarter)


def replaced_plan(session: Session, quarter: str) -> str:
    """Return the digest of the quarter's own cancelled plan, which a new one must name."""
    cancelled = [one.plan_sha256 for one in queries.draws(session, quarter)]
    return cancelled[0] if cancelled else ""


def check_frame(
    session: Session,
    frame: Frame,
    kept: Policy | None,
    now: datetime,
    *,
    rehearsal: bool,
) -> None:
    """Refuse a frame that does not fit the plan any more, or not this kind of plan.

    FRAME_UNFIT where a draw came in between, or a live plan asks for a rehearsal's frame;
    FRAME_OPEN while the changes are open to challenge or an objection has no answer.
    """
    if kept is not None:
        before = earlier(session, frame.quarter, kept.rehearsal)
        if (before.plan_sha256 if before else "") != kept.previous_plan:
            raise Problem(Code.FRAME_UNFIT, detail=BEHIND)
        if kept.rehearsal and not rehearsal:
            raise Problem(Code.FRAME_UNFIT, detail=PRACTICE)
        if kept.by_size and not rehearsal:
            raise Problem(Code.FRAME_UNFIT, detail=BY_SIZE)
    closes = frame.challenge_closes_at
    if rehearsal or closes is None:
        return
    waiting = [one for one in frames.objections(session, frame.id) if not one.answer]
    if now <= closes or waiting:
        raise Problem(Code.FRAME_OPEN, closes=closes, waiting=len(waiting))


def check_scorable(draw: Draw) -> None:
    """Refuse to score a draw by size: a run weighs the sites of a cell alike."""
    if sampling_facts.by_size(canonical.parse_plan(draw.plan)):
        raise Problem(Code.WRONG_STATE, state=BY_SIZE)


# Said on pages in the reader's language, from exchange/sentences.py.
BEHIND = "another draw was made since the frame was frozen"
PRACTICE = "the frame was frozen for a rehearsal"
BY_SIZE = "strata drawn by size cannot be scored yet"
