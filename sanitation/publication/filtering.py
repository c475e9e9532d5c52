"""Which lines of a quarter's results are wanted, and in which order. Pure.

What a page shows is what its export holds: both are made from the lines chosen here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sanitation.publication.values import NOT_HERE, AreaRow, Figure


class Show(StrEnum):
    """Which areas are wanted."""

    ALL = "all"
    ROSE = "rose"
    FELL = "fell"
    SURE = "sure"  # the interval of the change leaves zero out
    FLAGGED = "flagged"  # few sites, incomplete, or withheld
    REVISED = "revised"  # another figure than in the release before of this quarter


class Order(StrEnum):
    """By what the lines are ordered: best, greatest or most first."""

    RANK = "rank"
    ASKED = "asked"  # by the sub-index or venue type that is asked for
    SITE_INDEX = "site_index"
    SATISFACTION = "satisfaction"
    CHANGE = "change"
    SITES = "sites"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; an empty text asks for every one."""

    level: str = "street"
    district: str = ""
    venue: str = ""
    grade: str = ""
    sub: str = ""
    show: Show = Show.ALL
    order: Order = Order.RANK
    upward: bool = False  # the other way round


@dataclass(frozen=True, slots=True)
class Line:
    """One area; venues: its score by venue type; asked: the figure asked for, if any."""

    area: AreaRow
    venues: dict[str, Figure]
    asked: Figure | None
    revised: bool

    @property
    def flagged(self) -> bool:
        """Tell whether its index is to be read with care, or is withheld."""
        return bool(self.area.index.flag) or self.area.index.empty_because == "suppressed"

    @property
    def sure(self) -> bool:
        """Tell whether the change is more than chance: its interval leaves zero out."""
        low, high = self.area.progress.low, self.area.progress.high
        return low is not None and high is not None and (low > 0 or high < 0)


def line_of(
    area: AreaRow, venues: dict[str, Figure], wanted: Wanted, *, revised: bool
) -> Line:
    """Make the line of an area; what the frame has no site of is not applicable."""
    asked = None
    if wanted.venue:
        asked = venues.get(wanted.venue, NOT_HERE)
    elif wanted.sub:
        asked = area.subs[wanted.sub]
    return Line(area, venues, asked, revised)


def chosen(lines: Iterable[Line], wanted: Wanted) -> tuple[Line, ...]:
    """Return the lines that are wanted, ordered; what is empty comes last either way."""
    found = [line for line in lines if _fits(line, wanted)]
    found.sort(key=lambda line: line.area.code)
    known = [line for line in found if _key(line, wanted.order) is not None]
    empty = [line for line in found if _key(line, wanted.order) is None]
    known.sort(key=lambda line: _key(line, wanted.order) or 0.0, reverse=not wanted.upward)
    return (*known, *empty)


def _fits(line: Line, wanted: Wanted) -> bool:
    area, change = line.area, line.area.change or 0.0
    if wanted.district and area.district != wanted.district:
        return False
    if wanted.grade and area.grade != wanted.grade:
        return False
    return {
        Show.ALL: True,
        Show.ROSE: change > 0,
        Show.FELL: change < 0,
        Show.SURE: line.sure,
        Show.FLAGGED: line.flagged,
        Show.REVISED: line.revised,
    }[wanted.show]


def _key(line: Line, order: Order) -> float | None:
    """Return what the lines are ordered by: more comes first."""
    area = line.area
    rank = None if area.index.rank is None else -float(area.index.rank)
    found: dict[Order, float | None] = {
        Order.RANK: rank,
        Order.ASKED: line.asked.number if line.asked else rank,
        Order.SITE_INDEX: area.site_index.number,
        Order.SATISFACTION: area.satisfaction.number,
        Order.CHANGE: area.change,
        Order.SITES: area.index.n,
    }
    return found[order]
