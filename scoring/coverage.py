"""What stands beside every number: how much was planned, seen, locked, closed, void."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.columns import HAS
from scoring.items import Marks
from scoring.levels import Areas
from scoring.records import Records
from scoring.rubric import Rubric
from scoring.totals import Totals
from scoring.vocabulary import Bools, Rule, SiteState


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of sites of one area; planned leaves out the rightly closed ones."""

    planned: int
    valid: int
    locked: int
    closed: int
    unvisited: int
    void: int
    marks_missing: Fraction  # share of the full marks due that nobody saw, in percent

    @property
    def percent(self) -> Fraction:
        """Return valid sites in percent of the planned ones; 100 where none was planned."""
        return Fraction(100 * self.valid, self.planned) if self.planned else Fraction(100)


def coverages(
    records: Records, areas: Areas, marks: Marks | Totals
) -> tuple[Coverage, ...]:
    """Return the coverage of each area of a level."""
    used = areas.of_site >= 0
    of, size = areas.of_site[used], len(areas.names)

    def count(what: Bools) -> list[int]:
        return [int(n) for n in np.bincount(of, what[used], size)]

    state = records.site_states
    unseen = np.bincount(of, marks.unseen[used], size).astype(np.int64)
    seen = np.bincount(of, marks.seen[used], size).astype(np.int64)
    planned, valid = count(state != SiteState.CLOSED), count(marks.reasons == HAS)
    locked, closed = count(state == SiteState.LOCKED), count(state == SiteState.CLOSED)
    absent, void = count(state == SiteState.MISSING), count(marks.void)
    shares = [
        _percent(u, u + s) for u, s in zip(unseen.tolist(), seen.tolist(), strict=True)
    ]
    return tuple(
        Coverage(planned[k], valid[k], locked[k], closed[k], absent[k], void[k], shares[k])
        for k in range(size)
    )


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole) if whole else Fraction(0)


def hidden_areas(
    rubric: Rubric, records: Records, areas: Mapping[str, Areas], marks: Marks | Totals
) -> dict[str, Bools]:
    """Say which areas are seen too thinly to be shown.

    Asked at levels that grade or rank, and at those with a `min_n` of their own.

    Too thinly: fewer than min_n valid sites, or less than min_coverage percent of the
    planned ones. An area that only outside figures describe has no sites to count.
    """
    judged = {step.at for step in rubric.steps if step.rule in (Rule.RANK, Rule.BANDS)}
    judged |= {level.id for level in rubric.levels if level.min_n is not None}
    found = {}
    for name, here in areas.items():
        hide = np.zeros(len(here.names), dtype=np.bool_)
        if name in judged and not here.first and len(records.sites):
            rows, publish = coverages(records, here, marks), rubric.shown_from(name)
            thin = [row.valid < publish.min_n for row in rows]
            blank = [row.percent < publish.min_coverage for row in rows]
            some = np.bincount(here.of_site[here.of_site >= 0], minlength=len(rows)) > 0
            hide = (
                np.array([a or b for a, b in zip(thin, blank, strict=True)], np.bool_)
                & some
            )
        found[name] = hide
    return found
