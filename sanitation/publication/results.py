"""Use cases of reading a quarter's results: the whole table, chosen, and its export."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.publication import (
    certainty,
    comparing,
    filtering,
    pages,
    queries,
    rules,
    subsets,
    yearly,
)
from sanitation.publication.certainty import Certainty
from sanitation.publication.comparing import Comparison, Trend
from sanitation.publication.filtering import Line, Wanted
from sanitation.publication.models import Release
from sanitation.publication.rules import ReleaseState
from sanitation.publication.subsets import Subset
from sanitation.publication.values import Figure, Ranking, ReleaseRow
from sanitation.publication.yearly import Year
from sanitation.scores import queries as scores
from sanitation.scores.composition import Composition, composition
from sanitation.scores.replays import Replays
from scoring import rubric
from scoring.rubric import Rubric
from scoring.vocabulary import quarter as quarter_of

VENUE_LEVEL = {"street": "venue", "district": "district_venue"}
SCORE = "venue_score"


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A quarter's results at one level, as asked for.

    lines: the chosen ones; every: how many there are without the filter. made: how the
    index is put together; None where that is not known, as of a printed table.
    """

    ranking: Ranking
    wanted: Wanted
    lines: tuple[Line, ...]
    every: int
    made: Composition | None


@dataclass(frozen=True, slots=True)
class Results:
    """Reads results of releases; who may not read one sees none."""

    sessions: Sessions
    city: City
    blobs: Blobs
    replays: Replays

    def table(
        self, actor: Actor | None, quarter: str, wanted: Wanted
    ) -> ResultTable | None:
        """Give the standing release's figures, chosen and ordered; None without a release."""
        with self.sessions.read() as session:
            release = queries.current(session, quarter, rules.visible_to(actor))
            if release is None:
                return None
            table = pages.ranking(session, self.city, release, wanted.level)
            venues = self._venues(session, release, wanted.level)
            revised = _revised(session, release, wanted.level)
            parsed = self.rubric(release)
        lines = [
            filtering.line_of(
                row, venues.get(row.code, {}), wanted, revised=row.code in revised
            )
            for row in table.areas
        ]
        made = None
        if parsed is not None:
            made = composition(parsed, wanted.level, quarter_of(release.quarter))
        return ResultTable(table, wanted, filtering.chosen(lines, wanted), len(lines), made)

    def subsets(
        self, actor: Actor | None, quarter: str
    ) -> tuple[ReleaseRow, tuple[Subset, ...]] | None:
        """Give the indices of part of the sites that the rubric names; None: no release."""
        with self.sessions.read() as session:
            release = queries.current(session, quarter, rules.visible_to(actor))
            if release is None:
                return None
            parsed = self.rubric(release)
            found = (
                ()
                if parsed is None
                else subsets.subsets(session, self.city, release, parsed)
            )
            return pages.release_row(self.city, release), found

    def compare(
        self, actor: Actor | None, earlier: str, later: str, level: str, code: str = ""
    ) -> Comparison | None:
        """Compare two quarters; None unless both have a release this person may read.

        code: the area whose venue types and indicators are compared too; NOT_FOUND for one
        that is not of the level.
        """
        states = rules.visible_to(actor)
        with self.sessions.read() as session:
            pair = tuple(queries.current(session, one, states) for one in (earlier, later))
            before, after = pair
            if before is None or after is None:
                return None
            if code and code not in pages.ranked(self.city, level):
                raise Problem(Code.NOT_FOUND)
            parts = (session, self.city, self.blobs, self.replays)
            return comparing.compare(*parts, (before, after), level, code)

    def trend(self, actor: Actor | None, level: str) -> Trend:
        """Give the index of every area in the last released quarters."""
        with self.sessions.read() as session:
            return comparing.trend(session, self.city, level, rules.visible_to(actor))

    def years(self) -> tuple[int, ...]:
        """List the years with a final release, the latest first."""
        with self.sessions.read() as session:
            return yearly.years(session)

    def year(self, year: int, level: str) -> Year | None:
        """Average a year's final releases, which everybody may read; None: there is none."""
        with self.sessions.read() as session:
            return yearly.year_of(session, self.city, year, level)

    def certainty(self, actor: Actor | None, quarter: str, level: str) -> Certainty | None:
        """Say how far a quarter's ranks can be trusted; None without a release."""
        with self.sessions.read() as session:
            release = queries.current(session, quarter, rules.visible_to(actor))
            if release is None:
                return None
            parsed, made = self.rubric(release), None
            if parsed is not None:
                made = composition(parsed, level, quarter_of(quarter))
            venues = self._venues(session, release, level)
            return certainty.certainty(session, self.city, release, level, made, venues)

    def rubric(self, release: Release) -> Rubric | None:
        """Return the rubric a release's run pinned; None for a printed table."""
        pinned = release.run.rubric_sha256
        if not pinned or not self.blobs.has(pinned):
            return None
        return rubric.parse(self.blobs.get(pinned))

    def _venues(
        self, session: Session, release: Release, level: str
    ) -> dict[str, dict[str, Figure]]:
        """Return each area's scores by venue type."""
        rows = scores.table(session, release.run_id, VENUE_LEVEL[level], (SCORE,))
        found: dict[str, dict[str, Figure]] = {}
        for key, figures in rows.items():
            area, _, venue = key.partition("|")
            found.setdefault(area, {})[venue] = pages.figure(figures[SCORE])
        return found


def _revised(session: Session, release: Release, level: str) -> set[str]:
    """Return the areas whose index is another than in this quarter's release before."""
    earlier = [
        one
        for one in queries.releases(session, {ReleaseState.SUPERSEDED})
        if one.quarter == release.quarter and one.run_id != release.run_id
    ]
    if not earlier:
        return set()
    before = max(earlier, key=lambda one: one.number)
    then = scores.table(session, before.run_id, level, ("index",))
    now = scores.table(session, release.run_id, level, ("index",))
    return {
        code
        for code, figures in now.items()
        if code not in then or then[code]["index"].value != figures["index"].value
    }
