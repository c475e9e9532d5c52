"""A frame by columns: what its rows say, for frames whose rows are never objects.

Texts that many rows share (street, venue type, cell, quarter) are kept once; a row holds
their place in the list, -1 where its field is empty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampling.canonical import GONE
from sampling.lanes import Bytes
from sampling.table import Codes, Ints, Table, padded
from sampling.types import FrameRow, Reason

Bools = NDArray[np.bool_]
REASONS = tuple(Reason)
GONE_CODES = [place for place, reason in enumerate(REASONS) if reason in GONE]
COOLING = REASONS.index(Reason.COOLOFF)
PART = 1 << 16  # rows made into objects at a time


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts: each row's place in the list of different ones."""

    code: Codes  # (rows,) -1: empty
    texts: tuple[str, ...]  # without the empty one

    def take(self, rows: Ints) -> "Coded":
        """Return the column of some rows, by their places."""
        if not self.texts:
            return Coded(np.full(len(rows), -1, dtype=np.int32), ())
        return Coded(np.take(self.code, rows), self.texts)

    def listed(self) -> list[str]:
        """Return the text of each row."""
        known = [*self.texts, ""]
        return [known[code] for code in self.code.tolist()]


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of a frame, in any order unless a function asks for ascending ids."""

    names: Bytes  # (rows, width): ids padded with zeros, see `table.padded`
    street: Coded
    venue: Coded
    cell: Coded
    size: Ints  # (rows,)
    x: Ints  # (rows,) whole metres
    y: Ints  # (rows,)
    birth: Coded
    last_drawn: Coded
    reason: NDArray[np.int8]  # (rows,) place in REASONS

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.names)

    @property
    def gone(self) -> Bools:
        """Tell which sites are gone: they have no cell (rows,)."""
        return np.isin(self.reason, GONE_CODES)

    @property
    def eligible(self) -> Bools:
        """Tell which sites can be drawn (rows,)."""
        return np.asarray((self.cell.code >= 0) & (self.reason == 0))

    @property
    def full(self) -> bool:
        """Whether the file needs its full form: something beside eligible sites."""
        return bool(
            (self.birth.code >= 0).any()
            or (self.last_drawn.code >= 0).any()
            or self.reason.any()
            or (self.cell.code < 0).any()
        )

    def take(self, rows: Ints) -> "Columns":
        """Return some rows by their places, in the order asked for."""
        return Columns(
            np.take(self.names, rows, axis=0),
            self.street.take(rows),
            self.venue.take(rows),
            self.cell.take(rows),
            np.take(self.size, rows),
            np.take(self.x, rows),
            np.take(self.y, rows),
            self.birth.take(rows),
            self.last_drawn.take(rows),
            np.take(self.reason, rows),
        )

    def ids(self) -> list[str]:
        """Return the id of each row."""
        return [name.decode("ascii") for name in as_texts(self.names).tolist()]

    def rows(self) -> Iterator[FrameRow]:
        """Give the rows as the plain path has them."""
        for start in range(0, len(self), PART):
            part = self.take(np.arange(start, min(start + PART, len(self))))
            fields = (
                part.ids(),
                part.street.listed(),
                part.venue.listed(),
                part.cell.listed(),
                part.size.tolist(),
                part.x.tolist(),
                part.y.tolist(),
                part.birth.listed(),
                part.last_drawn.listed(),
                [str(REASONS[code]) for code in part.reason.tolist()],
            )
            yield from map(FrameRow, *fields)

    def street_of_cell(self) -> dict[str, str]:
        """Return the street that each cell lies in."""
        code = np.zeros(len(self.cell.texts) + 1, dtype=np.int32)
        code[self.cell.code] = self.street.code
        streets = (self.street.texts[place] for place in code[:-1].tolist())
        return dict(zip(self.cell.texts, streets, strict=True))

    def table(self) -> Table:
        """Return what a draw needs of the rows, which ascend by id."""
        order = sorted(range(len(self.cell.texts)), key=self.cell.texts.__getitem__)
        place = np.empty(len(order) + 1, dtype=np.int32)
        place[order], place[-1] = np.arange(len(order)), -1
        cells = tuple(self.cell.texts[old] for old in order)
        return Table(self.names, place[self.cell.code], self.eligible, cells)


def columns_of(rows: Iterable[FrameRow]) -> Columns:
    """Return the columns of frame rows, in their order; SamplingError for a wrong reason."""
    listed = list(rows)
    code = {reason: place for place, reason in enumerate(REASONS)}
    return Columns(
        padded([row.site_id for row in listed]),
        coded([row.street for row in listed]),
        coded([row.venue for row in listed]),
        coded([row.cell for row in listed]),
        np.array([row.size for row in listed], dtype=np.int64),
        np.array([row.x for row in listed], dtype=np.int64),
        np.array([row.y for row in listed], dtype=np.int64),
        coded([row.birth for row in listed]),
        coded([row.last_drawn for row in listed]),
        np.array([code[Reason(row.reason)] for row in listed], dtype=np.int8),
    )


def coded(texts: Sequence[str]) -> Coded:
    """Return a column of texts; those that differ are listed ascending."""
    known = tuple(sorted({text for text in texts if text}))
    place = {text: code for code, text in enumerate(known)} | {"": -1}
    return Coded(np.array([place[text] for text in texts], dtype=np.int32), known)


def as_texts(names: Bytes) -> NDArray[np.bytes_]:
    """Return padded ids as texts of bytes (rows,), which compare as the ids do."""
    return np.ascontiguousarray(names).view(f"S{names.shape[1]}").ravel()
