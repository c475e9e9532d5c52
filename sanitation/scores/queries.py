"""Reads of results: runs and the figures in them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sanitation.scores.models import ScoreRun, ScoreValue

Table = dict[str, dict[str, ScoreValue]]  # area -> measure -> figure


def run_by_ref(session: Session, ref: str) -> ScoreRun | None:
    """Find a run."""
    return session.scalar(select(ScoreRun).where(ScoreRun.ref == ref))


def runs(session: Session, quarter: str | None = None) -> Sequence[ScoreRun]:
    """List runs, the latest first."""
    statement = select(ScoreRun).order_by(ScoreRun.id.desc())
    if quarter is not None:
        statement = statement.where(ScoreRun.quarter == quarter)
    return session.scalars(statement).all()


def latest_run(session: Session, quarter: str) -> ScoreRun | None:
    """Return the last run of a quarter."""
    statement = select(ScoreRun).where(ScoreRun.quarter == quarter)
    return session.scalar(statement.order_by(ScoreRun.id.desc()).limit(1))


def table(session: Session, run_id: int, level: str, measures: Sequence[str] = ()) -> Table:
    """Return a level's figures by area and measure; every measure unless some are named."""
    statement = select(ScoreValue).where(
        ScoreValue.run_id == run_id, ScoreValue.level == level
    )
    if measures:
        statement = statement.where(ScoreValue.measure.in_(measures))
    found: Table = {}
    for figure in session.scalars(statement):
        found.setdefault(figure.area, {})[figure.measure] = figure
    return found


def figures_of(
    session: Session, run_id: int, level: str, area: str
) -> dict[str, ScoreValue]:
    """Return every figure of one area."""
    statement = select(ScoreValue).where(
        ScoreValue.run_id == run_id, ScoreValue.level == level, ScoreValue.area == area
    )
    return {figure.measure: figure for figure in session.scalars(statement)}


def figures_below(
    session: Session, run_id: int, level: str, prefix: str, measure: str
) -> Sequence[ScoreValue]:
    """Return one measure of every area whose code begins with this prefix."""
    statement = select(ScoreValue).where(
        ScoreValue.run_id == run_id,
        ScoreValue.level == level,
        ScoreValue.measure == measure,
        func.substr(ScoreValue.area, 1, len(prefix)) == prefix,
    )
    return session.scalars(statement.order_by(ScoreValue.area)).all()


def quarters(session: Session) -> Sequence[str]:
    """List the quarters that have a run."""
    return session.scalars(select(ScoreRun.quarter).distinct()).all()


def flagged(session: Session, run_id: int) -> tuple[tuple[str, str, str, str], ...]:
    """Return level, area, figure as shown and flag of every flagged figure of a run."""
    statement = (
        select(ScoreValue)
        .where(ScoreValue.run_id == run_id, ScoreValue.flag != "")
        .order_by(ScoreValue.level, ScoreValue.area, ScoreValue.measure)
    )
    return tuple(
        (one.level, one.area, one.shown or "", one.flag)
        for one in session.scalars(statement)
    )
