"""Commits a plan inside the caller's transaction: everything is fixed before the seed."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sampling import canonical, standalone
from sampling.types import FrameRow
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_bytes
from sanitation.draws import late, people, planning, queries, sizes, trustees, wave_rows
from sanitation.draws.days import working_days
from sanitation.draws.models import Draw, DrawTrustee
from sanitation.draws.planning import Pinned
from sanitation.draws.rules import DrawState, check_round
from sanitation.draws.values import CommitDraw
from sanitation.draws.wave_plan import Window, with_waves
from sanitation.errors import Code, Problem
from sanitation.frames.models import Frame

MORNING = time(9)  # product default: shares open on the working day after fieldwork
REVIEW_DAYS = 5  # product default: working days after that until the roster is public


def commit(
    session: Session, city: City, blobs: Blobs, command: CommitDraw, now: datetime
) -> Draw:
    """Build and keep the plan and what it pins; the draw is added to the session.

    INVALID_INPUT for a size no plan can have; FRAME_NOT_FROZEN, FRAME_UNFIT, FRAME_OPEN,
    TOO_FEW_SHARES,
    TOO_FEW_ASSESSORS, BEACON_TOO_SOON, PLAN_IMPOSSIBLE; WRONG_STATE where a draw of the
    quarter stands already.
    """
    check_sizes(command)
    frame = queries.latest_frame(session, command.quarter)
    if frame is None:
        raise Problem(Code.FRAME_NOT_FROZEN)
    if queries.live_draw(session, command.quarter) is not None:
        raise Problem(Code.WRONG_STATE, state="committed")
    check_mode(command)
    due = datetime.fromtimestamp(planning.round_due(command.beacon_round), UTC)
    check_round(due, now, rehearsal=command.rehearsal)
    shares = trustees.pin(session, command.quarter) if command.sealed else ()
    kept = sizes.policy_of(blobs, frame)
    sizes.check_frame(session, frame, kept, now, rehearsal=command.rehearsal)
    roster = people.roster(session, city, command.quarter)
    planning.check_roster(roster, command.teams)
    for file in (planning.roster_file(roster), planning.conflicts_file(roster)):
        blobs.put(file)
    rows = canonical.parse_frame(blobs.get(frame.sha256))
    first_day = Quarter.parse(command.quarter).first_day
    rubric = blobs.put(rubric_bytes(city, command.rubric_id, first_day))
    opens, roster_opens = opening_times(city, command)
    pinned = Pinned(
        frame_sha256=frame.sha256,
        merkle_root=frame.merkle_root,
        rubric_sha256=rubric,
        verifier_sha256=blobs.put(standalone.program()),
        previous=sizes.previous_plan(session, command.quarter, kept),
        fallback=tuple(late.fallback_rounds(command.beacon_round)),
        replaced=sizes.replaced_plan(session, command.quarter),
        trustees=tuple(one.pin for one in shares),
        opens_at=opens,
        roster_opens_at=roster_opens,
    )
    content = planning.plan_of(command, pinned, rows, roster, sizes.facts(kept, rows))
    plan = canonical.plan_bytes(_in_waves(city, command, content, rows))
    made = _draw(frame, plan, rubric, command, now)
    made.opens_at = opens if command.sealed else None
    session.add(made)
    session.flush()
    _add_parts(session, made, shares)
    return made


def _add_parts(session: Session, made: Draw, shares: Sequence[DrawTrustee]) -> None:
    """Give the pinned shares their draw, and each wave of the plan its row."""
    for one in shares:
        one.draw_id = made.id
    session.add_all(wave_rows.planned(made))


def _in_waves(
    city: City, command: CommitDraw, content: Mapping[str, object], rows: Sequence[FrameRow]
) -> Mapping[str, object]:
    """Add the units and waves the command asks for, if it asks for any."""
    if not command.wave_days:
        return content
    days = working_days(city, command.first_day, command.last_day)
    window = Window(days, command.wave_days, ZoneInfo(city.timezone))
    return with_waves(content, rows, command.package_size, window)


def _draw(
    frame: Frame, plan: bytes, rubric: str, command: CommitDraw, now: datetime
) -> Draw:
    return Draw(
        quarter=command.quarter,
        frame_id=frame.id,
        frame=frame,
        state=DrawState.COMMITTED,
        plan=plan,
        plan_sha256=hashlib.sha256(plan).hexdigest(),
        rubric_sha256=rubric,
        committed_at=now,
        beacon_round=command.beacon_round,
    )


# field -> the least and the most a plan may say
SIZES: Mapping[str, tuple[int, int]] = {
    "teams": (1, 10_000),
    "package_size": (1, 10_000),
    "sites_per_day": (1, 1_000),
    "reserves": (0, 1_000),
    "lambda_m": (0, planning.MOST_LAMBDA_M),
    "dice_digits": (20, 80),
    "wave_days": (0, 66),
}


def check_sizes(command: CommitDraw) -> None:
    """Refuse a number no plan can have."""
    for field, (least, most) in SIZES.items():
        given = getattr(command, field)
        if given is not None and not least <= given <= most:
            raise Problem(Code.INVALID_INPUT, field=field, wanted=f"{least} to {most}")


def check_mode(command: CommitDraw) -> None:
    """Refuse a live plan without trustees: its sample could be computed by the streets."""
    if not command.sealed and not command.rehearsal:
        row = {"column": "rehearsal", "got": "0", "wanted": "1 where nothing is sealed"}
        raise Problem(Code.INVALID_INPUT, rows=(row,), field="rehearsal")
    if command.last_day < command.first_day:
        row = {
            "column": "last_day",
            "got": command.last_day.isoformat(),
            "wanted": f"{command.first_day.isoformat()} or later",
        }
        raise Problem(Code.INVALID_INPUT, rows=(row,), field="last_day")


def opening_times(city: City, command: CommitDraw) -> tuple[datetime, datetime]:
    """Return when shares open, and when roster and conflicts do, once reviews are over.

    INVALID_INPUT where the shares would open before fieldwork has closed.
    """
    calendar, zone = load_calendar(city.calendar), ZoneInfo(city.timezone)
    after = calendar.working_day_after(command.last_day, 1)
    opens = command.opens_at or datetime.combine(after, MORNING, zone)
    if opens.astimezone(zone).date() <= command.last_day:
        row = {
            "column": "opens_at",
            "got": opens.isoformat(),
            "wanted": f"after {command.last_day.isoformat()}",
        }
        raise Problem(Code.INVALID_INPUT, rows=(row,), field="opens_at")
    later = calendar.working_day_after(opens.astimezone(zone).date(), REVIEW_DAYS)
    return opens, datetime.combine(later, MORNING, zone)
