"""The cells of the draw as the variance sees them: thin cells merged within a stratum."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from scoring.estimate import Design
from scoring.records import Records
from scoring.vocabulary import Bools, Ints, ScoringError


@dataclass(frozen=True, slots=True)
class Cells:
    """design: cells after merging. m, size (sites,): of the site's cell; M 0 = unknown.

    names: of the cells of the design; a merged cell bears the name of its first one.
    """

    design: Design
    names: tuple[str, ...]
    m: Ints
    size: Ints
    merged: int  # how many cells were merged into another


def cells_of(records: Records, valid: Bools) -> Cells:
    """Merge each cell with fewer than two valid sites with the next one of its stratum.

    The last is merged with the one before; M and m add up. A cell whose every site is
    valid (m = M) has no error and stays. valid (sites,).
    """
    count = len(records.sites)
    nothing = np.full(count, "", dtype=np.str_)
    stratum = nothing if records.stratum is None else records.stratum
    cell = nothing if records.cell is None else records.cell
    sizes = (
        records.frame_sizes
        if records.frame_sizes is not None
        else np.zeros(count, np.int64)
    )
    names, first, place = np.unique(
        np.char.add(np.char.add(stratum, "\x1f"), cell),
        return_index=True,
        return_inverse=True,
    )
    if (sizes[first][place] != sizes).any():
        raise ScoringError("the sites of one cell give different sizes M")
    m = np.bincount(place, valid, len(names)).astype(np.int64)
    size = sizes[first].astype(np.int64)
    if ((size > 0) & (m > size)).any():
        raise ScoringError("a cell has more valid sites than it holds")
    group = _groups(stratum[first].tolist(), m.tolist(), size.tolist())
    first_of = [names[cell] for cell in np.unique(group, return_index=True)[1].tolist()]
    return _merged(group, tuple(map(str, first_of)), place, valid, m, size)


def _groups(strata: list[str], m: list[int], size: list[int]) -> list[int]:
    """Return the group of each cell; cells come ordered by stratum."""
    found: list[int] = []
    for _, members in groupby(range(len(strata)), key=lambda cell: strata[cell]):
        sizes = _joined([(m[cell], size[cell]) for cell in members])
        first = found[-1] + 1 if found else 0
        for number, cells in enumerate(sizes):
            found += [first + number] * cells
    return found


def _joined(cells: list[tuple[int, int]]) -> list[int]:
    """Return how many cells each group of one stratum takes; cells: (m, M)."""
    groups: list[list[int]] = []  # cells, m, M
    for valid, size in cells:
        if groups and _thin(groups[-1][1], groups[-1][2]):
            last = groups[-1]
            groups[-1] = [last[0] + 1, last[1] + valid, last[2] + size]
        else:
            groups.append([1, valid, size])
    if len(groups) > 1 and _thin(groups[-1][1], groups[-1][2]):
        last, before = groups.pop(), groups.pop()
        groups.append([before[0] + last[0], before[1] + last[1], before[2] + last[2]])
    return [group[0] for group in groups]


def _thin(valid: int, size: int) -> bool:
    return valid < 2 and not (valid == size == 1)


def _merged(
    group: list[int],
    names: tuple[str, ...],
    place: Ints,
    valid: Bools,
    m: Ints,
    size: Ints,
) -> Cells:
    of = np.array(group, dtype=np.int64)
    count = int(of.max(initial=-1)) + 1
    drawn = np.bincount(of, m, count).astype(np.int64)
    whole = np.bincount(of, size, count).astype(np.int64)
    unknown = np.bincount(of, size == 0, count) > 0
    whole[unknown] = 0
    site = of[place]
    sizes = np.where(whole > 0, whole, np.inf)
    found = Design(np.where(valid, site, -1), drawn, sizes, (drawn == 1) & (sizes > 1))
    return Cells(found, names, drawn[site], whole[site], len(m) - count)
