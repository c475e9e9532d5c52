"""The records a run scores: settled marks, rulings laid over them, and what was planned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from sanitation.blobs import Blobs
from sanitation.draws import sizes
from sanitation.draws.models import Draw, DrawnSite, Task
from sanitation.draws.rules import DrawState, TaskState
from sanitation.errors import Code, Problem
from sanitation.fieldwork.models import Submission
from sanitation.fieldwork.rules import SiteFound, SubmissionState
from sanitation.reviews import queries as reviews
from sanitation.reviews.rules import SITE_ITEM, Judgement, Marks, MarkState
from sanitation.scores.undrawn import Undrawn, undrawn
from sanitation.sites.models import Site, Toilet

Rulings = Mapping[tuple[int, str], int]  # (submission, indicator) -> findings that stand


@dataclass(frozen=True, slots=True)
class Record:
    """One planned site as it is scored; m: how many sites its cell holds."""

    submission_id: int
    ref: str
    site_id: str
    street: str
    venue: str
    industry: str
    cell: str
    m: int
    site_found: SiteFound
    marks: Marks  # empty where the site was locked, closed, or its state was rejected
    void: bool  # the judges did not confirm that it was locked or closed
    visited: bool = True  # False: drawn, and neither visited nor substituted


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything a run needs of a quarter's fieldwork, in the order of the site ids."""

    draw_id: int
    rubric_sha256: str
    records: tuple[Record, ...]


def collect(session: Session, blobs: Blobs, quarter: str, rulings: Rulings) -> Collected:
    """Collect a quarter's settled records; RECORDS_NOT_SETTLED counts what is open.

    WRONG_STATE where there is no draw, or one whose strata are drawn by size.
    """
    draw = session.scalar(
        select(Draw)
        .where(Draw.quarter == quarter, Draw.seed_text != "")
        .where(Draw.state != DrawState.CANCELLED)
        .order_by(Draw.id.desc())
    )
    if draw is None:
        raise Problem(Code.WRONG_STATE, state="no draw")
    sizes.check_scorable(draw)
    settled = {one.submission_id: one.marks for one in reviews.settled(session, quarter)}
    if waiting := sum(marks is None for marks in settled.values()):
        raise Problem(Code.RECORDS_NOT_SETTLED, open=waiting)
    visited = _records(session, draw.id, settled, rulings)
    if not visited:
        raise Problem(Code.RECORDS_NOT_SETTLED, open=0)
    to_come = (one for cell in undrawn(session, blobs, draw) for one in _planned(cell))
    every = [*visited, *_unvisited(session, draw.id), *to_come]
    records = sorted(every, key=lambda record: record.site_id)
    return Collected(draw.id, draw.rubric_sha256, tuple(records))


def _records(
    session: Session, draw_id: int, settled: Mapping[int, Marks | None], rulings: Rulings
) -> list[Record]:
    statement = (
        select(Submission, Task.id, Site, Toilet.industry, DrawnSite)
        .join(Task, Task.id == Submission.task_id)
        .join(Site, Site.id == Task.site_pk)
        .join(DrawnSite, DrawnSite.id == Task.drawn_site_id)
        .outerjoin(Toilet, Toilet.site_pk == Site.id)
        .where(Task.draw_id == draw_id, Submission.state == SubmissionState.RECEIVED)
        .options(load_only(Submission.ref, Submission.site_found))
        .order_by(Submission.id)
    )
    found: dict[int, Record] = {}
    for submission, task, site, industry, drawn in session.execute(statement):
        marks = _with_rulings(submission.id, settled.get(submission.id) or {}, rulings)
        # The first record of a task counts; a second is listed for the office, not scored.
        if task not in found:
            found[task] = _record(submission, site, industry or "", drawn, marks)
    return list(found.values())


def _record(
    submission: Submission, site: Site, industry: str, drawn: DrawnSite, marks: Marks
) -> Record:
    shut = submission.site_found is not SiteFound.OPEN
    confirmed = marks.get(SITE_ITEM, Judgement(MarkState.COUNTED, 1)).findings > 0
    return Record(
        submission_id=submission.id,
        ref=submission.ref,
        site_id=site.site_id,
        street=site.street,
        venue=site.venue,
        industry=industry,
        cell=drawn.cell,
        m=drawn.size_m,
        site_found=submission.site_found,
        marks={} if shut else marks,
        void=shut and not confirmed,
    )


def _unvisited(session: Session, draw_id: int) -> list[Record]:
    """Give a row to every task nobody did: planned and not observed, never zero."""
    statement = (
        select(
            Site.site_id,
            Site.street,
            Site.venue,
            Toilet.industry,
            DrawnSite.cell,
            DrawnSite.size_m,
        )
        .join(Task, Task.site_pk == Site.id)
        .join(DrawnSite, DrawnSite.id == Task.drawn_site_id)
        .outerjoin(Toilet, Toilet.site_pk == Site.id)
        .where(Task.draw_id == draw_id, Task.state == TaskState.OPEN)
    )
    return [
        Record(
            submission_id=0,
            ref="",
            site_id=site_id,
            street=street,
            venue=venue,
            industry=industry or "",
            cell=cell,
            m=size,
            site_found=SiteFound.OPEN,
            marks={},
            void=False,
            visited=False,
        )
        for site_id, street, venue, industry, cell, size in session.execute(statement)
    ]


def _planned(cell: Undrawn) -> Iterator[Record]:
    """Give a row to every site a wave to come would take: which ones nobody knows yet."""
    for number in range(1, cell.take + 1):
        yield Record(
            submission_id=0,
            ref="",
            site_id=f"{cell.cell} #{number}",
            street=cell.street,
            venue=cell.venue,
            industry="",
            cell=cell.cell,
            m=cell.size,
            site_found=SiteFound.OPEN,
            marks={},
            void=False,
            visited=False,
        )


def _with_rulings(submission: int, marks: Marks, rulings: Rulings) -> Marks:
    return {
        item: Judgement(MarkState.COUNTED, rulings[submission, item])
        if (submission, item) in rulings
        else mark
        for item, mark in marks.items()
    }
