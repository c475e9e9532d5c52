"""The table of frozen frames; the frame's bytes lie in the blob store under their digest."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sanitation.db.base import Base, new_ref


class Frame(Base):
    """One frozen frame; a quarter may have several, a draw names the one it used."""

    __tablename__ = "frame"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("quarter", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    merkle_root: Mapped[str] = mapped_column(String(64))
    diff_sha256: Mapped[str] = mapped_column(String(64))  # frame_diff.csv in the blob store
    sites: Mapped[int]  # rows
    eligible: Mapped[int]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str] = mapped_column(String(32))
