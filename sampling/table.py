"""A draw from millions of sites held as columns, with the plain path's answer.

Source: protocol sanrandom-draw/1, sections 7 and 12. The whole frame is never sorted:
one pass finds the cut of each cell in the first 64 bits, and only what lies at or below
it is ordered, by full tickets.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampling.lanes import Bytes, Longs, compile_
from sampling.types import FrameRow, SamplingError

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Digests = Callable[[str, Bytes], Bytes]
Prefixes = Callable[[str, Bytes], Longs]
LAST = np.uint64(2**64 - 1)


@dataclass(frozen=True)
class Table:
    """A frame by columns; its rows ascend by id, so that a place stands for an id."""

    names: Bytes  # (sites, width), ASCII padded with zeros to a width of 3, 7, 11, ...
    cell_of: Codes  # (sites,) place in cells, -1 for a site that is gone
    eligible: NDArray[np.bool_]  # (sites,)
    cells: tuple[str, ...]  # ascending

    @property
    def sizes(self) -> Ints:
        """Sites of each cell, those that rest included: M."""
        counted = (
            self.cell_of[self.cell_of >= 0] if (self.cell_of < 0).any() else self.cell_of
        )
        return np.bincount(counted, minlength=len(self.cells))


@dataclass(frozen=True)
class Kept:
    """Drawn sites and reserves, cell by cell in ticket order."""

    rows: Ints  # (kept,) places in the table
    order: Ints  # (kept,) in the cell, from 1
    tickets: Bytes  # (kept, 32)


def table_of(rows: Iterable[FrameRow]) -> Table:
    """Return the columns of frame rows, ascending by id."""
    ordered = sorted(rows, key=lambda row: row.site_id)
    cells = tuple(sorted({row.cell for row in ordered if row.cell}))
    code = {cell: place for place, cell in enumerate(cells)} | {"": -1}
    return Table(
        padded([row.site_id for row in ordered]),
        np.array([code[row.cell] for row in ordered], dtype=np.int32),
        np.array([row.eligible for row in ordered], dtype=bool),
        cells,
    )


def padded(names: list[str]) -> Bytes:
    """Return ids as bytes (ids, width), padded with zeros; SamplingError if not ASCII.

    With the comma before it a width of 3, 7, 11, ... fills whole words of a hash's block.
    """
    width = max(map(len, names), default=0) // 4 * 4 + 3
    try:
        found = np.array(names, dtype=f"S{width}")
    except UnicodeEncodeError as error:
        raise SamplingError("wanted ids of ASCII characters") from error
    return found.view(np.uint8).reshape(len(names), width)


def draw_table(
    table: Table, wanted: Ints, key: str, prefixes: Prefixes, digests: Digests
) -> Kept:
    """Return the first `wanted` eligible sites of each cell by ticket.

    wanted (cells,): sites drawn and reserves together; a cell with fewer gives all.
    prefixes, digests: the same tickets, in their first 64 bits and whole.
    """
    first = prefixes(key, table.names)
    cuts = _cuts(first, table.cell_of, table.eligible, wanted)
    near = np.empty(int(wanted.sum()) + 1, dtype=np.int64)
    count = _collect(first, table.cell_of, table.eligible, cuts, near)
    while count > len(near):  # equal prefixes at a cut: room for them too
        near = np.empty(count, dtype=np.int64)
        count = _collect(first, table.cell_of, table.eligible, cuts, near)
    return _order(table, near[:count], wanted, digests(key, table.names[near[:count]]))


def _order(table: Table, near: Ints, wanted: Ints, tickets: Bytes) -> Kept:
    """Order what lies at or below the cuts by full ticket, ties by id, and cut there."""
    words = np.ascontiguousarray(tickets).view(">u8").astype(np.uint64)
    cell = table.cell_of[near]
    order = np.lexsort((near, *words.T[::-1], cell))
    cell, near, tickets = cell[order], near[order], tickets[order]
    place = np.arange(len(near)) - np.searchsorted(cell, cell, side="left") + 1
    inside = place <= wanted[cell]
    return Kept(near[inside], place[inside], tickets[inside])


def _cuts(first: Longs, cell_of: Codes, eligible: NDArray[np.bool_], wanted: Ints) -> Longs:
    """Return the last prefix that may be kept in each cell: its `wanted`-th smallest."""
    starts = np.concatenate([[0], np.cumsum(wanted)])
    heaps = np.full(int(starts[-1]), LAST, dtype=np.uint64)
    _fill_heaps(first, cell_of, eligible, starts, heaps)
    tops = np.zeros(len(wanted), dtype=np.uint64)
    some = wanted > 0
    tops[some] = heaps[starts[:-1][some]]
    return tops


@compile_
def _fill_heaps(
    first: Longs, cell_of: Codes, eligible: NDArray[np.bool_], starts: Ints, heaps: Longs
) -> None:
    """Keep the smallest prefixes of each cell in a heap whose top is the largest kept."""
    for row in range(len(first)):
        cell = cell_of[row]
        if cell < 0 or not eligible[row]:
            continue
        base, size = starts[cell], starts[cell + 1] - starts[cell]
        if size == 0 or first[row] >= heaps[base]:
            continue
        hole, below = 0, 1
        while below < size:
            if below + 1 < size and heaps[base + below + 1] > heaps[base + below]:
                below += 1
            if heaps[base + below] <= first[row]:
                break
            heaps[base + hole] = heaps[base + below]
            hole, below = below, 2 * below + 1
        heaps[base + hole] = first[row]


@compile_
def _collect(
    first: Longs, cell_of: Codes, eligible: NDArray[np.bool_], cuts: Longs, near: Ints
) -> int:
    """Write the rows at or below their cell's cut, as far as there is room; count all."""
    count = 0
    for row in range(len(first)):
        cell = cell_of[row]
        if cell >= 0 and eligible[row] and first[row] <= cuts[cell]:
            if count < len(near):
                near[count] = row
            count += 1
    return count
