"""The tree over millions of rows: `merkle.root` in lanes, a part of the rows at a time.

Source: RFC 9162, 2.1.1; FIPS 180-4. Rows stay where they lie in the file. Parts of 2^15
rows are whole subtrees, so that their roots make the tree and memory never grows.
"""

import numpy as np
from numpy.typing import NDArray

from sampling import canonical, merkle
from sampling.lanes import (
    LANES,
    ROUND_CONSTANTS,
    Bytes,
    Words,
    compile_,
    compiled,
    compress,
    first_state,
    word,
)

PART = 1 << 15  # rows
LINE_END = ord("\n")
Places = NDArray[np.int64]


def merkle_root(data: bytes) -> str:
    """Return what `canonical.merkle_root` returns: the root over the rows of frame.csv."""
    if not compiled():
        return canonical.merkle_root(data)
    whole = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(whole == LINE_END)
    return root(whole, ends[:-1] + 1, ends[1:])


def root(data: Bytes, starts: Places, ends: Places) -> str:
    """Return the root over the rows data[start:end], as 64 hex characters.

    data: a file. starts, ends (rows,): without the header, without line ends.
    """
    wide = int((ends - starts).max(initial=0))
    whole = np.zeros((LANES, (wide + 9) // 64 * 64 + 64), dtype=np.uint8)
    level = np.empty((8, PART), dtype=np.uint32)
    tops: list[bytes] = []
    for first in range(0, len(starts), PART):
        part = slice(first, first + PART)
        count = len(starts[part])
        _leaves(
            data, starts[part], ends[part], whole, first_state(), ROUND_CONSTANTS, level
        )
        while count > 1:
            _nodes(level, count, first_state(), ROUND_CONSTANTS)
            count = (count + 1) // 2
        tops.append(level[:, 0].astype(">u4").tobytes())
    return merkle.root_of(tops)


@compile_
def _leaves(
    data: Bytes, starts: Places, ends: Places, whole: Bytes, begin: Words, k: Words,
    found: Words,
) -> None:  # fmt: skip
    """Write the hash of each row after a byte 0x00, as column of found (8, rows)."""
    w = np.zeros((64, LANES), dtype=np.uint32)
    state, out = begin.copy(), np.zeros((8, LANES), dtype=np.uint32)
    blocks = np.zeros(LANES, dtype=np.int64)
    for first in range(0, len(starts), LANES):
        inside, most = min(LANES, len(starts) - first), 0
        for lane in range(inside):
            at = first + lane
            blocks[lane] = _message(data[starts[at] : ends[at]], whole[lane])
            most = max(most, blocks[lane])
        state[:] = begin
        for block in range(most):
            _load(whole, block, w)
            compress(state, w, k, out)
            state[:] = out
            for lane in range(inside):
                if blocks[lane] == block + 1:
                    found[:, first + lane] = out[:, lane]


@compile_
def _message(row: Bytes, message: Bytes) -> int:
    """Write 0x00, the row, the end bit and the length in bits; return how many blocks."""
    size = len(row) + 1
    blocks = (size + 8) // 64 + 1
    message[0] = 0
    message[1:size] = row
    message[size] = 0x80
    message[size + 1 : 64 * blocks] = 0
    for place in range(4):
        message[64 * blocks - 1 - place] = (8 * size >> 8 * place) & 0xFF
    return blocks


@compile_
def _load(whole: Bytes, block: int, w: Words) -> None:
    """Put one block of every lane's message into rows 0 to 15 of w."""
    for lane in range(LANES):
        for row in range(16):
            at = 64 * block + 4 * row
            w[row, lane] = word(
                whole[lane, at],
                whole[lane, at + 1],
                whole[lane, at + 2],
                whole[lane, at + 3],
            )


@compile_
def _nodes(level: Words, count: int, begin: Words, k: Words) -> None:
    """Join neighbours of a level (8, count) into the level above; an odd one goes up."""
    w = np.zeros((64, LANES), dtype=np.uint32)
    last = np.zeros((64, LANES), dtype=np.uint32)
    middle, out = begin.copy(), begin.copy()
    for first in range(0, count // 2, LANES):
        inside = min(LANES, count // 2 - first)
        for lane in range(inside):
            left, right = 2 * (first + lane), 2 * (first + lane) + 1
            before = np.uint32(1)  # the byte that tells a node from a leaf
            for row in range(16):
                now = level[row, left] if row < 8 else level[row - 8, right]
                w[row, lane] = (before << np.uint32(24)) | (now >> np.uint32(8))
                before = now
            last[0, lane] = (before << np.uint32(24)) | np.uint32(0x00800000)
        last[15] = 8 * 65
        compress(begin, w, k, middle)
        last[1:15] = 0
        compress(middle, last, k, out)
        level[:, first : first + inside] = out[:, :inside]
    if count % 2:
        level[:, count // 2] = level[:, count - 1]
