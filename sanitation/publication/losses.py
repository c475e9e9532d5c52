"""Where marks were lost: the points of the site index each indicator cost, adding up.

The points are the engine's own, kept with the run: what an area lacks is laid to its
indicators exactly. So the parts of an area add up to what its site index lacks, and a venue
type with few sites weighs no more than its share.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.draws.models import Draw, Task
from sanitation.fieldwork.checklist import ChecklistItem, checklist
from sanitation.fieldwork.models import Photo, Submission
from sanitation.fieldwork.rules import PhotoRole
from sanitation.publication.values import LostItem, PublicPhoto
from sanitation.scores import computing
from sanitation.scores.models import ScoredMark, ScoreRun, ScoreValue
from scoring.losses import Key

SHOWN_PHOTOS = 12
PHOTOS_AN_ITEM = 2  # more of the same finding would tell no more


@dataclass(frozen=True, slots=True)
class Area:
    """An area whose losses are told, and the streets it is made of."""

    level: str
    code: str
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the visited sites of one venue type say of one indicator."""

    sites: int
    with_findings: int
    findings: int


def lost_items(
    session: Session, city: City, blobs: Blobs, run: ScoreRun, areas: Sequence[Area]
) -> tuple[LostItem, ...]:
    """List what cost the first of these areas most, the costliest first.

    The other areas are what it is compared with. Empty for a run without its records.
    """
    here, *others = [laid_points(session, run, area.level, area.code) for area in areas]
    tallies = _tallies(session, run, areas[0].streets)
    found = [_item(city, blobs, run, key, here, others, tallies.get(key)) for key in here]
    return tuple(sorted(found, key=lambda one: (-one.points, one.venue, one.item)))


def _item(
    city: City,
    blobs: Blobs,
    run: ScoreRun,
    key: Key,
    here: Mapping[Key, Fraction],
    others: Sequence[Mapping[Key, Fraction]],
    tally: Tally | None,
) -> LostItem:
    venue, item = key
    text = _text(city, blobs, run, venue, item)
    return LostItem(
        item=item,
        name_zh=text.name_zh if text else item,
        name_en=text.name_en if text else item,
        venue=venue,
        sites=tally.sites if tally else None,
        with_findings=tally.with_findings if tally else None,
        findings=tally.findings if tally else None,
        points=float(here[key]),
        exact=here[key],
        elsewhere=tuple(float(one.get(key, 0)) if one else None for one in others),
    )


def laid_points(
    session: Session, run: ScoreRun, level: str, code: str
) -> dict[Key, Fraction]:
    """Return the points each indicator cost an area, as the run kept them; may be empty."""
    prefix = f"{computing.LOST}."
    statement = select(ScoreValue.measure, ScoreValue.value).where(
        ScoreValue.run_id == run.id,
        ScoreValue.level == level,
        ScoreValue.area == code,
        func.substr(ScoreValue.measure, 1, len(prefix)) == prefix,
    )
    found: dict[Key, Fraction] = {}
    for measure, value in session.execute(statement):
        venue, _, item = measure.removeprefix(prefix).partition(".")
        found[venue, item] = Fraction(value or 0)
    return dict(sorted(found.items()))


def _tallies(session: Session, run: ScoreRun, streets: Sequence[str]) -> dict[Key, Tally]:
    mark = ScoredMark
    statement = (
        select(
            mark.venue,
            mark.item,
            func.count(),
            func.sum((mark.findings > 0).cast(mark.findings.type)),
            func.sum(mark.findings),
        )
        .where(mark.run_id == run.id, mark.counted, mark.street.in_(streets))
        .group_by(mark.venue, mark.item)
    )
    return {(row[0], row[1]): Tally(*row[2:]) for row in session.execute(statement)}


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
