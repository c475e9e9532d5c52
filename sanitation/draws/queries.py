"""Reads of draws: the draw itself, its sample, its teams and tasks."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from sanitation.accounts.rules import Worked
from sanitation.catalog.city import City
from sanitation.draws.models import Draw, DrawnSite, DrawWave, Task, Team, TeamMember
from sanitation.draws.rules import DrawState, Place, TaskState, WaveState
from sanitation.draws.values import TaskFilter
from sanitation.frames.models import Frame
from sanitation.sites.models import Site


def draw_by_ref(session: Session, ref: str) -> Draw | None:
    """Find a draw with its frame; locks the row."""
    statement = (
        select(Draw)
        .where(Draw.ref == ref)
        .options(joinedload(Draw.frame))
        .with_for_update(of=Draw)
    )
    return session.scalar(statement)


def draws(session: Session, quarter: str | None = None) -> Sequence[Draw]:
    """List draws, the latest first."""
    statement = select(Draw).options(joinedload(Draw.frame)).order_by(Draw.id.desc())
    if quarter is not None:
        statement = statement.where(Draw.quarter == quarter)
    return session.scalars(statement).all()


def live_draw(session: Session, quarter: str) -> Draw | None:
    """Return the quarter's draw that was not cancelled."""
    statement = select(Draw).where(
        Draw.quarter == quarter, Draw.state != DrawState.CANCELLED
    )
    return session.scalar(statement.order_by(Draw.id.desc()).limit(1))


def unopened(session: Session, now: datetime) -> Sequence[Draw]:
    """List the sealed draws whose shares can be opened now, cancelled ones too."""
    statement = select(Draw).where(
        Draw.drawn_at.is_not(None),
        Draw.opened_at.is_(None),
        or_(Draw.opens_at <= now, Draw.state == DrawState.CANCELLED),
        Draw.opens_at.is_not(None),
    )
    return session.scalars(statement.order_by(Draw.id)).all()


def plan_by_digest(session: Session, digest: str) -> bytes | None:
    """Find the plan of a digest, such as the one a later plan names as previous."""
    return session.scalar(select(Draw.plan).where(Draw.plan_sha256 == digest))


def frame_by_ref(session: Session, ref: str) -> Frame | None:
    """Find a frozen frame."""
    return session.scalar(select(Frame).where(Frame.ref == ref))


def latest_frame(session: Session, quarter: str) -> Frame | None:
    """Return the frame frozen last for a quarter."""
    statement = select(Frame).where(Frame.quarter == quarter)
    return session.scalar(statement.order_by(Frame.id.desc()).limit(1))


def site_keys(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """Return the rows of sites by their permanent ids, a few thousand at a time."""
    found: dict[str, int] = {}
    for start in range(0, len(ids), 5000):
        asked = Site.site_id.in_(ids[start : start + 5000])
        rows = session.execute(select(Site.site_id, Site.id).where(asked))
        found |= {row[0]: row[1] for row in rows}
    return found


def waves(session: Session, draw_id: int) -> Sequence[DrawWave]:
    """List a draw's waves in the plan's order; none where the quarter has one seed."""
    statement = select(DrawWave).where(DrawWave.draw_id == draw_id)
    return session.scalars(statement.order_by(DrawWave.position)).all()


def next_waves(session: Session) -> Sequence[tuple[Draw, DrawWave]]:
    """List the running draws that have a wave to come, each with its next one."""
    first = (
        select(DrawWave.draw_id, func.min(DrawWave.position).label("position"))
        .where(DrawWave.state == WaveState.WAITING)
        .group_by(DrawWave.draw_id)
        .subquery()
    )
    statement = (
        select(Draw, DrawWave)
        .join(DrawWave, DrawWave.draw_id == Draw.id)
        .join(
            first,
            (first.c.draw_id == DrawWave.draw_id) & (first.c.position == DrawWave.position),
        )
        .where(Draw.state == DrawState.ASSIGNED, Draw.opened_at.is_(None))
        .order_by(Draw.id)
    )
    return [(draw, wave) for draw, wave in session.execute(statement)]


def sample(session: Session, draw_id: int) -> Sequence[DrawnSite]:
    """List a draw's sites and reserves, cell by cell in ticket order."""
    statement = (
        select(DrawnSite)
        .where(DrawnSite.draw_id == draw_id)
        .options(joinedload(DrawnSite.site))
        .order_by(DrawnSite.cell, DrawnSite.position)
    )
    return session.scalars(statement).all()


def drawn_count(session: Session, draw_id: int) -> int:
    """Count the sites a draw took, its reserves left out."""
    statement = select(func.count()).select_from(DrawnSite)
    own = statement.where(DrawnSite.draw_id == draw_id, DrawnSite.place == Place.DRAWN)
    return session.scalar(own) or 0


def drawn_site(session: Session, draw_id: int, site_id: str) -> DrawnSite | None:
    """Find one site in a draw, by its permanent id."""
    statement = (
        select(DrawnSite)
        .join(DrawnSite.site)
        .where(DrawnSite.draw_id == draw_id, Site.site_id == site_id)
        .options(joinedload(DrawnSite.site))
    )
    return session.scalar(statement)


def next_reserve(session: Session, draw_id: int, cell: str) -> DrawnSite | None:
    """Return the first reserve of a cell, in ticket order, that has no task yet."""
    used = select(Task.drawn_site_id).where(Task.draw_id == draw_id)
    statement = (
        select(DrawnSite)
        .where(DrawnSite.draw_id == draw_id, DrawnSite.cell == cell)
        .where(DrawnSite.place == Place.RESERVE, DrawnSite.id.not_in(used))
        .order_by(DrawnSite.position)
        .limit(1)
    )
    return session.scalar(statement)


def teams(session: Session, draw_id: int) -> Sequence[Team]:
    """List a draw's teams with their people."""
    statement = (
        select(Team)
        .where(Team.draw_id == draw_id)
        .options(selectinload(Team.members).joinedload(TeamMember.account))
        .order_by(Team.code)
    )
    return session.scalars(statement).all()


def task_by_handle(session: Session, handle: str) -> Task | None:
    """Find a task; locks the row."""
    statement = (
        select(Task)
        .where(Task.handle == handle)
        .options(joinedload(Task.drawn_site), joinedload(Task.site), joinedload(Task.draw))
        .with_for_update(of=Task)
    )
    return session.scalar(statement)


def tasks(session: Session, draw_id: int) -> Sequence[Task]:
    """List a draw's tasks, day by day."""
    statement = (
        select(Task)
        .where(Task.draw_id == draw_id)
        .options(joinedload(Task.site), joinedload(Task.team))
        .order_by(Task.day, Task.team_id, Task.id)
    )
    return session.scalars(statement).all()


def tasks_until(
    session: Session,
    draw_id: int,
    day: date,
    wanted: TaskFilter,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[Sequence[Task], int]:
    """List a draw's tasks up to a day that match, the latest first, and how many there are."""
    chosen = select(Task).join(Task.site).join(Task.team)
    chosen = chosen.where(Task.draw_id == draw_id, Task.day <= day)
    if wanted.words:
        pattern = f"%{wanted.words}%"
        named = or_(Site.name.like(pattern), Site.site_id.like(pattern))
        chosen = chosen.where(or_(named, Team.code == wanted.words))
    if wanted.street:
        chosen = chosen.where(Site.street == wanted.street)
    if wanted.state:
        chosen = chosen.where(Task.state == TaskState(wanted.state))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ordered = chosen.options(contains_eager(Task.site), contains_eager(Task.team))
    ordered = ordered.order_by(Task.day.desc(), Task.team_id, Task.id)
    return session.scalars(ordered.offset(offset).limit(limit)).all(), total


def task_counts(session: Session, draw_id: int) -> dict[TaskState, int]:
    """Count a draw's tasks by state."""
    statement = (
        select(Task.state, func.count()).where(Task.draw_id == draw_id).group_by(Task.state)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def task_days(session: Session, draw_id: int) -> tuple[date, date] | None:
    """Return the first and last day of a draw's tasks."""
    statement = select(func.min(Task.day), func.max(Task.day)).where(
        Task.draw_id == draw_id
    )
    first, last = session.execute(statement).one()
    return (first, last) if first else None


def worked(session: Session, city: City) -> dict[int, list[Worked]]:
    """Return where each account's teams were sent, quarter by quarter."""
    statement = (
        select(TeamMember.account_id, Draw.quarter, Site.street)
        .join(Task, Task.team_id == TeamMember.team_id)
        .join(Site, Site.id == Task.site_pk)
        .join(Draw, Draw.id == Task.draw_id)
        .distinct()
    )
    found: dict[int, list[Worked]] = {}
    for account, quarter, street in session.execute(statement):
        one = Worked(quarter, city.district_of(street), street)
        found.setdefault(account, []).append(one)
    return found


def last_plan(session: Session, quarter: str) -> str:
    """Return the digest of the plan before this quarter's, cancelled ones included."""
    statement = select(Draw.plan_sha256).where(Draw.quarter <= quarter)
    return session.scalar(statement.order_by(Draw.id.desc()).limit(1)) or ""


def team_people(session: Session, team_id: int) -> set[int]:
    """Return the accounts of one team."""
    found = session.scalars(
        select(TeamMember.account_id).where(TeamMember.team_id == team_id)
    )
    return set(found)


def substitutions(session: Session, draw_id: int) -> Sequence[tuple[Task, Task]]:
    """Return the tasks handed over, each with the one that stands in."""
    stand_in = aliased(Task)
    statement = (
        select(Task, stand_in)
        .join(stand_in, stand_in.stands_in_for_id == Task.id)
        .where(Task.draw_id == draw_id)
        .options(joinedload(Task.site), joinedload(stand_in.site))
        .order_by(Task.id)
    )
    return [(before, after) for before, after in session.execute(statement)]


def substituted(session: Session) -> int:
    """Count the tasks that gave way to a reserve, in every draw."""
    gone = select(func.count()).select_from(Task).where(Task.state == TaskState.SUBSTITUTED)
    return session.scalar(gone) or 0
