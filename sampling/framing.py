"""From a register in columns to a frame: order, strata, cells; `cells` in columns.

Source: protocol sanrandom-draw/1, sections 2, 3 and 12. The answers are those of the
plain path: `split.strata`, `allocation.sizes` and `cells.assign_cells`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sampling.cells import cell_numbers
from sampling.columns import Coded, Columns, as_texts
from sampling.lanes import Bytes, compile_, compiled
from sampling.split import cell_id, leaves_for, stratum_id
from sampling.table import Codes, Ints
from sampling.types import SamplingError, Stratum


def ascending(columns: Columns) -> Columns:
    """Return the rows ascending by id; SamplingError names an id that is there twice."""
    texts = as_texts(columns.names)
    if (texts[:-1] < texts[1:]).all():
        return columns
    columns = columns.take(order_of(columns.names))
    texts = as_texts(columns.names)
    same = np.flatnonzero(texts[:-1] == texts[1:])
    if len(same):
        name = texts[same[0]].decode("ascii", "replace")
        raise SamplingError(f"got {name} twice, wanted unique ids", where="frame.csv")
    return columns


def order_of(names: Bytes) -> Ints:
    """Return the places of padded ids, ascending by id, equal ones as they come.

    From the last two signs to the first, and past those that are the same in all ids.
    """
    if not compiled():
        return np.argsort(as_texts(names), kind="stable")
    order = np.arange(len(names), dtype=np.int32)
    for last in range(names.shape[1], 0, -2):
        pair = names[:, max(0, last - 2) : last].astype(np.uint16)
        key = pair[:, 0] << np.uint16(8) | pair[:, -1]
        if len(key) and (key != key[0]).any():
            order = _by_key(key, order)
    return order.astype(np.int64)


@compile_
def _by_key(key: NDArray[np.uint16], order: Codes) -> Codes:
    """Sort by a key and keep the order of equal ones: a step of a radix sort."""
    free = np.zeros((1 << 16) + 1, dtype=np.int64)
    for row in range(len(key)):
        free[np.int64(key[row]) + 1] += 1
    free = np.cumsum(free)
    found = np.empty_like(order)
    for row in order:
        found[free[key[row]]] = row
        free[key[row]] += 1
    return found


@dataclass(frozen=True, slots=True)
class Strata:
    """Which stratum each row is in; the strata ascend by their id."""

    code: Codes  # (rows,) -1: the site is gone
    listed: tuple[Stratum, ...]

    def sizes(self) -> dict[Stratum, int]:
        """Count the sites of each stratum, those in cool-off included."""
        counts = np.bincount(self.code[self.code >= 0], minlength=len(self.listed))
        return dict(zip(self.listed, counts.tolist(), strict=True))

    def homes(self, home: Callable[[Stratum], Stratum]) -> "Strata":
        """Return the strata after some have joined others, such as young classes."""
        joined = [home(one) for one in self.listed]
        listed = tuple(sorted(set(joined), key=stratum_id))
        place = {one: code for code, one in enumerate(listed)}
        code = np.array([*(place[one] for one in joined), -1], dtype=np.int32)
        return Strata(code[self.code], listed)


def strata(columns: Columns, young: Collection[str] = ()) -> Strata:
    """Group the sites that count by stratum; young: birth quarters that are classes."""
    births = columns.birth.texts
    own = [place if text in young else -1 for place, text in enumerate(births)]
    birth = np.array([*own, -1], dtype=np.int64)[columns.birth.code] + 1
    venues, classes = len(columns.venue.texts), len(births) + 1
    key = columns.street.code.astype(np.int64) * venues + columns.venue.code
    placed = (columns.street.code >= 0) & (columns.venue.code >= 0) & ~columns.gone
    key = np.where(placed, key * classes + birth, -1)
    used, code = _different(key)
    named = []
    for one in used.tolist():
        rest, which = divmod(one, classes)
        street, venue = divmod(rest, venues)
        label = columns.venue.texts[venue] + (f"-B{births[which - 1]}" if which else "")
        named.append((columns.street.texts[street], label))
    return Strata(code, tuple(named)).homes(lambda one: one)


def _different(key: Ints) -> tuple[Ints, Codes]:
    """Return the different keys, ascending, and each row's place among them, or -1."""
    seen = np.zeros(int(key.max(initial=-1)) + 2, dtype=bool)
    seen[key] = True
    seen[-1] = False
    place = np.cumsum(seen, dtype=np.int32) - 1
    place[-1] = -1
    return np.flatnonzero(seen), place[key]


def with_cells(
    columns: Columns,
    grouped: Strata,
    leaves: Mapping[Stratum, int],
    stay: Collection[Stratum] = (),
) -> Columns:
    """Return the rows, which ascend by id, each with the cell it belongs to.

    grouped: their strata. leaves: into how many cells each is cut. stay: strata whose
    cells may not move, because their sites are cooling; they keep those they come with.
    SamplingError if a stratum has no number.
    """
    for stratum in grouped.listed:
        if stratum not in leaves and stratum not in stay:
            raise SamplingError(
                "got no number of sites to draw",
                where=f"street {stratum[0]}, venue type {stratum[1]}",
            )
    shares = [0 if one in stay else leaves[one] for one in grouped.listed]
    texts = [
        cell_id(stratum, number)
        for stratum, share in zip(grouped.listed, shares, strict=True)
        for number in range(1, share + 1)
    ]
    anew = np.array([*(share > 0 for share in shares), False])[grouped.code]
    points = np.stack([columns.x[anew], columns.y[anew]], axis=1)
    own = grouped.code[anew]
    numbers = cell_numbers(points, own, np.array(shares, dtype=np.int64))
    before = np.cumsum([0, *shares], dtype=np.int32)
    code = np.where(
        columns.gone | (columns.cell.code < 0), -1, columns.cell.code + len(texts)
    )
    code[anew] = before[own] + numbers - 1
    return replace(
        columns, cell=_used(code.astype(np.int32), [*texts, *columns.cell.texts])
    )


def _used(code: Codes, texts: list[str]) -> Coded:
    """Return a column without the texts that no row has any more."""
    used = np.bincount(code[code >= 0], minlength=len(texts)) > 0
    place = np.append(np.cumsum(used, dtype=np.int32) - 1, np.int32(-1))
    return Coded(
        place[code], tuple(text for text, one in zip(texts, used, strict=True) if one)
    )


def leaves_of(
    sizes: Mapping[Stratum, int], wanted: Mapping[Stratum, int]
) -> dict[Stratum, int]:
    """Return how many cells each stratum gets, by `split.leaves_for`."""
    return {
        one: leaves_for(count, wanted[one]) for one, count in sizes.items() if one in wanted
    }
