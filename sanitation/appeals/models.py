"""Tables of appeals: the appeal, its evidence, its panel and the ruling."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.accounts.models import Account
from sanitation.appeals.rules import AppealState, Ground, Outcome
from sanitation.db.base import Base, ByValue, new_ref
from sanitation.fieldwork.models import Submission
from sanitation.publication.models import Release


class Appeal(Base):
    """A request to change one finding: one indicator of one submission."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("number"),
        UniqueConstraint("submission_id", "item"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    number: Mapped[str] = mapped_column(String(20))  # 2026Q3-0001
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    item: Mapped[str] = mapped_column(String(20))
    ground: Mapped[Ground] = mapped_column(ByValue(Ground))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[AppealState] = mapped_column(ByValue(AppealState))
    stood: Mapped[int]  # findings that stood when the appeal was filed
    district: Mapped[str] = mapped_column(String(20))
    street: Mapped[str] = mapped_column(String(20), index=True)
    contractor: Mapped[str] = mapped_column(String(32), default="")
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    filed_at: Mapped[datetime]
    rule_by: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    release: Mapped[Release] = relationship()
    submission: Mapped[Submission] = relationship()
    filed_by: Mapped[Account] = relationship()
    evidence: Mapped[list["AppealEvidence"]] = relationship(cascade="all, delete-orphan")
    panel: Mapped[list["PanelSeat"]] = relationship(cascade="all, delete-orphan")
    ruling: Mapped["Ruling | None"] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AppealEvidence(Base):
    """A file attached by the appellant."""

    __tablename__ = "appeal_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))


class PanelSeat(Base):
    """One drawn panellist and the blind judgement sealed before the dossier opened."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("appeal_id", "account_id"),
        CheckConstraint("(findings is null) = (sealed_at is null)", name="dated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), default=new_ref)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    findings: Mapped[int | None]
    sealed_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()


class Ruling(Base):
    """The panel's decision. It adds a fact: the submission and its reviews stay as they are."""

    __tablename__ = "ruling"
    __table_args__ = (
        UniqueConstraint("appeal_id"),
        CheckConstraint("findings is null or findings >= 0", name="findings_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    outcome: Mapped[Outcome] = mapped_column(ByValue(Outcome))
    findings: Mapped[int | None]  # findings that stand; empty where nothing changes
    reason: Mapped[str] = mapped_column(Text)
    ruled_by: Mapped[str] = mapped_column(String(32))
    ruled_at: Mapped[datetime]
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))  # made by it
