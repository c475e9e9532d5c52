"""The table of releases; superseded ones stay readable."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.db.base import Base, ByValue, new_ref
from sanitation.publication.rules import ReleaseState, Stage
from sanitation.scores.models import ScoreRun


class Release(Base):
    """A published set of figures, signed by two people."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("quarter", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    number: Mapped[int]  # from 1 in its quarter
    stage: Mapped[Stage] = mapped_column(ByValue(Stage))
    state: Mapped[ReleaseState] = mapped_column(ByValue(ReleaseState))
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    proposed_by: Mapped[str] = mapped_column(String(32))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[str] = mapped_column(String(32), default="")
    published_at: Mapped[datetime | None]
    appeals_close_at: Mapped[datetime | None]
    findings_notified_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    checkpoint: Mapped[str] = mapped_column(Text, default="")
    draw_digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()
    run: Mapped[ScoreRun] = relationship()

    __mapper_args__ = {"version_id_col": version}
