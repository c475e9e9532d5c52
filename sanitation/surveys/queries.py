"""Reads of surveys."""

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.catalog.city import City
from sanitation.surveys.models import Survey, SurveyResponse
from sanitation.surveys.rules import Satisfaction, response_index
from sanitation.surveys.rules import satisfaction as satisfaction_of


def latest(session: Session, quarter: str) -> Survey | None:
    """Return the survey imported last for a quarter: the one that counts."""
    statement = select(Survey).where(Survey.quarter == quarter)
    return session.scalar(statement.order_by(Survey.id.desc()).limit(1))


def surveys(session: Session) -> Sequence[Survey]:
    """List every import, the latest first."""
    return session.scalars(select(Survey).order_by(Survey.id.desc())).all()


def satisfaction(session: Session, city: City, survey_id: int) -> dict[str, Satisfaction]:
    """Return each street's satisfaction from the valid responses of one import."""
    levels = {level.code: level.points for level in city.levels}
    answers, least = city.default_int("survey.answers"), city.default_int("survey.least")
    statement = select(SurveyResponse.street, SurveyResponse.answers).where(
        SurveyResponse.survey_id == survey_id, SurveyResponse.valid
    )
    found: dict[str, list[Fraction]] = {}
    for street, codes in session.execute(statement):
        index = response_index(codes.split(","), levels, answers)
        if index is not None:
            found.setdefault(street, []).append(index)
    return {street: satisfaction_of(values, least) for street, values in found.items()}
