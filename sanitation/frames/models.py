"""Frozen frames and the objections to them; bytes lie in the blob store by their digest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sanitation.db.base import Base, new_ref


class Frame(Base):
    """One frozen frame; a quarter may have several, a draw names the one it used."""

    __tablename__ = "frame"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("quarter", "sha256", "policy_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    merkle_root: Mapped[str] = mapped_column(String(64))
    diff_sha256: Mapped[str] = mapped_column(String(64))  # frame_diff.csv in the blob store
    policy_sha256: Mapped[str] = mapped_column(String(64), default="")  # sizes, choices
    challenge_closes_at: Mapped[datetime | None]  # a live plan waits until then
    sites: Mapped[int]  # rows
    eligible: Mapped[int]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(String(32))


class FrameObjection(Base):
    """Somebody's objection to a frame, as the office wrote it down, and its answer."""

    __tablename__ = "frame_objection"
    __table_args__ = (
        UniqueConstraint("ref"),
        CheckConstraint("(answer = '') = (answered_at is null)", name="answer_dated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    frame_id: Mapped[int] = mapped_column(ForeignKey("frame.id"), index=True)
    site_id: Mapped[str] = mapped_column(String(54), default="")  # empty: of no one site
    raised_by: Mapped[str] = mapped_column(String(120))  # a body; people stay unnamed
    text: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(32), default="")
