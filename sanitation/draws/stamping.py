"""The time stamp of an outside body over a committed plan, inside the caller's transaction.

Without one the plan's time is that of the ledger, which is the office's own clock.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.draws import pinned, planning, stamp_token
from sanitation.draws.models import Draw, DrawStamp
from sanitation.errors import Code, Problem


def of_draw(session: Session, draw_id: int) -> DrawStamp | None:
    """Return the stamp over a draw's plan, if the office brought one."""
    return session.scalar(select(DrawStamp).where(DrawStamp.draw_id == draw_id))


def request(draw: Draw) -> bytes:
    """Write the request that is sent to the body; PLAN_CHANGED if the row was edited."""
    pinned.plan_of(draw)
    return stamp_token.request(draw.plan)


def keep(
    session: Session,
    blobs: Blobs,
    draw: Draw,
    answer: bytes,
    certificates: bytes,
    now: datetime,
) -> DrawStamp:
    """Keep the body's answer, once checked; ALREADY_DONE, PLAN_CHANGED or STAMP_INVALID.

    It must say a time after the commitment and before the dice: that order is its use. It
    may be brought later, as long as it says so.
    """
    if of_draw(session, draw.id) is not None:
        raise Problem(Code.ALREADY_DONE)
    pinned.plan_of(draw)
    read = stamp_token.read(answer, certificates, draw.plan)
    _check_time(draw, read.at, now)
    made = DrawStamp(
        draw_id=draw.id,
        answer_sha256=blobs.put(answer),
        certificates_sha256=blobs.put(certificates),
        body=read.body,
        root_sha256=read.root_sha256,
        stamped_at=read.at,
        kept_at=now,
    )
    session.add(made)
    session.flush()
    return made


def files(session: Session, blobs: Blobs, draw: Draw) -> dict[str, bytes]:
    """Return what the bundle has of the stamp: openssl checks it from these two."""
    made = of_draw(session, draw.id)
    if made is None:
        return {}
    return {
        "plan.tsr": blobs.get(made.answer_sha256),
        "plan_tsa.pem": blobs.get(made.certificates_sha256),
    }


def facts(one: DrawStamp, draw: str) -> Mapping[str, object]:
    """Give what the ledger's entry says of a stamp; draw: its draw's ref."""
    return {
        "draw": draw,
        "answer": one.answer_sha256,
        "certificates": one.certificates_sha256,
        "body": one.body,
        "root": one.root_sha256,
        "stamped_at": planning.instant(one.stamped_at),
    }


def _check_time(draw: Draw, at: datetime, now: datetime) -> None:
    if at < draw.committed_at.replace(microsecond=0):  # stamps have whole seconds
        raise Problem(Code.STAMP_INVALID, detail="a time before the plan was committed")
    rolled = draw.dice_at or draw.drawn_at
    if rolled is not None and at >= rolled:
        raise Problem(Code.STAMP_INVALID, detail="a time after the dice")
    if at > now:
        raise Problem(Code.STAMP_INVALID, detail="a time to come: compare the clocks")
