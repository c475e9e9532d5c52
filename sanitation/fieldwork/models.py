"""Tables of field records: the submission, its answers and its photos. Insert-only."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.accounts.models import Account
from sanitation.db.base import Base, ByValue, new_ref
from sanitation.draws.models import Task, Team
from sanitation.fieldwork.rules import (
    AnswerState,
    PhotoRole,
    Route,
    SiteFound,
    SubmissionState,
)


class Submission(Base):
    """What one visit uploaded; `record` is the device's own UUID."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("record"),
        CheckConstraint(
            "(state <> 'incomplete') = (received_at is not null)", name="dated"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    record: Mapped[str] = mapped_column(String(36))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    route: Mapped[Route] = mapped_column(ByValue(Route))
    state: Mapped[SubmissionState] = mapped_column(ByValue(SubmissionState), index=True)
    statement: Mapped[bytes] = mapped_column(LargeBinary)  # the manifest as it came
    statement_sha256: Mapped[str] = mapped_column(String(64))
    rubric_sha256: Mapped[str] = mapped_column(String(64))
    site_found: Mapped[SiteFound] = mapped_column(ByValue(SiteFound))
    lon_e7: Mapped[int | None]
    lat_e7: Mapped[int | None]
    accuracy_m: Mapped[int | None]
    arrived_at: Mapped[datetime]  # by the device
    left_at: Mapped[datetime]
    sealed_at: Mapped[datetime]
    announced_at: Mapped[datetime]  # by the server
    received_at: Mapped[datetime | None]
    flags: Mapped[str] = mapped_column(String(300), default="")  # words joined by spaces
    note: Mapped[str] = mapped_column(Text, default="")
    task: Mapped[Task] = relationship()
    team: Mapped[Team] = relationship()
    submitted_by: Mapped[Account] = relationship()
    answers: Mapped[list["Answer"]] = relationship(cascade="all, delete-orphan")
    photos: Mapped[list["Photo"]] = relationship(cascade="all, delete-orphan")


class Answer(Base):
    """One indicator of one submission: how many findings, or why none could be counted."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("submission_id", "item"),
        CheckConstraint("findings >= 0", name="findings_counted"),
        CheckConstraint("state = 'counted' or findings = 0", name="only_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    item: Mapped[str] = mapped_column(String(20))
    state: Mapped[AnswerState] = mapped_column(ByValue(AnswerState))
    findings: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")


class Photo(Base):
    """A photo a submission names; the bytes lie in the blob store once they arrived."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("submission_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    number: Mapped[int]  # place in the statement, from 1
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]  # bytes
    media_type: Mapped[str] = mapped_column(String(40))
    role: Mapped[PhotoRole] = mapped_column(ByValue(PhotoRole))
    item: Mapped[str] = mapped_column(String(20), default="")
    finding: Mapped[int] = mapped_column(default=0)  # from 1; 0 where none
    taken_at: Mapped[datetime]
    received_at: Mapped[datetime | None]


class UploadedFile(Base):
    """A file that arrived for a record, perhaps before its statement named it.

    The store keeps equal bytes once, but everyone must send them: a digest alone is no
    claim to a photo.
    """

    __tablename__ = "uploaded_file"
    __table_args__ = (UniqueConstraint("record", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(36), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime]
