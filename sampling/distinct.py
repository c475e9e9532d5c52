"""The different texts of a column in the order they come, found by hashing in place."""

import numpy as np

from sampling.lanes import Bytes, compile_
from sampling.table import Codes, Ints

FIRST_SLOTS = 1 << 12


class Distinct:
    """Gives each text of a file a number; grows as texts come, part after part."""

    def __init__(self, whole: Bytes) -> None:
        self.whole, self.count = whole, 0
        self._place(FIRST_SLOTS)

    def codes(self, starts: Ints, ends: Ints) -> Codes:
        """Return the number of each text whole[start:end], -1 for an empty one."""
        code = np.empty(len(starts), dtype=np.int32)
        row = 0
        while row < len(starts):
            row, self.count = _number(
                self.whole, starts, ends, row, self.slots, self.known, self.count, code
            )
            if row < len(starts):
                self._grow()
        return code

    def texts(self) -> tuple[str, ...]:
        """Return the different texts by number."""
        data = self.whole
        return tuple(
            data[start:end].tobytes().decode()
            for start, end in self.known[: self.count].tolist()
        )

    def _place(self, slots: int) -> None:
        self.slots = np.full(slots, -1, dtype=np.int32)
        self.known = np.empty((slots // 2, 2), dtype=np.int64)

    def _grow(self) -> None:
        """Make four times the room and number the texts again, in the same order."""
        known, count = self.known[: self.count].copy(), self.count
        self._place(4 * len(self.slots))
        self.count, code = 0, np.empty(count, dtype=np.int32)
        starts, ends = known[:, 0].copy(), known[:, 1].copy()
        _, self.count = _number(
            self.whole, starts, ends, 0, self.slots, self.known, 0, code
        )


@compile_
def _number(
    whole: Bytes, starts: Ints, ends: Ints, row: int, slots: Codes, known: Ints,
    count: int, code: Codes,
) -> tuple[int, int]:  # fmt: skip
    """Number texts from a row on until there is no room; return how far, and how many."""
    for at in range(row, len(starts)):
        start, end = starts[at], ends[at]
        if start == end:
            code[at] = -1
            continue
        slot = _hash(whole, start, end) & (len(slots) - 1)
        while slots[slot] >= 0 and not _same(whole, start, end, known[slots[slot]]):
            slot = (slot + 1) & (len(slots) - 1)
        if slots[slot] < 0:
            if count == len(known):
                return at, count
            known[count, 0], known[count, 1] = start, end
            slots[slot] = count
            count += 1
        code[at] = slots[slot]
    return len(starts), count


@compile_
def _hash(whole: Bytes, start: int, end: int) -> int:
    """Spread texts over slots (FNV-1a, 32 bits); which slot changes no answer."""
    found = np.uint64(0x811C9DC5)
    for place in range(start, end):
        found = (found ^ np.uint64(whole[place])) * np.uint64(0x01000193)
        found &= np.uint64(0xFFFFFFFF)
    return int(found ^ (found >> np.uint64(15)))


@compile_
def _same(whole: Bytes, start: int, end: int, other: Ints) -> bool:
    place, size = 0, end - start
    while place < size and whole[start + place] == whole[other[0] + place]:
        place += 1
    return bool(place == size and other[1] - other[0] == size)
