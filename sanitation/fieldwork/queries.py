"""Reads of field records. Every function takes the session of its caller."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from sanitation.accounts.models import Account
from sanitation.draws.models import Draw, Task, Team, TeamMember
from sanitation.draws.rules import DrawState, TaskState
from sanitation.fieldwork.models import Answer, Photo, Submission, UploadedFile
from sanitation.fieldwork.rules import SubmissionState
from sanitation.sites.models import Site


def task_of(session: Session, handle: str, account_id: int) -> Task | None:
    """Find a task by its handle, if the account is in its team; locks the row."""
    member = exists().where(
        TeamMember.team_id == Task.team_id, TeamMember.account_id == account_id
    )
    statement = select(Task).where(Task.handle == handle, member).with_for_update(of=Task)
    return session.scalar(statement)


def tasks_on(session: Session, account_id: int, day: date) -> Sequence[Task]:
    """List an assessor's tasks of one day, and older ones that are still open.

    Those of a cancelled draw are over: a quarter in waves may end before its last one.
    """
    member = select(TeamMember.team_id).where(TeamMember.account_id == account_id)
    statement = (
        select(Task)
        .join(Task.draw)
        .where(Draw.state != DrawState.CANCELLED)
        .where(Task.team_id.in_(member), Task.day <= day)
        .where(or_(Task.state == TaskState.OPEN, Task.day == day))
        .where(Task.state != TaskState.SUBSTITUTED)
        .options(joinedload(Task.site).joinedload(Site.toilet), contains_eager(Task.draw))
        .order_by(Task.day, Task.package, Task.id)
    )
    return session.scalars(statement).all()


def submission_by_record(session: Session, record: str) -> Submission | None:
    """Find a submission by the device's number."""
    return session.scalar(select(Submission).where(Submission.record == record))


def submission_by_ref(session: Session, ref: str) -> Submission | None:
    """Find a submission with its answers, photos, task and site."""
    statement = (
        select(Submission)
        .where(Submission.ref == ref)
        .options(
            joinedload(Submission.task).joinedload(Task.site),
            selectinload(Submission.answers),
            selectinload(Submission.photos),
        )
    )
    return session.scalar(statement)


def photo_by_ref(session: Session, ref: str) -> Photo | None:
    """Find a photo by its random name."""
    return session.scalar(select(Photo).where(Photo.ref == ref))


def files_of(session: Session, record: str) -> dict[str, UploadedFile]:
    """Return what has arrived for a record, by digest."""
    found = session.scalars(select(UploadedFile).where(UploadedFile.record == record))
    return {file.sha256: file for file in found}


def another_for(session: Session, task_id: int, record: str) -> bool:
    """Tell whether the task has a record under another number."""
    statement = select(
        exists().where(Submission.task_id == task_id, Submission.record != record)
    )
    return bool(session.scalar(statement))


def records(
    session: Session, quarter: str, state: SubmissionState | None, offset: int, limit: int
) -> tuple[Sequence[Submission], int]:
    """List a quarter's records, the latest first, and how many there are."""
    chosen = select(Submission.id).join(Submission.task).join(Task.draw)
    chosen = chosen.where(Draw.quarter == quarter)
    if state is not None:
        chosen = chosen.where(Submission.state == state)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    statement = (
        select(Submission)
        .where(Submission.id.in_(chosen))
        .options(
            joinedload(Submission.task).joinedload(Task.site),
            joinedload(Submission.team),
            selectinload(Submission.photos),
        )
        .order_by(Submission.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return session.scalars(statement).all(), total


def counts(session: Session, quarter: str) -> dict[str, int]:
    """Count a quarter's records by state, and its tasks."""
    grouped = session.execute(
        select(Submission.state, func.count())
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter)
        .group_by(Submission.state)
    )
    found = {state.value: number for state, number in grouped}
    tasks = select(func.count()).select_from(Task).join(Task.draw)
    live = tasks.where(Draw.quarter == quarter, Task.state != TaskState.SUBSTITUTED)
    live = live.where(Draw.state != DrawState.CANCELLED)
    found["tasks"] = session.scalar(live) or 0
    return found


def incomplete_count(session: Session) -> int:
    """Count the records that still wait for photos they name."""
    statement = select(func.count()).select_from(Submission)
    found = statement.where(Submission.state == SubmissionState.INCOMPLETE)
    return session.scalar(found) or 0


def answers_of(session: Session, submission_ids: Sequence[int]) -> Sequence[Answer]:
    """Return the answers of these submissions."""
    return session.scalars(
        select(Answer).where(Answer.submission_id.in_(submission_ids))
    ).all()


def team_accounts(session: Session, team_id: int) -> set[int]:
    """Return the accounts of a team's members."""
    found = session.scalars(
        select(TeamMember.account_id).where(TeamMember.team_id == team_id)
    )
    return set(found)


def team_codes(session: Session, draw_id: int) -> dict[int, str]:
    """Return the code of each team of a draw."""
    found = session.execute(select(Team.id, Team.code).where(Team.draw_id == draw_id))
    return {row[0]: row[1] for row in found}


def open_tasks(session: Session, quarter: str) -> Sequence[Task]:
    """List a quarter's tasks that nobody has done yet."""
    statement = (
        select(Task)
        .join(Task.draw)
        .where(Draw.quarter == quarter, Task.state == TaskState.OPEN)
        .where(Draw.state != DrawState.CANCELLED)
        .options(joinedload(Task.site), joinedload(Task.draw))
    )
    return session.scalars(statement).all()


def leader(session: Session, team_id: int) -> Account:
    """Return who leads a team."""
    statement = (
        select(Account)
        .join(TeamMember, TeamMember.account_id == Account.id)
        .where(TeamMember.team_id == team_id)
        .order_by(TeamMember.position)
        .limit(1)
    )
    return session.scalars(statement).one()
