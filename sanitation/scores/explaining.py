"""Why a number is what it is: its parts, their weights, down to sites and indicators."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.errors import Code, Problem
from sanitation.fieldwork.models import Submission
from sanitation.scores import queries
from sanitation.scores.models import ScoredMark, ScoreRun, ScoreValue

SITES_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One number and what it is made of; weight is its share in the number above."""

    label: str  # a code the page translates: place, venue type, site or indicator
    measure: str
    shown: str | None
    exact: str | None
    weight: str
    note: str
    children: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The run's figures and the weights of its rubric."""

    session: Session
    city: City
    run: ScoreRun
    venues: Mapping[str, int]
    blend: Mapping[str, int]


def explain(
    session: Session,
    city: City,
    blobs: Blobs,
    run: ScoreRun,
    level: str,
    area: str,
    measure: str,
) -> Part:
    """Take one figure apart; NOT_FOUND where the run has no such figure."""
    figures = queries.figures_of(session, run.id, level, area)
    if measure not in figures:
        raise Problem(Code.NOT_FOUND)
    book = _book(session, city, blobs, run)
    return _part(book, level, area, measure, figures, "")


def _book(session: Session, city: City, blobs: Blobs, run: ScoreRun) -> Book:
    if not run.rubric_sha256:
        return Book(session, city, run, {}, {})
    tables = tomllib.loads(blobs.get(run.rubric_sha256).decode())["tables"]
    first = Quarter.parse(run.quarter).first_day
    return Book(
        session, city, run, tables.get("venues", {}), _dated(tables["blend"], first)
    )


def _dated(entries: list[dict[str, object]], day: date) -> Mapping[str, int]:
    held = [one for one in entries if isinstance(one["from"], date) and one["from"] <= day]
    latest = max(held, key=lambda one: str(one["from"]))
    return {key: value for key, value in latest.items() if isinstance(value, int)}


def _part(
    book: Book,
    level: str,
    area: str,
    measure: str,
    figures: Mapping[str, ScoreValue],
    weight: str,
) -> Part:
    row = figures[measure]
    note = row.empty_because or (f"n = {row.n}" if row.n is not None else "")
    children: tuple[Part, ...] = ()
    if measure == "index":
        children = tuple(
            _part(book, level, area, name, figures, str(book.blend[name]))
            for name in ("site_index", "satisfaction")
            if name in figures and name in book.blend
        )
    elif measure == "site_index":
        children = _venues(book, level, area)
    return Part(area, measure, row.shown, row.value, weight, note, children)


def _venues(book: Book, level: str, area: str) -> tuple[Part, ...]:
    below = {"street": "venue", "district": "district_venue", "city": "city_venue"}[level]
    parts = []
    for venue, weight in book.venues.items():
        figures = queries.figures_of(book.session, book.run.id, below, f"{area}|{venue}")
        score = next((row for name, row in figures.items() if name.endswith("score")), None)
        if score is not None:
            children = _sites(book, area, venue) if level == "street" else ()
            parts.append(
                Part(
                    venue,
                    score.measure,
                    score.shown,
                    score.value,
                    str(weight),
                    score.empty_because or f"n = {score.n}",
                    children,
                )
            )
    return tuple(parts)


def _sites(book: Book, street: str, venue: str) -> tuple[Part, ...]:
    mark = ScoredMark
    statement = (
        select(mark, Submission.ref)
        .join(Submission, Submission.id == mark.submission_id)
        .where(mark.run_id == book.run.id, mark.street == street, mark.venue == venue)
        .order_by(mark.submission_id, mark.item)
    )
    sites: dict[str, list[ScoredMark]] = {}
    for row, ref in book.session.execute(statement):
        sites.setdefault(ref, []).append(row)
    parts = []
    for number, (ref, marks) in enumerate(list(sites.items())[:SITES_SHOWN], 1):
        lost = sum(one.lost for one in marks)
        shown = tuple(
            Part(one.item, "lost", f"−{one.lost}", str(one.lost), "", f"× {one.findings}")
            for one in marks
            if one.lost
        )
        label = f"#{number} {ref[:8]}"  # the site stays unnamed: no street may look it up
        parts.append(Part(label, "record", f"−{lost}", str(Fraction(lost)), "", "", shown))
    return tuple(parts)
