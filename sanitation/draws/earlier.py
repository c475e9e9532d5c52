"""The draw before: what the next frame must know of it, and what the next bundle shows."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sampling.results import SAMPLE
from sanitation.blobs import Blobs
from sanitation.draws import planning, queries
from sanitation.draws.models import Draw
from sanitation.draws.rules import DrawState, Place
from sanitation.frames.past import Earlier
from sanitation.frames.policy import Policy


def earlier(session: Session, quarter: str, rehearsal: bool) -> Earlier | None:  # noqa: FBT001
    """Return the last draw of an earlier quarter that was drawn and not cancelled.

    rehearsal: rehearsals count as well; else a made-up seed could decide who rests.
    """
    statement = (
        select(Draw)
        .where(Draw.quarter < quarter, Draw.drawn_at.is_not(None))
        .where(Draw.state != DrawState.CANCELLED)
        .options(joinedload(Draw.frame))
        .order_by(Draw.quarter.desc(), Draw.id.desc())
    )
    for draw in session.scalars(statement):
        if rehearsal or not planning.is_rehearsal(draw.plan):
            return _known(session, draw)
    return None


def _known(session: Session, draw: Draw) -> Earlier:
    drawn = {
        one.site.site_id
        for one in queries.sample(session, draw.id)
        if one.place is Place.DRAWN
    }
    stood_in = {after.site.site_id for _, after in queries.substitutions(session, draw.id)}
    return Earlier(
        quarter=draw.quarter,
        plan=draw.plan,
        plan_sha256=draw.plan_sha256,
        frame_sha256=draw.frame.sha256,
        visited=frozenset(drawn | stood_in),
        substitutions=substitutions_file(session, draw),
        secret_until=None if draw.opened_at is not None else draw.opens_at,
    )


def substitutions_file(session: Session, draw: Draw) -> bytes:
    """Write substitutions.csv of a draw as it stands."""
    lines = ["site_id,reason,substitute"]
    lines += [
        f"{before.site.site_id},{before.substitution_reason},{after.site.site_id}"
        for before, after in queries.substitutions(session, draw.id)
    ]
    return ("\n".join(lines) + "\n").encode("ascii")


def files(
    session: Session, blobs: Blobs, policy: Policy | None, plan: bytes
) -> dict[str, bytes]:
    """Return the files of the quarter before, as they stood when the frame was frozen.

    Without a draw before there is still the frame that the list of changes compares with.
    """
    pinned = str(json.loads(plan)["previous_plan_sha256"])
    found: dict[str, bytes] = {}
    if before := queries.plan_by_digest(session, pinned):
        found["previous_plan.json"] = before
    if policy is None or not policy.previous_frame:
        return found
    found["previous_frame.csv"] = blobs.get(policy.previous_frame)
    if policy.previous_plan and policy.previous_plan == pinned:
        found["previous_sample.csv"] = _sample(session, pinned)
        found["previous_substitutions.csv"] = blobs.get(policy.previous_substitutions)
    return found


def _sample(session: Session, plan_sha256: str) -> bytes:
    """Write the sites drawn under a plan, of all its waves."""
    draw_id = session.scalar(select(Draw.id).where(Draw.plan_sha256 == plan_sha256))
    drawn = [
        one for one in queries.sample(session, draw_id or 0) if one.place is Place.DRAWN
    ]
    drawn.sort(key=lambda one: (one.cell, one.position))
    lines = (
        f"{one.site.site_id},{one.cell},{one.take},{one.size_m},{one.ticket}"
        for one in drawn
    )
    return "".join(f"{line}\n" for line in (SAMPLE, *lines)).encode("ascii")
