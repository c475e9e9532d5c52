"""Tables of judgement: reviews and their marks, adjudications and theirs. Insert-only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.db.base import Base, ByValue, new_ref
from sanitation.fieldwork.models import Submission
from sanitation.reviews.rules import MarkState, ReviewState


class Review(Base):
    """One reviewer's blind opinion of one submission; once sealed it never changes."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("submission_id", "reviewer_id"),
        CheckConstraint("slot in (1, 2)", name="two_slots"),
        CheckConstraint("(state = 'assigned') = (sealed_at is null)", name="dated"),
        # One seat a slot; a seat that was set aside makes room for the next.
        Index(
            "uq_review_submission_id_slot",
            "submission_id",
            "slot",
            unique=True,
            sqlite_where=text("state <> 'set_aside'"),
            postgresql_where=text("state <> 'set_aside'"),
        ),
        Index("ix_review_reviewer_id_state_position", "reviewer_id", "state", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), default=new_ref)  # differs per reviewer
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    slot: Mapped[int]
    position: Mapped[int]  # in the reviewer's own shuffled queue
    state: Mapped[ReviewState] = mapped_column(
        ByValue(ReviewState), default=ReviewState.ASSIGNED
    )
    assigned_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    # Upstream only: fieldwork comes before review, so a submission knows no reviews.
    submission: Mapped[Submission] = relationship()
    marks: Mapped[list["Mark"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Mark(Base):
    """One indicator as one reviewer judged it."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("review_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    item: Mapped[str] = mapped_column(String(20))
    state: Mapped[MarkState] = mapped_column(ByValue(MarkState))
    findings: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(40), default="")  # from a list


class Adjudication(Base):
    """A third, equally blind person's decision where two sealed reviews differ.

    They first judge blind and seal that (blind_at); only then both marks are shown.
    """

    __tablename__ = "adjudication"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("submission_id"),
        CheckConstraint("(state = 'sealed') = (sealed_at is not null)", name="dated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), default=new_ref)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    adjudicator_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[ReviewState] = mapped_column(
        ByValue(ReviewState), default=ReviewState.ASSIGNED
    )
    swapped: Mapped[bool] = mapped_column(default=False)  # whether slot 2 is shown as A
    assigned_at: Mapped[datetime]
    blind_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column()
    submission: Mapped[Submission] = relationship()
    marks: Mapped[list["AdjudicatedMark"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class AdjudicatedMark(Base):
    """One disputed indicator: as judged blind, and as decided with both marks in sight."""

    __tablename__ = "adjudicated_mark"
    __table_args__ = (UniqueConstraint("adjudication_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    adjudication_id: Mapped[int] = mapped_column(ForeignKey("adjudication.id"), index=True)
    item: Mapped[str] = mapped_column(String(20))
    blind_state: Mapped[MarkState] = mapped_column(ByValue(MarkState))
    blind_findings: Mapped[int] = mapped_column(default=0)
    state: Mapped[MarkState | None] = mapped_column(ByValue(MarkState))
    findings: Mapped[int] = mapped_column(default=0)
