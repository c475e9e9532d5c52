"""Where marks were lost: the points of the site index each indicator cost, adding up.

The points a venue type costs an area are exact: its weight's share of what its score lacks.
Within the venue type they are split over the indicators by the marks lost on the sampled
sites, each site counted with its design weight; a place found locked lost all it had. So
the parts of an area add up to what its site index lacks, and a venue type with few sites
weighs no more than its share.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Float, func, select
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.draws.models import Draw, DrawnSite, Task
from sanitation.fieldwork.checklist import ChecklistItem, checklist
from sanitation.fieldwork.models import Photo, Submission
from sanitation.fieldwork.rules import PhotoRole, SiteFound, SubmissionState
from sanitation.publication.values import FOUND_LOCKED, LostItem, PublicPhoto
from sanitation.scores import queries
from sanitation.scores.models import ScoredMark, ScoreRun
from sanitation.sites.models import Site
from scoring import rubric
from scoring.vocabulary import Rule

SHOWN_PHOTOS = 12
PHOTOS_AN_ITEM = 2  # more of the same finding would tell no more
FULL = 100  # marks a venue type has; a place found locked loses them all
BELOW = {"street": "venue", "district": "district_venue", "city": "city_venue"}

Points = Mapping[tuple[str, str], float]  # (venue, item) -> points of the site index


@dataclass(frozen=True, slots=True)
class Area:
    """An area whose losses are taken apart, and the streets it is made of."""

    level: str  # street, district or city
    code: str
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the sampled sites of one venue type say of one indicator."""

    sites: int
    with_findings: int
    findings: int
    lost: float  # marks, each site counted with its design weight


@dataclass(frozen=True, slots=True)
class Account:
    """An area's tallies, and the points that follow from them."""

    tallies: Mapping[tuple[str, str], Tally]
    points: Points


def lost_items(
    session: Session, city: City, blobs: Blobs, run: ScoreRun, areas: Sequence[Area]
) -> tuple[LostItem, ...]:
    """List what cost the first of these areas most, the costliest first.

    The other areas are what it is compared with. Empty for a run without records.
    """
    if not run.rubric_sha256 or run.draw_id is None:
        return ()
    here, *others = [_account(session, blobs, run, area) for area in areas]
    found = [
        _item(city, blobs, run, key, here, [_beside(other, key) for other in others])
        for key, points in here.points.items()
        if points
    ]
    return tuple(sorted(found, key=lambda one: (-one.points, one.venue, one.item)))


def _item(
    city: City,
    blobs: Blobs,
    run: ScoreRun,
    key: tuple[str, str],
    here: Account,
    elsewhere: Sequence[float | None],
) -> LostItem:
    venue, item = key
    text, tally = _text(city, blobs, run, venue, item), here.tallies[key]
    return LostItem(
        item=item,
        name_zh=text.name_zh if text else item,
        name_en=text.name_en if text else item,
        venue=venue,
        sites=tally.sites,
        with_findings=tally.with_findings,
        findings=tally.findings,
        points=here.points[key],
        elsewhere=tuple(elsewhere),
    )


def _beside(account: Account, key: tuple[str, str]) -> float | None:
    """Return another area's points; None where it has none to compare with at all."""
    return account.points.get(key, 0.0) if account.points else None


def _account(session: Session, blobs: Blobs, run: ScoreRun, area: Area) -> Account:
    tallies = _tallies(session, run, area.streets) | _locked(session, run, area.streets)
    lacking = _lacking(session, blobs, run, area)
    whole: dict[str, float] = {}
    for (venue, _item), tally in tallies.items():
        whole[venue] = whole.get(venue, 0.0) + tally.lost
    points = {
        key: lacking[key[0]] * tally.lost / whole[key[0]]
        for key, tally in tallies.items()
        if key[0] in lacking and whole[key[0]]
    }
    return Account(tallies, points)


def _lacking(session: Session, blobs: Blobs, run: ScoreRun, area: Area) -> dict[str, float]:
    """Return by venue type the points that its score takes from the area's site index."""
    below, scores = BELOW[area.level], {}
    weights = _weights(blobs.get(run.rubric_sha256), run.quarter, area.level)
    for venue, weight in weights.items():
        figures = queries.figures_of(session, run.id, below, f"{area.code}|{venue}")
        for name, row in figures.items():
            if name.endswith("score") and row.number is not None:
                scores[venue] = (weight, row.number)
    total = sum(weight for weight, _number in scores.values())
    return {
        venue: weight * (100 - number) / total for venue, (weight, number) in scores.items()
    }


@cache
def _weights(data: bytes, quarter: str, level: str) -> Mapping[str, float]:
    """Return the venue weights of the step that makes a level's site index; maybe none.

    A rubric never changes, so what was read once is kept.
    """
    parsed = rubric.parse(data)
    for step in parsed.steps:
        if step.rule is Rule.WEIGHTED_MEAN and step.at == level and step.by == "venue":
            held = parsed.tables[step.table].on(Quarter.parse(quarter).first_day)
            return {venue: float(weight) for venue, weight in held.numbers.items()}
    return {}


def _weight() -> ColumnElement[float]:
    weight: ColumnElement[float] = DrawnSite.size_m.cast(Float) / DrawnSite.take
    return weight


def _tallies(
    session: Session, run: ScoreRun, streets: Sequence[str]
) -> dict[tuple[str, str], Tally]:
    mark = ScoredMark
    statement = (
        select(
            mark.venue,
            mark.item,
            func.count(),
            func.sum((mark.findings > 0).cast(mark.findings.type)),
            func.sum(mark.findings),
            func.sum(mark.lost * _weight()),
        )
        .join(Submission, Submission.id == mark.submission_id)
        .join(Task, Task.id == Submission.task_id)
        .join(DrawnSite, DrawnSite.id == Task.drawn_site_id)
        .where(mark.run_id == run.id, mark.counted, mark.street.in_(streets))
        .group_by(mark.venue, mark.item)
    )
    return {(row[0], row[1]): Tally(*row[2:]) for row in session.execute(statement)}


def _locked(
    session: Session, run: ScoreRun, streets: Sequence[str]
) -> dict[tuple[str, str], Tally]:
    statement = (
        select(Site.venue, func.count(), func.sum(_weight() * FULL))
        .join(Task, Task.site_pk == Site.id)
        .join(Submission, Submission.task_id == Task.id)
        .join(DrawnSite, DrawnSite.id == Task.drawn_site_id)
        .where(Task.draw_id == run.draw_id, Site.street.in_(streets))
        .where(Submission.state == SubmissionState.RECEIVED)
        .where(Submission.site_found == SiteFound.LOCKED)
        .group_by(Site.venue)
    )
    return {
        (venue, FOUND_LOCKED): Tally(sites, sites, sites, lost)
        for venue, sites, lost in session.execute(statement)
    }


def photos_of(
    session: Session, city: City, blobs: Blobs, run: ScoreRun, streets: Sequence[str]
) -> tuple[PublicPhoto, ...]:
    """List close photos of the findings that cost most in these streets."""
    mark = ScoredMark
    statement = (
        select(Photo.ref, mark.venue, mark.item, mark.findings)
        .join(Submission, Submission.id == Photo.submission_id)
        .join(mark, (mark.submission_id == Submission.id) & (mark.item == Photo.item))
        .where(mark.run_id == run.id, mark.street.in_(streets), mark.lost > 0)
        .where(Photo.role == PhotoRole.CLOSE)
        .order_by(mark.lost.desc(), Photo.id)
        .limit(SHOWN_PHOTOS * 10)
    )
    shown: Counter[str] = Counter()
    found: list[PublicPhoto] = []
    for ref, venue, item, findings in session.execute(statement):
        shown[item] += 1
        if shown[item] <= PHOTOS_AN_ITEM and len(found) < SHOWN_PHOTOS:
            text = _text(city, blobs, run, venue, item)
            name_zh, name_en = (text.name_zh, text.name_en) if text else (item, item)
            found.append(PublicPhoto(ref, item, name_zh, name_en, venue, findings))
    return tuple(found)


def released_photo(session: Session, ref: str) -> tuple[str, str] | None:
    """Return the digest and quarter of a finding's photo, or None."""
    statement = (
        select(Photo.sha256, Draw.quarter)
        .join(Submission, Submission.id == Photo.submission_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Draw, Draw.id == Task.draw_id)
        .where(Photo.ref == ref, Photo.item != "")
    )
    row = session.execute(statement).first()
    return (row[0], row[1]) if row else None


def _text(
    city: City, blobs: Blobs, run: ScoreRun, venue: str, item: str
) -> ChecklistItem | None:
    lines = checklist(city, blobs, run.rubric_sha256, venue).items
    return next((line for line in lines if line.code == item), None)
