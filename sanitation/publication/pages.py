"""Builds the pages of published figures from a release's rows."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.rubrics import is_shipped
from sanitation.draws.models import Draw
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos
from sanitation.publication import losses, queries
from sanitation.publication.models import Release
from sanitation.publication.rules import ReleaseState
from sanitation.publication.values import (
    NOT_HERE,
    NOTHING,
    AreaPage,
    AreaRow,
    Figure,
    Ranking,
    ReleaseRow,
)
from sanitation.scores import queries as scores
from sanitation.scores.models import ScoreRun, ScoreValue

RANKED = ("street", "district")
SHOWN = ("index", "site_index", "satisfaction", "grade", "village", "progress")


def release_row(city: City, release: Release) -> ReleaseRow:
    """Copy a release and its run into plain values."""
    run = release.run
    return ReleaseRow(
        ref=release.ref,
        quarter=release.quarter,
        number=release.number,
        stage=release.stage,
        state=release.state,
        run=run.ref,
        source=run.source,
        proposed_by=release.proposed_by,
        proposed_at=release.proposed_at,
        signed_by=release.signed_by,
        published_at=release.published_at,
        appeals_close_at=release.appeals_close_at,
        reason=release.reason,
        checkpoint=release.checkpoint,
        draw_digest=release.draw_digest,
        rubric_id=run.rubric_id,
        rubric_sha256=run.rubric_sha256,
        product_default=is_shipped(city, run.rubric_id),
        method=run.method,
        algorithm=run.algorithm,
        inputs_sha256=run.inputs_sha256,
        result_sha256=run.result_sha256,
        ledger_size=run.ledger_size,
        records=run.records,
    )


def figure(row: ScoreValue | None) -> Figure:
    """Copy a figure into a plain value; no row means no data."""
    if row is None:
        return NOTHING
    return Figure(
        shown=row.shown,
        number=row.number,
        empty_because=row.empty_because,
        low=row.low,
        high=row.high,
        n=row.n,
        coverage_pct=row.coverage_pct,
        rank=row.rank,
        rank_low=row.rank_low,
        rank_high=row.rank_high,
        tier=row.tier,
        label=row.label,
        flag=row.flag,
        exact=row.value,
        standard_error=row.standard_error,
    )


def ranking(session: Session, city: City, release: Release, level: str) -> Ranking:
    """Build the ranking of one level: ranked areas first, best first."""
    if level not in RANKED:
        raise Problem(Code.NOT_FOUND)
    previous = previous_release(session, release)
    now = scores.table(session, release.run_id, level, measures(city))
    before = scores.table(session, previous.run_id, level, ("index",)) if previous else {}
    rows = [
        _area(city, level, code, now.get(code, {}), before.get(code, {}))
        for code in ranked(city, level)
    ]
    rows.sort(key=lambda row: (row.index.rank is None, row.index.rank, row.code))
    return Ranking(
        release=release_row(city, release),
        previous=release_row(city, previous) if previous else None,
        level=level,
        areas=tuple(rows),
        city=city_row(session, city, release, previous),
    )


def measures(city: City) -> tuple[str, ...]:
    """Name what a row of a ranking shows; a run keeps thousands of figures beside it."""
    subs = [sub.code for sub in city.sub_indices]
    parts = [f"{name}.{sub}" for name in ("sub_index", "lost_marks") for sub in subs]
    return (*SHOWN, *parts)


def ranked(city: City, level: str) -> list[str]:
    """Return the codes of a level's areas; a district outside the ranking has no row."""
    if level == "street":
        return [street.code for street in city.streets]
    return [district.code for district in city.ranked_districts]


def city_row(
    session: Session, city: City, release: Release, previous: Release | None
) -> AreaRow | None:
    """Build the city's own row, where the run has one."""
    now = scores.figures_of(session, release.run_id, "city", city.code)
    if not now:
        return None
    before = (
        scores.figures_of(session, previous.run_id, "city", city.code) if previous else {}
    )
    return _area(city, "city", city.code, now, before)


def area_page(
    session: Session,
    city: City,
    blobs: Blobs,
    release: Release,
    level: str,
    code: str,
    states: Collection[ReleaseState],
) -> AreaPage:
    """Build a street's or district's page; NOT_FOUND for a place not in the catalogue."""
    table = ranking(session, city, release, level)
    area = next((row for row in table.areas if row.code == code), None)
    if area is None:
        raise Problem(Code.NOT_FOUND)
    areas = _compared(city, level, code)
    return AreaPage(
        release=table.release,
        area=area,
        of=sum(row.index.rank is not None for row in table.areas),
        city=table.city,
        district=_district(session, city, release, area) if level == "street" else None,
        venues=_venues(session, city, release, level, code),
        lost=losses.lost_items(session, city, blobs, release.run, areas),
        history=tuple(
            (
                release_row(city, past),
                figure(scores.figures_of(session, past.run_id, level, code).get("index")),
                figure(
                    scores.figures_of(session, past.run_id, "city", city.code).get("index")
                ),
            )
            for past in queries.history(session, states)
            if past.quarter <= release.quarter
        ),
        photos=losses.photos_of(session, city, blobs, release.run, areas[0].streets),
    )


def _compared(city: City, level: str, code: str) -> list[losses.Area]:
    """Return the area itself, a street's district, and the city."""
    district = city.district_of(code) if level == "street" else code
    inside = tuple(
        street.code for street in city.streets if city.district_of(street.code) == district
    )
    every = tuple(street.code for street in city.streets)
    found = [
        losses.Area("district", district, inside),
        losses.Area("city", city.code, every),
    ]
    return found if level == "district" else [losses.Area(level, code, (code,)), *found]


def _district(session: Session, city: City, release: Release, area: AreaRow) -> AreaRow:
    figures = scores.figures_of(session, release.run_id, "district", area.district)
    return _area(city, "district", area.district, figures, {})


def previous_release(session: Session, release: Release) -> Release | None:
    """Return the standing final release of the latest quarter before this one."""
    earlier = [
        past
        for past in queries.releases(session, {ReleaseState.FINAL})
        if past.quarter < release.quarter
    ]
    return max(earlier, key=lambda past: past.quarter, default=None)


def draw_digest(session: Session, run: ScoreRun) -> str:
    """Return the digest of the sample a run was computed from; empty for an import."""
    draw = session.get(Draw, run.draw_id) if run.draw_id else None
    return draw.sample_sha256 if draw else ""


def photo(
    session: Session,
    blobs: Blobs,
    ref: str,
    states: Collection[ReleaseState],
    most_px: int,
) -> bytes:
    """Return a released photo's stripped copy; NOT_FOUND before its quarter's release."""
    found = losses.released_photo(session, ref)
    if found is None:
        raise Problem(Code.NOT_FOUND)
    digest, quarter = found
    if queries.current(session, quarter, states) is None:
        raise Problem(Code.NOT_FOUND)
    return photos.derivative(blobs.get(digest), most_px)


def _venues(
    session: Session, city: City, release: Release, level: str, code: str
) -> tuple[tuple[str, Figure, Figure], ...]:
    here_level = "venue" if level == "street" else "district_venue"
    found = []
    for venue in city.venue_types:
        key = f"{code}|{venue.id}"
        here = scores.figures_of(session, release.run_id, here_level, key)
        whole = scores.figures_of(
            session, release.run_id, "city_venue", f"{city.code}|{venue.id}"
        )
        # No row at all: the frame holds no such site here, so there was nothing to visit.
        one = figure(_score(here)) if here else NOT_HERE
        found.append((venue.id, one, figure(_score(whole))))
    return tuple(found)


def _score(figures: dict[str, ScoreValue]) -> ScoreValue | None:
    return next((row for name, row in figures.items() if name.endswith("score")), None)


def _area(
    city: City,
    level: str,
    code: str,
    now: dict[str, ScoreValue],
    before: dict[str, ScoreValue],
) -> AreaRow:
    if level == "city":
        name_zh, name_en, district = city.name_zh, city.name_en, ""
    elif level == "street":
        street = city.street(code)
        name_zh, name_en = street.name_zh, street.name_en
        district = street.district_code
    else:
        place = city.district(code)
        name_zh, name_en, district = place.name_zh, place.name_en, place.code
    return AreaRow(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        district=district,
        index=figure(now.get("index")),
        site_index=figure(now.get("site_index")),
        satisfaction=figure(now.get("satisfaction")),
        grade=now["grade"].label if "grade" in now else "",
        subs={
            sub.code: figure(now.get(f"sub_index.{sub.code}")) for sub in city.sub_indices
        },
        lost={
            sub.code: figure(now.get(f"lost_marks.{sub.code}")) for sub in city.sub_indices
        },
        village=figure(now.get("village")),
        progress=figure(now.get("progress")),
        before=figure(before.get("index")),
        under_appeal=0,
    )
