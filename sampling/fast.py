"""Tickets and draws for millions of sites, byte-identical to the plain path.

Compiled where numba is installed (extra `fast`); otherwise hashlib does the same more
slowly.
"""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from sampling import facts, lanes
from sampling.commitment import stage_key
from sampling.draw import check_plan
from sampling.draw import draw_sites as draw_plain
from sampling.lanes import Bytes, Longs, compiled
from sampling.table import Kept, Table, draw_table, padded, table_of
from sampling.types import Drawn, FrameRow, Plan, SamplingError, Status

KEY_CHARACTERS, LONGEST_ID = 64, 54


def digests(key: str, names: Sequence[str]) -> Bytes:
    """Return the tickets of ids as bytes (ids, 32).

    key: a stage key, 64 hex characters. Ids: 1 to 54 ASCII characters, or SamplingError.
    """
    _check_key(key)
    if not all(1 <= len(name) <= LONGEST_ID and name[-1] != "\0" for name in names):
        raise SamplingError(f"wanted ids of 1 to {LONGEST_ID} characters")
    return table_digests(key, padded(list(names)))


def tickets(key: str, names: Sequence[str]) -> list[str]:
    """Return the tickets of ids as 64 hex characters, in their order."""
    text = digests(key, names).tobytes().hex()
    return [text[start : start + 64] for start in range(0, len(text), 64)]


def in_order(key: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (ticket, id) in the order of the draw."""
    listed = list(names)
    return sorted(zip(tickets(key, listed), listed, strict=True))


def draw_sites(
    rows: Iterable[FrameRow], plan: Plan, seed: bytes, *, label: str = ""
) -> tuple[Drawn, ...]:
    """Return what `draw.draw_sites` returns.

    A plan that names its reserves is drawn from columns; without them every eligible
    site is one, so all are sorted in the plain way.
    """
    listed = list(rows)
    if plan.reserves is None or facts.by_size(plan):
        return draw_plain(listed, plan, seed, label=label, in_order=in_order)
    check_plan(listed, plan)
    table = table_of(listed)
    return named(table, plan, kept_of(table, plan, seed, label=label))


def kept_of(table: Table, plan: Plan, seed: bytes, *, label: str = "") -> Kept:
    """Return the places of drawn sites and reserves in a table, with their tickets.

    plan: with reserves, no stratum by size, and checked against the frame.
    """
    wanted = [plan.take_per_cell[c] + (plan.reserves or {}).get(c, 0) for c in table.cells]
    key = stage_key(seed, "sites", label or plan.quarter)
    counts = np.array(wanted, dtype=np.int64)
    return draw_table(table, counts, key, table_prefixes, table_digests)


def named(table: Table, plan: Plan, kept: Kept) -> tuple[Drawn, ...]:
    """Return kept places as sites with their probability and status."""
    sizes, made = table.sizes, []
    for row, order, ticket in zip(kept.rows, kept.order, kept.tickets, strict=True):
        code = table.cell_of[row]
        take = plan.take_per_cell[table.cells[code]]
        name = table.names[row].tobytes().rstrip(b"\0").decode("ascii")
        status = Status.DRAWN if order <= take else Status.RESERVE
        size, text = int(sizes[code]), ticket.tobytes().hex()
        made.append(Drawn(name, table.cells[code], take, size, text, int(order), status))
    return tuple(made)


def table_digests(key: str, names: Bytes) -> Bytes:
    """Return the tickets of padded ids as bytes (ids, 32)."""
    _check_key(key)
    return lanes.digests(key, names) if compiled() else _plain_digests(key, names)


def table_prefixes(key: str, names: Bytes) -> Longs:
    """Return the first 64 bits of the tickets of padded ids, as whole numbers (ids,)."""
    _check_key(key)
    if compiled():
        return lanes.prefixes(key, names)
    first = _plain_digests(key, names)[:, :8]
    return np.ascontiguousarray(first).view(">u8").ravel().astype(np.uint64)


def _check_key(key: str) -> None:
    if len(key) != KEY_CHARACTERS or not key.isascii():
        raise SamplingError(f"got a key of {len(key)} characters, wanted {KEY_CHARACTERS}")


def _plain_digests(key: str, names: Bytes) -> Bytes:
    start = hashlib.sha256(f"{key},".encode("ascii"))
    found = bytearray()
    for name in names:
        one = start.copy()
        one.update(name.tobytes().rstrip(b"\0"))
        found += one.digest()
    return np.frombuffer(bytes(found), dtype=np.uint8).reshape(len(names), 32)
