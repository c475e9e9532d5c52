"""Where marks were lost: per indicator of a place, against the city, with the photos."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.draws.models import Draw, Task
from sanitation.fieldwork.checklist import ChecklistItem, checklist
from sanitation.fieldwork.models import Photo, Submission
from sanitation.fieldwork.rules import PhotoRole
from sanitation.publication.values import LostItem, PublicPhoto
from sanitation.scores.models import ScoredMark, ScoreRun
from sanitation.sites.models import Site

SHOWN_PHOTOS = 12


def lost_items(
    session: Session, city: City, blobs: Blobs, run: ScoreRun, streets: Sequence[str]
) -> tuple[LostItem, ...]:
    """List the indicators that cost these streets most, the costliest first.

    Marks lost are means over the sites where the indicator was counted, so that a place
    with many sites does not look worse for it.
    """
    here = _sums(session, run, streets)
    whole = _sums(session, run, None)
    found = []
    for (venue, item), (sites, with_findings, findings, lost) in here.items():
        if not lost:
            continue
        text = _text(city, blobs, run, venue, item)
        found.append(
            LostItem(
                item=item,
                name_zh=text.name_zh if text else item,
                name_en=text.name_en if text else item,
                venue=venue,
                sites=sites,
                with_findings=with_findings,
                findings=findings,
                lost=lost / sites,
                city_lost=whole[venue, item][3] / whole[venue, item][0],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.lost, one.item)))


def photos_of(
    session: Session, run: ScoreRun, streets: Sequence[str]
) -> tuple[PublicPhoto, ...]:
    """List close photos of the findings that cost most in these streets."""
    statement = (
        select(Photo.ref, Photo.item, Photo.role)
        .join(Submission, Submission.id == Photo.submission_id)
        .join(Task, Task.id == Submission.task_id)
        .join(Site, Site.id == Task.site_pk)
        .join(
            ScoredMark,
            (ScoredMark.submission_id == Submission.id) & (ScoredMark.item == Photo.item),
        )
        .where(ScoredMark.run_id == run.id, Site.street.in_(streets))
        .where(Photo.role == PhotoRole.CLOSE, ScoredMark.lost > 0)
        .order_by(ScoredMark.lost.desc(), Photo.id)
        .limit(SHOWN_PHOTOS)
    )
    return tuple(
        PublicPhoto(ref, item, role.value) for ref, item, role in session.execute(statement)
    )


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


def _sums(
    session: Session, run: ScoreRun, streets: Sequence[str] | None
) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    mark = ScoredMark
    statement = (
        select(
            mark.venue,
            mark.item,
            func.count(),
            func.sum((mark.findings > 0).cast(mark.findings.type)),
            func.sum(mark.findings),
            func.sum(mark.lost),
        )
        .where(mark.run_id == run.id, mark.counted)
        .group_by(mark.venue, mark.item)
    )
    if streets is not None:
        statement = statement.where(mark.street.in_(streets))
    return {
        (venue, item): (sites, with_findings, findings, lost)
        for venue, item, sites, with_findings, findings, lost in session.execute(statement)
    }


def _text(
    city: City, blobs: Blobs, run: ScoreRun, venue: str, item: str
) -> ChecklistItem | None:
    lines = checklist(city, blobs, run.rubric_sha256, venue).items
    return next((line for line in lines if line.code == item), None)
