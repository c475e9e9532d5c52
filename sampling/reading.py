"""frame.csv into columns, with the answer and the errors of `canonical.parse_frame`.

Source: protocol sanrandom-draw/1, section 2. Compiled where numba is installed (extra
`fast`), a part of the rows at a time; otherwise the plain path reads the rows.
"""

from typing import Any

import numpy as np

from sampling import canonical
from sampling.columns import REASONS, Coded, Columns, columns_of
from sampling.distinct import Distinct
from sampling.grammar import first_fault
from sampling.lanes import Bytes, compile_, compiled
from sampling.table import Ints
from sampling.types import SamplingError

PART = 1 << 18  # rows
COMMA, LINE_END, MINUS, ZERO, NINE = b",\n-09"
WIDEST = 55  # signs of an id that are read: one more than an id may have
CODED = ("street", "venue", "cell", "birth", "last_drawn", "reason")
Column = Any  # (rows,) numbers or codes, (rows, width) ids
WHOLE = ("size", "x", "y")


def read_frame(data: bytes) -> Columns:
    """Read frame.csv strictly. SamplingError names the first row and column at fault."""
    canonical.check_text(data)
    if not compiled():
        return columns_of(canonical.parse_frame(data))
    whole = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(whole == LINE_END)
    header = canonical.check_header(data[: ends[0]].decode())
    starts, ends = ends[:-1] + 1, ends[1:]
    columns = _columns(whole, header.split(","), starts, ends)
    fault = first_fault(columns)
    if fault is None and len(columns) == len(starts):
        return columns
    row = len(columns) if fault is None else fault
    near = range(max(0, row - 1), row + 1)
    lines = [data[starts[one] : ends[one]].decode() for one in near]
    before = lines[0].split(",")[0] if row else ""
    for _ in canonical.parse_rows(header, lines[-1:], row + 2, before):
        pass
    raise SamplingError("got what only columns refuse", where=f"frame.csv row {row + 2}")


def _columns(whole: Bytes, names: list[str], starts: Ints, ends: Ints) -> Columns:
    """Return the rows before the first that has too many or too few fields."""
    texts = {name: Distinct(whole) for name in CODED}
    parts: list[dict[str, Column]] = []
    for first in range(0, len(starts), PART):
        rows = slice(first, first + PART)
        begin, end = _fields(whole, len(names), starts[rows], ends[rows])
        parts.append(_part(whole, names, begin, end, texts))
        if len(begin) < len(starts[rows]):
            break
    return _joined(parts, {name: one.texts() for name, one in texts.items()})


def _fields(whole: Bytes, count: int, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return where the fields of each row begin and end (rows, fields)."""
    commas = np.flatnonzero(whole[starts[0] : ends[-1]] == COMMA) + starts[0]
    held = np.searchsorted(commas, ends) - np.searchsorted(commas, starts)
    wrong = np.flatnonzero(held != count - 1)
    rows = int(wrong[0]) if len(wrong) else len(starts)
    inside = commas[: rows * (count - 1)].reshape(rows, count - 1)
    begin = np.column_stack([starts[:rows], inside + 1])
    return begin, np.column_stack([inside, ends[:rows]])


def _part(
    whole: Bytes, names: list[str], begin: Ints, end: Ints, texts: dict[str, Distinct]
) -> dict[str, Column]:
    """Return some rows by column: ids, numbers, and codes of texts."""
    found: dict[str, Column] = {}
    for place, name in enumerate(names):
        starts = np.ascontiguousarray(begin[:, place])
        ends = np.ascontiguousarray(end[:, place])
        if name in texts:
            found[name] = texts[name].codes(starts, ends)
        elif name in WHOLE:
            found[name] = np.empty(len(starts), dtype=np.int64)
            _numbers(whole, starts, ends, found[name])
        else:
            wide = min(WIDEST, int((ends - starts).max(initial=0)) // 4 * 4 + 3)
            ids = np.zeros((len(starts), wide), dtype=np.uint8)
            _ids(whole, starts, ends, ids)
            found[name] = ids
    return found


def _joined(parts: list[dict[str, Column]], texts: dict[str, tuple[str, ...]]) -> Columns:
    """Put the parts together; what a short form does not say is empty."""
    rows = sum(len(part["site_id"]) for part in parts)
    width = max((part["site_id"].shape[1] for part in parts), default=3)
    names = np.zeros((rows, width), dtype=np.uint8)
    at = 0
    for part in parts:
        ids = part["site_id"]
        names[at : at + len(ids), : ids.shape[1]] = ids
        at += len(ids)

    def column(name: str) -> Any:
        return np.concatenate([part[name] for part in parts]) if parts else np.empty(0, int)

    def coded(name: str) -> Coded:
        if parts and name not in parts[0]:
            return Coded(np.full(rows, -1, dtype=np.int32), ())
        return Coded(column(name).astype(np.int32, copy=False), texts[name])

    reason = coded("reason")
    place = {str(one): code for code, one in enumerate(REASONS)}
    known = np.array([*(place.get(one, -1) for one in reason.texts), 0], dtype=np.int8)
    return Columns(
        names, coded("street"), coded("venue"), coded("cell"),
        column("size"), column("x"), column("y"),
        coded("birth"), coded("last_drawn"), known[reason.code],
    )  # fmt: skip


@compile_
def _ids(whole: Bytes, starts: Ints, ends: Ints, ids: Bytes) -> None:
    """Write each id, as far as there is room."""
    for row in range(len(starts)):
        size = min(ends[row] - starts[row], ids.shape[1])
        for sign in range(size):
            ids[row, sign] = whole[starts[row] + sign]


@compile_
def _numbers(whole: Bytes, starts: Ints, ends: Ints, found: Ints) -> None:
    """Read whole numbers in their one spelling; 2^53, which no frame has, for all else."""
    for row in range(len(starts)):
        start, end, value = starts[row], ends[row], 0
        minus = end > start and whole[start] == MINUS
        first = start + 1 if minus else start
        right = 0 < end - first <= 16
        if right and whole[first] == ZERO:
            right = end - first == 1 and not minus
        for sign in range(first, end):
            right = right and ZERO <= whole[sign] <= NINE
            if right:
                value = 10 * value + int(whole[sign]) - ZERO
        found[row] = (-value if minus else value) if right else 1 << 53
