"""Reads the sums of an engine back: what each site's items are, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.packing import SLOTS, SQUARE, STATES, Packing
from scoring.vocabulary import Bools, Ints, ItemState

ALL = (1 << SLOTS) - 1


@dataclass(frozen=True, slots=True)
class Sums:
    """What an engine added up; rows, lists (sites,), marks and points: (sites,) a word."""

    rows: Ints
    lists: Ints
    marks: tuple[Ints, ...]
    points: tuple[Ints, ...]

    @staticmethod
    def none(plan: Packing, sites: int) -> "Sums":
        """Return the sums of sites without rows, to be filled in."""

        def words(count: int) -> tuple[Ints, ...]:
            return tuple(np.zeros(sites, dtype=np.int64) for _ in range(count))

        rows, lists = words(2)
        return Sums(rows, lists, words(plan.mark_words), words(plan.point_words))

    def at(self, rows: Ints) -> "Sums":
        """Return the sums of some sites."""
        marks, points = (
            tuple(w[rows] for w in words) for words in (self.marks, self.points)
        )
        return Sums(self.rows[rows], self.lists[rows], marks, points)

    def bits(self, word: int, state: int) -> Ints:
        """Return (sites,): the bits of the items in a state."""
        return np.asarray((self.marks[word] >> (SLOTS * state)) & ALL)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What the items of every site come to; all 0 at first.

    top, bottom (sites, parts): weighted points and full marks of what was judged. seen,
    unseen (sites,): full marks of what was judged, and of what nobody saw. rated, missing
    (sites, parts): whether there is any such item.
    """

    top: Ints
    bottom: Ints
    rated: Bools
    missing: Bools
    seen: Ints
    unseen: Ints


def sound(plan: Packing, kind: Ints, sums: Sums) -> Bools:
    """Say of each site whether every row is another item of its venue type, rightly marked.

    As many marks as rows: no two rows share one, and no row is without. Then each item has
    one state, and no row is of another list: sum of (list - own list)^2 is 0.
    """
    marks, own = np.zeros(len(kind), dtype=np.int64), np.zeros(len(kind), dtype=np.int64)
    found = np.ones(len(kind), dtype=np.bool_)
    for word, common in enumerate(plan.bits(plan.list_number == 0).tolist()):
        rated, na, missing = (sums.bits(word, state) for state in range(STATES))
        found &= (rated & na | rated & missing | na & missing) == 0
        marks += np.bitwise_count(sums.marks[word])
        own += np.bitwise_count((rated | na | missing) & ~common)
    found &= marks == sums.rows
    if plan.plain:
        number = plan.list_of[kind]
        square, plain = sums.lists & ((1 << SQUARE) - 1), sums.lists >> SQUARE
        found &= square - 2 * number * plain + own * number**2 == 0
    return found


def unpacked(
    plan: Packing, kind: Ints, sums: Sums, failed: Bools, *, missing_is_lost: bool
) -> Unpacked:
    """Read sound sums back; a failed site lost what it has, or all it could have had."""
    shape = (len(kind), len(plan.parts))
    found = Unpacked(
        top=np.zeros(shape, dtype=np.int64, order="F"),
        bottom=np.zeros(shape, dtype=np.int64, order="F"),
        rated=np.zeros(shape, dtype=np.bool_, order="F"),
        missing=np.zeros(shape, dtype=np.bool_, order="F"),
        seen=np.zeros(len(kind), dtype=np.int64),
        unseen=np.zeros(len(kind), dtype=np.int64),
    )
    for number in range(len(plan.kinds)):
        here = np.flatnonzero(kind == number)
        one = _Kind(plan, plan.for_kind[number], here, sums.at(here), found)
        one.fill(failed[here], missing_is_lost=missing_is_lost)
    return found


@dataclass(frozen=True, slots=True)
class _Kind:
    """The sites of one venue type: here (rows,) among all sites, and their sums."""

    plan: Packing
    items: Bools
    here: Ints
    sums: Sums
    found: Unpacked

    def fill(self, failed: Bools, *, missing_is_lost: bool) -> None:
        """Write what these sites come to into what was found."""
        whole = self.plan.bits(self.items)
        bare = failed & (self.sums.rows == 0)
        judged, lost, unseen = [], [], []
        for word, every in enumerate(whole.tolist()):
            rated = self.sums.bits(word, ItemState.RATED)
            missing = self.sums.bits(word, ItemState.MISSING)
            given_up = np.where(failed, rated | missing, missing * missing_is_lost)
            lost.append(np.where(bare, every, given_up))
            judged.append(rated | lost[-1])
            unseen.append(np.where(failed, 0, missing))
        self._points(failed)
        self._lost(lost)
        self._judged(judged, whole)
        self._unseen(unseen)

    def _parts(self) -> list[int]:
        return sorted({*self.plan.part[self.items].tolist()})

    def _points(self, failed: Bools) -> None:
        for part in self._parts():
            word, bit = self.plan.field[part].tolist()
            points = (self.sums.points[word] >> bit) & (
                (1 << int(self.plan.width[part])) - 1
            )
            points[failed] = 0
            self.found.top[self.here, part] = points

    def _lost(self, lost: Sequence[Ints]) -> None:
        some = np.flatnonzero(_any(lost))
        marks = self._marks([bits[some] for bits in lost])
        for part in self._parts():
            self.found.top[self.here[some], part] += marks[part]

    def _judged(self, judged: Sequence[Ints], whole: Ints) -> None:
        # Most sites have their whole list, which comes to the same at all of them.
        every = self._marks([bits[:1] for bits in whole[:, None]])
        rest = np.flatnonzero(_any([b ^ w for b, w in zip(judged, whole, strict=True)]))
        bits = [word[rest] for word in judged]
        marks = self._marks(bits)
        self.found.seen[self.here] = every[-1]
        self.found.seen[self.here[rest]] = marks[-1]
        for part in self._parts():
            self.found.bottom[self.here, part] = every[part]
            self.found.bottom[self.here[rest], part] = marks[part]
            self.found.rated[self.here, part] = True
            self.found.rated[self.here[rest], part] = self._has(part, bits)

    def _unseen(self, unseen: Sequence[Ints]) -> None:
        some = np.flatnonzero(_any(unseen))
        bits = [word[some] for word in unseen]
        self.found.unseen[self.here[some]] = self._marks(bits)[-1]
        for part in self._parts():
            self.found.missing[self.here[some], part] = self._has(part, bits)

    def _marks(self, words: Sequence[Ints]) -> Ints:
        """Return (parts + 1, rows): weighted full marks by part, then the unweighted sum."""
        found = np.zeros((len(self.plan.parts) + 1, len(words[0])), dtype=np.int64)
        for number in np.flatnonzero(self.items).tolist():
            item, slot = self.plan.items[number], int(self.plan.slot[number])
            full = ((words[slot // SLOTS] >> (slot % SLOTS)) & 1) * (item.full or 0)
            found[self.plan.part[number]] += full * item.weight
            found[-1] += full
        return found

    def _has(self, part: int, words: Sequence[Ints]) -> Bools:
        masks = self.plan.bits(self.items & (self.plan.part == part))
        return _any([bits & mask for bits, mask in zip(words, masks, strict=True)])


def _any(words: Sequence[Ints]) -> Bools:
    return np.asarray(np.any([bits != 0 for bits in words], axis=0))
