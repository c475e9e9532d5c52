"""Tables of inspections and supervision cases. What happened is insert-only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.accounts.models import Account, Organisation
from sanitation.db.base import Base, ByValue, new_ref
from sanitation.sites.models import Site
from sanitation.supervision.rules import CaseState, Closing, Command


class Inspection(Base):
    """One inspector's visit to a toilet."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    site_pk: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
    lon_e7: Mapped[int | None]
    lat_e7: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    site: Mapped[Site] = relationship()
    inspector: Mapped[Account] = relationship()
    answers: Mapped[list["InspectionAnswer"]] = relationship(cascade="all, delete-orphan")


class InspectionAnswer(Base):
    """One indicator of an inspection: findings counted; unscored, it enters no index."""

    __tablename__ = "inspection_answer"
    __table_args__ = (
        UniqueConstraint("inspection_id", "item"),
        CheckConstraint("findings >= 0", name="findings_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    item: Mapped[str] = mapped_column(String(20))
    findings: Mapped[int]


class Case(Base):
    """An order to put something right, with a deadline (督办案)."""

    __tablename__ = "supervision_case"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("number"),
        CheckConstraint("(state = 'closed') = (closing is not null)", name="closing_given"),
        CheckConstraint("round >= 1", name="rounds_counted"),
        Index("ix_supervision_case_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    number: Mapped[str] = mapped_column(String(12))  # 2026-0001
    site_pk: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    item: Mapped[str] = mapped_column(String(20))
    severity: Mapped[str] = mapped_column(String(4))
    fault: Mapped[str] = mapped_column(Text)
    closing_condition: Mapped[str] = mapped_column(Text)
    state: Mapped[CaseState] = mapped_column(ByValue(CaseState), index=True)
    closing: Mapped[Closing | None] = mapped_column(ByValue(Closing))
    round: Mapped[int] = mapped_column(default=1)
    district: Mapped[str] = mapped_column(String(20), index=True)
    street: Mapped[str] = mapped_column(String(20), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    returns: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    escalated: Mapped[str] = mapped_column(String(10), default="")  # street, district, city
    accept_by: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_provisional: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]  # the proof finally accepted counts
    closed_at: Mapped[datetime | None]
    issuer_ref: Mapped[str] = mapped_column(String(32), default="")
    visitor_ref: Mapped[str] = mapped_column(String(32), default="")
    submitter_ref: Mapped[str] = mapped_column(String(32), default="")
    reviewer_ref: Mapped[str] = mapped_column(String(32), default="")
    looked_back: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    site: Mapped[Site] = relationship()
    party: Mapped[Organisation | None] = relationship()
    events: Mapped[list["CaseEvent"]] = relationship(
        cascade="all, delete-orphan", order_by="CaseEvent.id"
    )
    photos: Mapped[list["CasePhoto"]] = relationship(
        cascade="all, delete-orphan", order_by="CasePhoto.id"
    )
    deadlines: Mapped[list["CaseDeadline"]] = relationship(
        cascade="all, delete-orphan", order_by="CaseDeadline.id"
    )

    __mapper_args__ = {"version_id_col": version}


class CaseEvent(Base):
    """One command given to a case."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("supervision_case.id"), index=True)
    command: Mapped[Command] = mapped_column(ByValue(Command))
    state_after: Mapped[CaseState] = mapped_column(ByValue(CaseState))
    round: Mapped[int]
    at: Mapped[datetime]
    actor_ref: Mapped[str] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text, default="")


class CaseDeadline(Base):
    """A deadline as it was set: by which rule and calendar; a new one never edits it."""

    __tablename__ = "case_deadline"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("supervision_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # accept, rectify, extended, resumed
    rule: Mapped[str] = mapped_column(String(60))
    calendar_version: Mapped[str] = mapped_column(String(40))
    start_at: Mapped[datetime]
    due_at: Mapped[datetime]
    provisional: Mapped[bool]


class CasePhoto(Base):
    """A photo of a case; no bytes are ever used for two."""

    __tablename__ = "case_photo"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    case_id: Mapped[int] = mapped_column(ForeignKey("supervision_case.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))  # fault, after, look_back
    round: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    taken_at: Mapped[datetime]  # server's receipt
    actor_ref: Mapped[str] = mapped_column(String(32))
