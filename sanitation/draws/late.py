"""When no relay has the beacon's round: the notice after which the plan's next one counts.

Source: protocol sanrandom-draw/1, section 5. drand makes missed rounds up later, so a
switch without a notice that came first would be a choice between two samples.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampling import canonical, facts
from sanitation.draws import planning
from sanitation.draws.models import Draw, DrawNotice
from sanitation.errors import Code, Problem

LATE = timedelta(hours=24)  # after the round was due
BEFORE = timedelta(minutes=30)  # the round that follows is due at least so long after
FALLBACK_HOURS = (48, 96)  # product default: the plan's next rounds, after the first
NONE_LEFT = "the plan names no further beacon round: cancel this draw, commit a new plan"


def fallback_rounds(first: int) -> list[int]:
    """Return the rounds a plan names for the case that its first one is late."""
    step = planning.CHAIN_STEP
    return [first + hours * 3600 // step for hours in FALLBACK_HOURS]


def notices(session: Session, draw_id: int) -> Sequence[DrawNotice]:
    """List a draw's notices in their order."""
    statement = select(DrawNotice).where(DrawNotice.draw_id == draw_id)
    return session.scalars(statement.order_by(DrawNotice.position)).all()


def check_late(draw: Draw, now: datetime) -> None:
    """Refuse a notice before the round is a day late: BEACON_NOT_LATE."""
    earliest = due(draw.beacon_round) + LATE
    if now < earliest:
        raise Problem(Code.BEACON_NOT_LATE, earliest=earliest)


def publish(session: Session, draw: Draw, statement: str, now: datetime) -> DrawNotice:
    """Put the plan's next round in the place of the late one.

    PLAN_IMPOSSIBLE where the plan names none that is at least half an hour away.
    """
    check_late(draw, now)
    plan = canonical.parse_plan(draw.plan)
    rounds = (plan.drand_round, *facts.fallback(plan)[0])
    later = rounds[rounds.index(draw.beacon_round) + 1 :]
    if not later or due(later[0]) < now + BEFORE:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=NONE_LEFT)
    made = DrawNotice(
        draw_id=draw.id,
        position=len(notices(session, draw.id)) + 1,
        late_round=draw.beacon_round,
        next_round=later[0],
        statement=statement,
        noticed_at=now,
    )
    draw.beacon_round = later[0]
    session.add(made)
    session.flush()
    return made


def facts_of(one: DrawNotice, draw: str) -> Mapping[str, object]:
    """Give what the ledger's entry says of a notice; draw: its draw's ref."""
    return {"draw": draw, **told(one)}


def told(one: DrawNotice) -> Mapping[str, object]:
    """Give what the bundle's notice.json says of one notice."""
    return {
        "late_round": one.late_round,
        "next_round": one.next_round,
        "stamped_at": planning.instant(one.noticed_at),
        "statement": one.statement,
    }


def due(number: int) -> datetime:
    """Return when a beacon round is due."""
    return datetime.fromtimestamp(planning.round_due(number), UTC)
