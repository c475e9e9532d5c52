"""Rows of the stages as their entries tell them: what `fsck --rows` compares with them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.appeals.facts import of_appeal, of_ruling
from sanitation.appeals.models import Appeal
from sanitation.draws import wave_rows as waves
from sanitation.draws.models import DrawWave
from sanitation.frames import service as frames
from sanitation.frames.models import Frame
from sanitation.reviews import disputes
from sanitation.reviews.models import Adjudication
from sanitation.scores.kept import figures_digest
from sanitation.scores.models import ScoreRun
from sanitation.supervision import service as supervision
from sanitation.supervision.models import Case
from sanitation.surveys import service as surveys
from sanitation.surveys.models import Survey

Told = Iterator[tuple[str, Mapping[str, Any]]]  # (object, facts)


def frame_rows(session: Session) -> Told:
    """Tell of every frozen frame."""
    for row in session.scalars(select(Frame)):
        yield row.ref, frames.facts(row)


def wave_rows(session: Session) -> Told:
    """Tell of every wave that was drawn; before that it has no entry."""
    for row in session.scalars(select(DrawWave).where(DrawWave.drawn_at.is_not(None))):
        yield row.ref, waves.facts(row)


def survey_rows(session: Session) -> Told:
    """Tell of every imported survey."""
    for row in session.scalars(select(Survey)):
        yield row.ref, surveys.facts(row)


def dispute_rows(session: Session) -> Told:
    """Tell of every dispute somebody has judged; before that it has no entry."""
    for row in session.scalars(
        select(Adjudication).where(Adjudication.blind_at.is_not(None))
    ):
        yield row.handle, disputes.facts(row)


def appeal_rows(session: Session) -> Told:
    """Tell of every appeal, with its ruling once there is one."""
    for row in session.scalars(select(Appeal)):
        ruling = of_ruling(row.ruling) if row.ruling else {}
        yield row.ref, {**of_appeal(row), **ruling}


def case_rows(session: Session) -> Told:
    """Tell of every supervision case."""
    for row in session.scalars(select(Case)):
        yield row.ref, supervision.facts(row)


def figure_rows(session: Session) -> Told:
    """Tell of the figures of every run, by one digest a run."""
    for row in session.scalars(select(ScoreRun)):
        yield row.ref, {"figures": figures_digest(session, row.id)}


STAGE_ROWS = (
    frame_rows,
    wave_rows,
    survey_rows,
    dispute_rows,
    appeal_rows,
    case_rows,
    figure_rows,
)
