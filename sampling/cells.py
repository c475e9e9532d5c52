"""Splits a stratum into cells of neighbouring sites.

The answer is that of `split`, which says the rule; here NumPy sorts large strata, an
axis at a time, and rows keep their places.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sampling.split import cell_id, leaves_for, split, strata
from sampling.types import FrameRow, SamplingError, Stratum

LARGE = 400  # sites; below this the plain form is faster than NumPy's overhead
Ints = NDArray[np.int64]


def assign_cells(
    rows: Iterable[FrameRow], wanted: Mapping[Stratum, int], young: Collection[str] = ()
) -> tuple[FrameRow, ...]:
    """Return the rows ascending by id, each with the cell it belongs to.

    wanted: sites to draw per stratum (street, venue). young: birth quarters that are
    strata of their own. Sites that are gone get an empty cell. A stratum that gives all
    its sites is one cell. Cells must not move while their sites are cooling: hand in the
    strata that may be cut anew, and keep the rows of the others as they were.
    SamplingError if a stratum has no number.
    """
    cells: dict[str, str] = {}
    for stratum, members in strata(rows := tuple(rows), young).items():
        if stratum not in wanted:
            raise SamplingError(
                "got no number of sites to draw",
                where=f"street {stratum[0]}, venue type {stratum[1]}",
            )
        leaves = leaves_for(len(members), wanted[stratum])
        for number, leaf in enumerate(_split(members, leaves), start=1):
            cells |= dict.fromkeys((row.site_id for row in leaf), cell_id(stratum, number))
    placed = (
        row
        if row.cell == cells.get(row.site_id, "")
        else replace(row, cell=cells.get(row.site_id, ""))
        for row in rows
    )
    return tuple(sorted(placed, key=lambda row: row.site_id))


def _split(members: Sequence[FrameRow], leaves: int) -> list[list[FrameRow]]:
    if len(members) < LARGE:
        return split(members, leaves)
    ordered = sorted(members, key=lambda row: row.site_id)
    points = np.array([(row.x, row.y) for row in ordered], dtype=np.int64)
    return [[ordered[i] for i in leaf] for leaf in split_points(points, leaves)]


def split_points(points: Ints, leaves: int) -> list[Ints]:
    """Return the leaves as ascending positions in points (sites, 2), sites ascending by id.

    Positions stand for ids: a stable sort of ascending positions breaks ties as the plain
    form does.
    """
    return _cut(points, np.arange(len(points), dtype=np.int64), leaves)


def _cut(points: Ints, inside: Ints, leaves: int) -> list[Ints]:
    if leaves == 1:
        return [inside]
    first = leaves // 2
    here = points[inside]
    width, height = np.ptp(here, axis=0)
    order = np.argsort(here[:, 1 if height > width else 0], kind="stable")
    cut = (len(inside) * first + leaves // 2) // leaves
    halves = np.sort(inside[order[:cut]]), np.sort(inside[order[cut:]])
    return _cut(points, halves[0], first) + _cut(points, halves[1], leaves - first)
