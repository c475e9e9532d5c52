"""Reads of judgement. A reviewer's reads leave out every field that could identify."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sanitation.accounts.models import Account
from sanitation.draws.models import Draw, Task, Team, TeamMember
from sanitation.fieldwork.models import Answer, Photo, Submission
from sanitation.fieldwork.rules import SubmissionState
from sanitation.reviews.models import AdjudicatedMark, Adjudication, Mark, Review
from sanitation.reviews.rules import Judgement, Marks, ReviewState, settle
from sanitation.sites.models import Site


def own_review(session: Session, handle: str, account_id: int) -> Review | None:
    """Find a reviewer's own review by its handle; locks the row."""
    statement = (
        select(Review)
        .where(Review.handle == handle, Review.reviewer_id == account_id)
        .where(Review.state != ReviewState.SET_ASIDE)  # whoever stepped back is out of it
        .options(joinedload(Review.submission).selectinload(Submission.answers))
        .with_for_update(of=Review)
    )
    return session.scalar(statement)


def seated(session: Session, submission_id: int) -> set[int]:
    """Return everyone who has, or had, a seat at a record."""
    statement = select(Review.reviewer_id).where(Review.submission_id == submission_id)
    return set(session.scalars(statement))


def last_position(session: Session, account_id: int) -> int:
    """Return the last place in a reviewer's own queue; 0 for an empty one."""
    statement = select(func.max(Review.position)).where(Review.reviewer_id == account_id)
    return session.scalar(statement) or 0


def recognised_count(session: Session, quarter: str) -> int:
    """Count how often reviewers of a quarter said that they know the place."""
    statement = (
        select(func.count())
        .select_from(Review)
        .join(Review.submission)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter, Review.state == ReviewState.SET_ASIDE)
    )
    return session.scalar(statement) or 0


def next_handle(session: Session, account_id: int) -> str | None:
    """Return the first unsealed review of a reviewer's own order."""
    statement = (
        select(Review.handle)
        .where(Review.reviewer_id == account_id, Review.state == ReviewState.ASSIGNED)
        .order_by(Review.position)
        .limit(1)
    )
    return session.scalar(statement)


def own_counts(session: Session, account_id: int) -> dict[ReviewState, int]:
    """Count a reviewer's reviews by state."""
    statement = (
        select(Review.state, func.count())
        .where(Review.reviewer_id == account_id)
        .group_by(Review.state)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def oldest_assigned(session: Session, account_id: int) -> datetime | None:
    """Return since when the longest waiting review of a reviewer waits."""
    statement = select(func.min(Review.assigned_at)).where(
        Review.reviewer_id == account_id, Review.state == ReviewState.ASSIGNED
    )
    return session.scalar(statement)


def without_reviewers(session: Session) -> int:
    """Count the received records that have no reviewers yet, in every quarter."""
    seated = exists().where(Review.submission_id == Submission.id)
    statement = select(func.count()).select_from(Submission)
    waiting = statement.where(Submission.state == SubmissionState.RECEIVED, ~seated)
    return session.scalar(waiting) or 0


def own_adjudication(session: Session, handle: str, account_id: int) -> Adjudication | None:
    """Find an adjudicator's own dispute by its handle; locks the row."""
    statement = (
        select(Adjudication)
        .where(Adjudication.handle == handle, Adjudication.adjudicator_id == account_id)
        .options(joinedload(Adjudication.submission).selectinload(Submission.answers))
        .with_for_update(of=Adjudication)
    )
    return session.scalar(statement)


def open_adjudications(session: Session, account_id: int) -> Sequence[Adjudication]:
    """List an adjudicator's undecided disputes."""
    statement = (
        select(Adjudication)
        .where(Adjudication.adjudicator_id == account_id)
        .where(Adjudication.state == ReviewState.ASSIGNED)
        .order_by(Adjudication.handle)
    )
    return session.scalars(statement).all()


def photos(session: Session, submission_id: int) -> Sequence[Photo]:
    """List a record's photos in the order of the statement."""
    statement = select(Photo).where(Photo.submission_id == submission_id)
    return session.scalars(statement.order_by(Photo.number)).all()


def venue_of(session: Session, submission_id: int) -> str:
    """Return the venue type of a record's site."""
    statement = select(Site.venue).join(Task, Task.site_pk == Site.id)
    statement = statement.join(Submission, Submission.task_id == Task.id)
    return session.scalars(statement.where(Submission.id == submission_id)).one()


def sealed_pair(session: Session, submission_id: int) -> dict[int, tuple[Review, Marks]]:
    """Return the sealed reviews of a record by slot, each with its marks."""
    statement = (
        select(Review)
        .where(Review.submission_id == submission_id, Review.state == ReviewState.SEALED)
        .options(selectinload(Review.marks))
    )
    return {
        review.slot: (review, marks_of(review)) for review in session.scalars(statement)
    }


def marks_of(review: Review) -> Marks:
    """Return a review's marks as plain judgements."""
    return {mark.item: Judgement(mark.state, mark.findings) for mark in review.marks}


def decided_of(adjudication: Adjudication) -> Marks:
    """Return what an adjudication decided; nothing while it is open."""
    return {
        mark.item: Judgement(mark.state, mark.findings)
        for mark in adjudication.marks
        if mark.state is not None
    }


def unassigned(session: Session, quarter: str) -> Sequence[Submission]:
    """List a quarter's received records that have no reviewers yet."""
    seated = exists().where(Review.submission_id == Submission.id)
    statement = (
        select(Submission)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter, ~seated)
        .where(Submission.state == SubmissionState.RECEIVED)
        .options(joinedload(Submission.task).joinedload(Task.site))
    )
    return session.scalars(statement).all()


def team_people(session: Session) -> dict[int, dict[int, int]]:
    """Return the accounts of every team, each with its organisation."""
    people: dict[int, dict[int, int]] = {}
    statement = select(TeamMember.team_id, Account.id, Account.organisation_id)
    joined = statement.join(Account, Account.id == TeamMember.account_id)
    for team, account, organisation in session.execute(joined):
        people.setdefault(team, {})[account] = organisation
    return people


def visiting(session: Session, quarter: str) -> set[int]:
    """Return the accounts of everybody in a team of the quarter."""
    statement = (
        select(TeamMember.account_id)
        .join(Team, Team.id == TeamMember.team_id)
        .join(Draw, Draw.id == Team.draw_id)
        .where(Draw.quarter == quarter)
    )
    return set(session.scalars(statement))


def loads(session: Session, quarter: str) -> dict[int, int]:
    """Count the reviews each reviewer was given in a quarter."""
    statement = (
        select(Review.reviewer_id, func.count())
        .join(Review.submission)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter)
        .group_by(Review.reviewer_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def seed_of(session: Session, quarter: str) -> str:
    """Return the seed text of the quarter's draw, or nothing."""
    statement = select(Draw.seed_text).where(Draw.quarter == quarter, Draw.seed_text != "")
    return session.scalar(statement.order_by(Draw.id.desc()).limit(1)) or ""


def claimed(submission: Submission) -> dict[str, Answer]:
    """Return what the assessor entered, by indicator."""
    return {answer.item: answer for answer in submission.answers}


@dataclass(frozen=True, slots=True)
class SettledRecord:
    """A record with the marks that stand; marks is None while it is not settled."""

    submission_id: int
    marks: Marks | None
    first: Marks
    second: Marks


def settled(session: Session, quarter: str) -> Iterator[SettledRecord]:
    """Give every received record of a quarter with its two reviews and what stands."""
    ids = (
        select(Submission.id)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter, Submission.state == SubmissionState.RECEIVED)
    )
    slots = _sealed_marks(session, quarter)
    decided = _decided_marks(session, quarter)
    for submission_id in session.scalars(ids.order_by(Submission.id)):
        first = slots.get((submission_id, 1))
        second = slots.get((submission_id, 2))
        if first is None or second is None:
            yield SettledRecord(submission_id, None, first or {}, second or {})
            continue
        stands = settle(first, second, decided.get(submission_id, {}))
        yield SettledRecord(submission_id, stands, first, second)


def _sealed_marks(session: Session, quarter: str) -> dict[tuple[int, int], Marks]:
    statement = (
        select(Review.submission_id, Review.slot, Mark.item, Mark.state, Mark.findings)
        .join(Mark, Mark.review_id == Review.id)
        .join(Review.submission)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter, Review.state == ReviewState.SEALED)
    )
    found: dict[tuple[int, int], dict[str, Judgement]] = {}
    for submission, slot, item, state, findings in session.execute(statement):
        found.setdefault((submission, slot), {})[item] = Judgement(state, findings)
    return dict(found)


def _decided_marks(session: Session, quarter: str) -> dict[int, Marks]:
    mark = AdjudicatedMark
    statement = (
        select(Adjudication.submission_id, mark.item, mark.state, mark.findings)
        .join(mark, mark.adjudication_id == Adjudication.id)
        .join(Adjudication.submission)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter, Adjudication.state == ReviewState.SEALED)
    )
    found: dict[int, dict[str, Judgement]] = {}
    for submission, item, state, findings in session.execute(statement):
        if state is not None:
            found.setdefault(submission, {})[item] = Judgement(state, findings)
    return dict(found)
