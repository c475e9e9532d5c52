"""Two quarters side by side, and several: what changed, and by more than chance or not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.fieldwork.checklist import checklist
from sanitation.publication import losses, pages, queries
from sanitation.publication.models import Release
from sanitation.publication.rules import ReleaseState
from sanitation.publication.values import NOTHING, AreaRow, Figure, ReleaseRow
from sanitation.scores import between as runs
from sanitation.scores import queries as scores
from sanitation.scores.between import Basis, Between, Difference
from sanitation.scores.replays import Replays

INDEX, SCORE = "index", "venue_score"
VENUES = {"street": "venue", "district": "district_venue", "city": "city_venue"}
TREND = 8  # quarters


@dataclass(frozen=True, slots=True)
class Moved:
    """One area in both quarters; difference is None where either has no value."""

    area: AreaRow
    before: Figure
    after: Figure
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class VenueMoved:
    """One venue type of an area in both quarters."""

    venue: str
    before: Figure
    after: Figure
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """What an indicator cost the site index in both quarters; gain: points won back."""

    venue: str
    item: str
    name_zh: str
    name_en: str
    before: Fraction
    after: Fraction

    @property
    def gain(self) -> Fraction:
        """Return before - after; the gains of an area add up to its site index's change."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two quarters; moved: by the size of the change. inside: what moved within one area."""

    earlier: ReleaseRow
    later: ReleaseRow
    level: str
    basis: Basis
    common: int
    moved: tuple[Moved, ...]
    city: Moved | None
    venues: tuple[VenueMoved, ...]
    items: tuple[ItemMoved, ...]

    @property
    def sure(self) -> int:
        """Count the areas that changed by more than chance."""
        return sum(bool(one.difference and one.difference.sure) for one in self.moved)


@dataclass(frozen=True, slots=True)
class Trend:
    """Each area's index by quarter, the earliest first; None where there is no value."""

    releases: tuple[ReleaseRow, ...]
    rows: tuple[tuple[AreaRow, tuple[Figure, ...]], ...]


def compare(
    session: Session,
    city: City,
    blobs: Blobs,
    replays: Replays,
    pair: tuple[Release, Release],
    level: str,
    code: str,
) -> Comparison:
    """Compare the releases of two quarters, earlier and later; code: look inside this area."""
    earlier, later = pair
    found = runs.between(session, blobs, replays, earlier.run, later.run)
    table = pages.ranking(session, city, later, level)
    before = scores.table(session, earlier.run_id, level, (INDEX,))
    changed = _differences(session, found, pair, level, INDEX)
    moved = [
        Moved(
            row,
            pages.figure(before.get(row.code, {}).get(INDEX)),
            row.index,
            changed.get(row.code),
        )
        for row in table.areas
    ]
    moved.sort(key=_by_change)
    return Comparison(
        earlier=pages.release_row(city, earlier),
        later=pages.release_row(city, later),
        level=level,
        basis=found.basis,
        common=found.common,
        moved=tuple(moved),
        city=_city(session, city, found, pair, table.city),
        venues=_venues(session, city, found, pair, level, code) if code else (),
        items=_items(session, city, blobs, found, pair, level, code) if code else (),
    )


def trend(
    session: Session, city: City, level: str, states: Collection[ReleaseState]
) -> Trend:
    """Give the index of every area in the last quarters that were released."""
    releases = queries.history(session, states)[-TREND:]
    if not releases:
        return Trend((), ())
    tables = [scores.table(session, one.run_id, level, (INDEX,)) for one in releases]
    rows = []
    for area in pages.ranking(session, city, releases[-1], level).areas:
        figures = tuple(pages.figure(t.get(area.code, {}).get(INDEX)) for t in tables)
        rows.append((area, figures))
    return Trend(tuple(pages.release_row(city, one) for one in releases), tuple(rows))


def _by_change(one: Moved) -> tuple[bool, Fraction, str]:
    value = one.difference.value if one.difference else Fraction(0)
    return one.difference is None, -value, one.area.code


def _differences(
    session: Session, found: Between, pair: tuple[Release, Release], level: str, column: str
) -> Mapping[str, Difference]:
    if found.basis is Basis.METHODS:
        return {}
    if found.basis is Basis.SAMPLED:
        return found.of(level, column)
    return runs.printed(session, pair[0].run, pair[1].run, level, column)


def _city(
    session: Session,
    city: City,
    found: Between,
    pair: tuple[Release, Release],
    row: AreaRow | None,
) -> Moved | None:
    if row is None:
        return None
    before = scores.figures_of(session, pair[0].run_id, "city", city.code).get(INDEX)
    changed = _differences(session, found, pair, "city", INDEX)
    return Moved(row, pages.figure(before), row.index, changed.get(city.code))


def _venues(
    session: Session,
    city: City,
    found: Between,
    pair: tuple[Release, Release],
    level: str,
    code: str,
) -> tuple[VenueMoved, ...]:
    """Tell what moved by venue type; a printed table does not say."""
    if found.basis is not Basis.SAMPLED:
        return ()
    finer = VENUES[level]
    changed = found.of(finer, SCORE)
    then, now = (
        {
            row.area.rpartition("|")[2]: pages.figure(row)
            for row in scores.figures_below(session, one.run_id, finer, f"{code}|", SCORE)
        }
        for one in pair
    )
    return tuple(
        VenueMoved(
            venue.id,
            then.get(venue.id, NOTHING),
            now.get(venue.id, NOTHING),
            changed.get(f"{code}|{venue.id}"),
        )
        for venue in city.venue_types
        if venue.id in then or venue.id in now
    )


def _items(
    session: Session,
    city: City,
    blobs: Blobs,
    found: Between,
    pair: tuple[Release, Release],
    level: str,
    code: str,
) -> tuple[ItemMoved, ...]:
    """Tell what moved by indicator, the greatest move either way first."""
    if found.basis is not Basis.SAMPLED:
        return ()
    then, now = (losses.laid_points(session, one.run, level, code) for one in pair)
    names = _names(city, blobs, [one.run.rubric_sha256 for one in pair])
    moved = [
        ItemMoved(
            venue,
            item,
            *names.get((venue, item), (item, item)),
            then.get((venue, item), Fraction(0)),
            now.get((venue, item), Fraction(0)),
        )
        for venue, item in then.keys() | now.keys()
    ]
    return tuple(sorted(moved, key=lambda one: (-abs(one.gain), one.venue, one.item)))


def _names(
    city: City, blobs: Blobs, rubrics: Sequence[str]
) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (venue.id, line.code): (line.name_zh, line.name_en)
        for pinned in rubrics
        for venue in city.venue_types
        for line in checklist(city, blobs, pinned, venue.id).items
    }
