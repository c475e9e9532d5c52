"""Splits a stratum into cells of neighbouring sites, in plain whole numbers.

Source: protocol sanrandom-draw/1, section 3. The form that a verifier recomputes;
`cells` gives the same answer faster.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from sampling.types import FrameRow, Reason, SamplingError, Stratum

BIRTH_CLASS = re.compile(r"-B[0-9]{4}Q[1-4]$")
NUMBER = re.compile(r"-C[0-9]{2,}$")


class Located(Protocol):
    """What the split looks at: position and id, nothing else."""

    @property
    def site_id(self) -> str: ...
    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...


Site = TypeVar("Site", bound=Located)


def split(sites: Sequence[Site], leaves: int) -> list[list[Site]]:
    """Cut sites into leaves along the longer side; leaf sizes differ by one at most.

    Ties on the axis go by id, so the order in which sites are listed never matters.
    """
    if leaves == 1:
        return [sorted(sites, key=lambda site: site.site_id)]
    first = leaves // 2
    xs, ys = [site.x for site in sites], [site.y for site in sites]
    if max(ys) - min(ys) > max(xs) - min(xs):
        ordered = sorted(sites, key=lambda site: (site.y, site.site_id))
    else:
        ordered = sorted(sites, key=lambda site: (site.x, site.site_id))
    cut = (len(ordered) * first + leaves // 2) // leaves
    return split(ordered[:cut], first) + split(ordered[cut:], leaves - first)


def stratum_of(row: FrameRow, young: Collection[str] = ()) -> Stratum:
    """Return street and venue of a site; young: birth quarters that are their own class."""
    return row.street, f"{row.venue}-B{row.birth}" if row.birth in young else row.venue


def stratum_id(stratum: Stratum) -> str:
    """Return the id that cells are named after."""
    return f"{stratum[0]}-{stratum[1]}"


def venue_of(stratum: Stratum) -> str:
    """Return the venue type of a stratum, without its birth class."""
    return BIRTH_CLASS.sub("", stratum[1])


@lru_cache(maxsize=1 << 16)  # asked for every site, and a cell has a hundred of them
def stratum_id_of_cell(cell: str) -> str:
    """Return the stratum's id in a cell's."""
    return NUMBER.sub("", cell)


def cell_id(stratum: Stratum, number: int) -> str:
    """Return the id of a stratum's cell, counted from 1."""
    return f"{stratum_id(stratum)}-C{number:02d}"


def belongs(row: FrameRow) -> bool:
    """Whether a site counts in its cell: all but those that are gone."""
    return row.reason in (Reason.ELIGIBLE, Reason.COOLOFF)


def strata(
    rows: Iterable[FrameRow], young: Collection[str] = ()
) -> dict[Stratum, list[FrameRow]]:
    """Group the sites that count by stratum, ascending by stratum id."""
    groups: dict[Stratum, list[FrameRow]] = defaultdict(list)
    for row in rows:
        if belongs(row):
            groups[stratum_of(row, young)].append(row)
    return {stratum: groups[stratum] for stratum in sorted(groups, key=stratum_id)}


def leaves_for(sites: int, wanted: int) -> int:
    """Return how many cells a stratum gets: one for two sites, one if all are taken."""
    if wanted < 1:
        raise SamplingError(f"got {wanted} sites to draw, wanted at least 1")
    return 1 if sites <= wanted else max(1, wanted // 2)


def take_per_cell(
    rows: Iterable[FrameRow], wanted: Mapping[Stratum, int], young: Collection[str] = ()
) -> dict[str, int]:
    """Return how many sites each cell gives; an odd one more comes from the largest cell.

    A cell never gives more than it has eligible. Rows carry their cells.
    """
    sizes = Counter(row.cell for row in rows if row.cell)
    taken = {}
    for stratum, members in strata(rows, young).items():
        cells = sorted({row.cell for row in members}, key=lambda cell: (len(cell), cell))
        eligible = Counter(row.cell for row in members if row.eligible)
        extra = wanted[stratum] - 2 * len(cells)
        largest = max(cells, key=lambda cell: sizes[cell])
        for cell in cells:
            take = 2 + (extra if cell == largest else 0)
            taken[cell] = min(take, eligible[cell])
    return taken
