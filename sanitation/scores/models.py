"""Tables of results: the run, and one row a published figure. Insert-only."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.db.base import Base, new_ref


class ScoreRun(Base):
    """One computation, or one imported table of an earlier quarter (source = imported)."""

    __tablename__ = "score_run"
    __table_args__ = (UniqueConstraint("ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    source: Mapped[str] = mapped_column(String(20))  # computed, imported
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(32))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draw.id"))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    rubric_id: Mapped[str] = mapped_column(String(60))
    rubric_sha256: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(60))
    algorithm: Mapped[str] = mapped_column(String(60))
    inputs_sha256: Mapped[str] = mapped_column(String(64))  # the records as scored
    result_sha256: Mapped[str] = mapped_column(String(64))  # result file in the blob store
    ledger_size: Mapped[int]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("score_run.id"))
    records: Mapped[int]


class ScoreValue(Base):
    """One figure of one area: exact value as n/d, its uncertainty and its rank."""

    __tablename__ = "score_value"
    __table_args__ = (
        UniqueConstraint("run_id", "level", "area", "measure"),
        Index("ix_score_value_run_id_level_measure", "run_id", "level", "measure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    level: Mapped[str] = mapped_column(String(30))  # site, venue, street, district, city
    area: Mapped[str] = mapped_column(String(80))  # code, or street|venue
    measure: Mapped[str] = mapped_column(
        String(40)
    )  # index, site_index, sub_index.clean ...
    value: Mapped[str | None] = mapped_column(Text)  # exact, "n/d" or whole number
    shown: Mapped[str | None] = mapped_column(String(30))  # rounded once, for print
    number: Mapped[float | None] = mapped_column(Float)  # for charts and sorting only
    empty_because: Mapped[str] = mapped_column(
        String(20), default=""
    )  # na, no_data, suppressed
    standard_error: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    n: Mapped[int | None]  # valid sites behind it
    coverage_pct: Mapped[float | None] = mapped_column(Float)
    rank: Mapped[int | None]
    rank_low: Mapped[int | None]
    rank_high: Mapped[int | None]
    tier: Mapped[int | None]
    label: Mapped[str] = mapped_column(String(20), default="")  # grade where it is one
    flag: Mapped[str] = mapped_column(String(40), default="")
    run: Mapped[ScoreRun] = relationship()


class ScoredMark(Base):
    """One indicator of one record as a run counted it: what every diagnosis adds up."""

    __tablename__ = "scored_mark"
    __table_args__ = (
        UniqueConstraint("run_id", "submission_id", "item"),
        Index("ix_scored_mark_run_id_street", "run_id", "street"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    street: Mapped[str] = mapped_column(String(20))
    venue: Mapped[str] = mapped_column(String(8))
    item: Mapped[str] = mapped_column(String(20))
    counted: Mapped[bool]  # False where not applicable or not observed
    findings: Mapped[int]
    lost: Mapped[int]  # marks, at most the cap
