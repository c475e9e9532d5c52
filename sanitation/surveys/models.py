"""Tables of the survey: one import, and one row a response."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sanitation.db.base import Base, new_ref


class Survey(Base):
    """One imported file of responses for one quarter; the latest import counts."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(String(32))
    responses: Mapped[int]
    valid_responses: Mapped[int]


class SurveyResponse(Base):
    """One person's answers as points 0 to 100; empty where not answered or not known."""

    __tablename__ = "survey_response"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    street: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    answers: Mapped[str] = mapped_column(String(60))  # six codes joined by commas
    valid: Mapped[bool]
