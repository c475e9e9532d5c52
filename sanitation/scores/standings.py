"""How sure a run's ranks are: joint and alone, by tier, and who is above whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sanitation.errors import Code, Problem
from sanitation.scores.models import ScoreValue
from scoring import uncertainty
from scoring.rank_chances import marginal_intervals, rank_chances


@dataclass(frozen=True, slots=True)
class Standing:
    """One ranked area.

    joint_low, joint_high: the ranks left open for all areas at once, at 95 %. alone_low,
    alone_high: those of this area taken by itself; narrower, and never to be compared with
    another area's. above_next: the chance that it truly lies above the area ranked after it.
    """

    area: str
    shown: str
    rank: int
    joint_low: int | None
    joint_high: int | None
    alone_low: int | None
    alone_high: int | None
    tier: int | None
    above_next: float | None


@dataclass(frozen=True, slots=True)
class Standings:
    """The ranked areas of a level, best first, and P(row above column); ranked: how many."""

    areas: tuple[Standing, ...]
    above: tuple[tuple[float, ...], ...]

    @property
    def ranked(self) -> int:
        """Return K."""
        return len(self.areas)

    def chance(self, area: str, other: str) -> float:
        """Return the chance that one area truly lies above another; NOT_FOUND if unranked."""
        place = {one.area: number for number, one in enumerate(self.areas)}
        if not self.above or area not in place or other not in place:
            raise Problem(Code.NOT_FOUND)
        return self.above[place[area]][place[other]]


def standings(table: Mapping[str, Mapping[str, ScoreValue]], measure: str) -> Standings:
    """Compare the ranked areas of one level; without errors there are no chances."""
    rows = [row[measure] for row in table.values() if measure in row]
    ranked = sorted((r for r in rows if r.rank), key=lambda row: (row.rank or 0, row.area))
    values = np.array([row.number for row in ranked], dtype=np.float64)
    errors = np.array([row.standard_error for row in ranked], dtype=np.float64)
    if not ranked or np.isnan(errors).any() or (errors == 0).any():
        return Standings(tuple(_standing(row, None, None) for row in ranked), ())
    above = uncertainty.probability_above(values, errors**2)
    alone = marginal_intervals(rank_chances(values, errors**2))
    nexts: Sequence[float | None] = [*np.diagonal(above, 1).round(4).tolist(), None]
    areas = tuple(
        _standing(row, interval, chance)
        for row, interval, chance in zip(ranked, alone, nexts, strict=True)
    )
    return Standings(areas, tuple(map(tuple, above.tolist())))


def _standing(
    row: ScoreValue, alone: tuple[int, int] | None, above_next: float | None
) -> Standing:
    low, high = alone or (None, None)
    return Standing(
        row.area,
        row.shown or "",
        row.rank or 0,
        row.rank_low,
        row.rank_high,
        low,
        high,
        row.tier,
        above_next,
    )
