"""The tree over the rows of a frame: its owner can prove that one site is in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sampling.types import SamplingError

EMPTY = hashlib.sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class RowProof:
    """The hashes beside the way from one row to the root, from the bottom up."""

    index: int
    rows: int
    path: tuple[str, ...]


def root(rows: Sequence[bytes]) -> str:
    """Return the root over rows, as 64 hex characters. Source: RFC 9162, 2.1.1."""
    return root_of([_leaf(row) for row in rows])


def root_of(level: Sequence[bytes]) -> str:
    """Return the root above neighbouring hashes of one level; of none, that of no rows."""
    level = level or [EMPTY]
    while len(level) > 1:
        level = _above(level)
    return level[0].hex()


def proof(rows: Sequence[bytes], index: int) -> RowProof:
    """Return the proof for the row at index, counted from 0. Source: RFC 9162, 2.1.3."""
    if not 0 <= index < len(rows):
        raise SamplingError(f"got row {index}, wanted one of {len(rows)}")
    level, place, path = [_leaf(row) for row in rows], index, []
    while len(level) > 1:
        if place ^ 1 < len(level):
            path.append(level[place ^ 1].hex())
        level, place = _above(level), place // 2
    return RowProof(index, len(rows), tuple(path))


def root_from(row: bytes, given: RowProof) -> str:
    """Return the root that a row and its proof lead to; it must equal the published one."""
    node, place, last = _leaf(row), given.index, given.rows - 1
    path = [bytes.fromhex(one) for one in given.path]
    while last > 0:
        if place % 2 or place < last:
            if not path:
                raise SamplingError("the proof ends before the root")
            beside = path.pop(0)
            node = _node(beside, node) if place % 2 else _node(node, beside)
        place, last = place // 2, last // 2
    if path:
        raise SamplingError("the proof goes on after the root")
    return node.hex()


def _above(level: Sequence[bytes]) -> list[bytes]:
    paired = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired + list(level[len(level) - len(level) % 2 :])


def _leaf(row: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + row).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
