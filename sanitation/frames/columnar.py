"""A first frame, or one after no frame, in columns: a million sites are never objects.

The decisions are those of `rules`, which is also the plain reference in rows. A quarter
that follows an earlier frame goes by rows, because every site is compared with its row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sampling import framing
from sampling.columns import Coded, Columns
from sampling.facts import CoolOff
from sampling.split import stratum_id
from sampling.table import padded
from sanitation.catalog.city import City
from sanitation.frames import rules
from sanitation.frames.allocating import leaves
from sanitation.frames.choices import Choices

Row = Sequence[Any]  # id, street, venue type, size, lon_e7, lat_e7


@dataclass(frozen=True, slots=True)
class SizedColumns:
    """A frame with all its sizes, as `rules.Sized` has them: ascending by id."""

    columns: Columns
    take_per_cell: Mapping[str, int]
    rule: CoolOff
    allocation: Mapping[str, object]


def register_in_columns(city: City, parts: Iterable[Sequence[Row]]) -> Columns:
    """Return active sites as columns, read part by part; in the frame's metres."""
    names: list[str] = []
    streets: dict[str, int] = {}
    venues: dict[str, int] = {}
    numbers: list[np.ndarray[Any, np.dtype[np.int64]]] = []
    for part in parts:
        names += [row[0] for row in part]
        numbers.append(np.array([_numbers(city, row, streets, venues) for row in part]))
    found = np.concatenate(numbers) if numbers else np.empty((0, 5), dtype=np.int64)
    street, venue = found[:, 0].astype(np.int32), found[:, 1].astype(np.int32)
    size, x, y = (found[:, place].copy() for place in (2, 3, 4))
    none = Coded(np.full(len(names), -1, dtype=np.int32), ())
    return framing.ascending(
        Columns(
            padded(names), Coded(street, tuple(streets)), Coded(venue, tuple(venues)), none,
            size, x, y, none, none, np.zeros(len(names), dtype=np.int8),
        )
    )  # fmt: skip


def freeze(
    columns: Columns,
    quarter: str,
    choices: Choices,
    weights: Mapping[str, int],
    spreads: Mapping[str, int],
) -> SizedColumns:
    """Give every site its cell and every cell its size; as `rules.freeze` of no frame before.

    PLAN_IMPOSSIBLE names the street or venue type that falls short.
    """
    grouped = framing.strata(columns)
    counts = grouped.sizes()
    decided = rules.decided_at_cut(counts, quarter, choices, weights, spreads)
    sizes = decided.settled.sizes
    shares = {
        one: leaves(count, sizes[one], single=stratum_id(one) in choices.single)
        for one, count in counts.items()
    }
    placed = framing.with_cells(columns, grouped, shares)
    held = np.bincount(placed.cell.code, minlength=len(placed.cell.texts)).tolist()
    sites = dict(zip(placed.cell.texts, held, strict=True))
    taken = rules.takes_of(sites, sites, sizes)
    return SizedColumns(placed, taken, decided.rule, decided.allocation)


def all_added(columns: Columns) -> bytes:
    """Return frame_diff.csv where there was no frame before."""
    lines = ["site_id,change", *(f"{name},added" for name in columns.ids()), ""]
    return "\n".join(lines).encode("ascii")


def _numbers(
    city: City, row: Row, streets: dict[str, int], venues: dict[str, int]
) -> tuple[int, ...]:
    _, street, venue, size, lon_e7, lat_e7 = row
    places = streets.setdefault(street, len(streets)), venues.setdefault(venue, len(venues))
    return (*places, size, *city.to_metres(lon_e7, lat_e7))
