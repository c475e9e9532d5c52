"""Splits a stratum into cells of neighbouring sites.

The answer is that of `split`, which says the rule; here NumPy finds each cut of a large
stratum without sorting, and sites keep their places.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sampling import cutting
from sampling.lanes import compiled
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

    Positions stand for ids, so they break ties as the plain form does.
    """
    x, y = np.ascontiguousarray(points.T)
    return _cut(x, y, np.arange(len(points), dtype=np.int64), leaves)


def cell_numbers(
    points: Ints, strata: NDArray[np.int32], leaves: Ints
) -> NDArray[np.int32]:
    """Return the number of each site's cell in its stratum, counted from 1 (sites,).

    points (sites, 2) in whole metres, sites ascending by id. strata (sites,): which of
    them each site is in. leaves (strata,): into how many cells each is cut. For frames of
    millions, whose rows are never objects.
    """
    found = np.zeros(len(points), dtype=np.int32)
    counted = np.bincount(strata, minlength=len(leaves))
    starts = np.concatenate([[0], np.cumsum(counted)]).astype(np.int64)
    wide = int(np.ptp(points)).bit_length() + len(points).bit_length() if len(points) else 0
    if compiled() and wide < 62:
        order = cutting.by_stratum(strata, starts)
        cutting.cut_all(points, order, starts, leaves, found)
        return found
    order = np.argsort(strata, kind="stable")
    for stratum in np.flatnonzero(counted):
        inside = order[starts[stratum] : starts[stratum + 1]]
        parts = split_points(points[inside], int(leaves[stratum]))
        for number, part in enumerate(parts, start=1):
            found[inside[part]] = number
    return found


def _cut(x: Ints, y: Ints, inside: Ints, leaves: int) -> list[Ints]:
    if leaves == 1:
        return [inside]
    first = leaves // 2
    axis = y if np.ptp(y) > np.ptp(x) else x
    low = _lowest(axis, (len(axis) * first + leaves // 2) // leaves)
    high = ~low
    return [
        *_cut(x[low], y[low], inside[low], first),
        *_cut(x[high], y[high], inside[high], leaves - first),
    ]


def _lowest(axis: Ints, count: int) -> NDArray[np.bool_]:
    """Tell which are the `count` lowest, equal ones by position; nothing is sorted.

    Value and position make one number, so that the one at the cut divides the two sides.
    """
    if count >= len(axis):
        return np.ones(len(axis), dtype=bool)
    bits = len(axis).bit_length()
    if int(np.ptp(axis)) >> (63 - bits):  # too wide a range for one number
        found = np.zeros(len(axis), dtype=bool)
        found[np.argsort(axis, kind="stable")[:count]] = True
        return found
    keys = ((axis - axis.min()) << bits) | np.arange(len(axis), dtype=np.int64)
    lowest: NDArray[np.bool_] = keys < np.partition(keys, count)[count]
    return lowest
