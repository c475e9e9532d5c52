"""Where each item stands in the few whole numbers that an engine adds up by site.

A sum costs an engine the same whether it holds one small number or ten. So the items of a
site share three kinds of sums, each read back exactly:

* marks: one bit an item and state. Two rows for one item would carry into the next bit, so
  as many bits as rows says that every row was another item, and which.
* lists: items of different venue types may share a bit. They are told apart by the number of
  their list, added up with its square.
* points: the points lost, one field of bits a part of the rubric.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import check_bound
from scoring.parts import Item
from scoring.rubric import Rubric
from scoring.vocabulary import Bools, Ints, Period

STATES = 3  # rated, na, missing: so many bits an item
SLOTS = 21  # items to a word of 63 bits
WORD = 62  # bits of points to a word
SQUARE = 24  # bits of a sum of squares of list numbers; the sum itself stands above
NO_CAP = 10**12
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Packing:
    """How the items of a rubric are laid out for sites of some venue types.

    kinds: the venue types. slot (items,): place among the marks; NOWHERE where an item is for
    none of the kinds. list_number (items,): 0 = for every kind. list_of (kinds,): the list of
    a kind beside that one. for_kind (kinds, items). field (parts, 2): word and first bit of
    the points of a part, width (parts,) its bits. plain: a kind has one list beside the
    common one at most, so that the numbers of the lists can be told from their sums.
    """

    items: tuple[Item, ...]
    parts: tuple[str, ...]
    kinds: tuple[str, ...]
    part: Ints
    for_kind: Bools
    slot: Ints
    list_number: Ints
    list_of: Ints
    field: Ints
    width: Ints
    plain: bool

    @property
    def mark_words(self) -> int:
        """Return how many sums the marks take."""
        return int(self.slot.max(initial=0)) // SLOTS + 1

    @property
    def point_words(self) -> int:
        """Return how many sums the points take."""
        return int(self.field[:, 0].max(initial=0)) + 1

    def bits(self, chosen: Bools) -> Ints:
        """Return (words,): the bits of the chosen items."""
        found = np.zeros(self.mark_words, dtype=np.int64)
        for number in np.flatnonzero(chosen & (self.slot >= 0)).tolist():
            found[self.slot[number] // SLOTS] |= 1 << int(self.slot[number] % SLOTS)
        return found


def packing(rubric: Rubric, kinds: Sequence[str], period: Period) -> Packing:
    """Lay the items out for sites of these venue types in this period.

    ScoringError where the points of one site could leave int64.
    """
    items = rubric.items
    used = {item.group for item in items}
    parts = tuple(name for name in (*(g.id for g in rubric.groups), "") if name in used)
    part = np.array([parts.index(item.group) for item in items], dtype=np.int64)
    for_kind = np.array(
        [[_applies(item, kind, period) for item in items] for kind in kinds],
        dtype=np.bool_,
    ).reshape(len(kinds), len(items))
    slot = _slots(for_kind)
    list_number, list_of, plain = _lists(for_kind)
    field, width = _fields(items, part, for_kind, len(parts))
    return Packing(
        *(items, parts, tuple(kinds), part, for_kind, slot),
        *(list_number, list_of, field, width, plain),
    )


def most_points(item: Item) -> int:
    """Return the most points that one row can lose, before its weight."""
    return NO_CAP if item.cap is None else item.cap


def _applies(item: Item, kind: str, period: Period) -> bool:
    here = not item.venues or kind in item.venues
    return here and (not item.months or period.first.month in item.months)


def _slots(for_kind: Bools) -> Ints:
    """Give each item the first slot that no item of the same venue type has."""
    found = np.full(for_kind.shape[1], NOWHERE, dtype=np.int64)
    taken: list[set[int]] = [set() for _ in for_kind]
    # Items for every venue type come first, so that their bits are theirs alone.
    order = np.argsort(-for_kind.sum(axis=0), kind="stable")
    for number in order.tolist():
        here = np.flatnonzero(for_kind[:, number]).tolist()
        if not here:
            continue
        used = set[int]().union(*(taken[kind] for kind in here))
        found[number] = next(n for n in range(len(used) + 1) if n not in used)
        for kind in here:
            taken[kind].add(int(found[number]))
    return found


def _lists(for_kind: Bools) -> tuple[Ints, Ints, bool]:
    """Number the lists of kinds that items are for; 0 is the list of all of them."""
    numbers: dict[tuple[bool, ...], int] = {(True,) * len(for_kind): 0}
    found = [
        numbers.setdefault(tuple(column), len(numbers)) for column in for_kind.T.tolist()
    ]
    list_number = np.array(found, dtype=np.int64)
    list_of, plain = np.zeros(len(for_kind), dtype=np.int64), True
    for kind, row in enumerate(for_kind):
        own = set(list_number[row].tolist()) - {0}
        plain &= len(own) <= 1
        list_of[kind] = own.pop() if len(own) == 1 else 0
    most = len(numbers) ** 2 * STATES * len(found)
    return list_number, list_of, plain and most < 2**SQUARE


def _fields(
    items: tuple[Item, ...], part: Ints, for_kind: Bools, parts: int
) -> tuple[Ints, Ints]:
    most = np.zeros((len(for_kind), parts), dtype=np.int64)
    for number, item in enumerate(items):
        check_bound(len(items), most_points(item), item.weight)
        most[for_kind[:, number], part[number]] += most_points(item) * item.weight
    width = [int(top).bit_length() for top in most.max(axis=0, initial=0)]
    field, word, bit = [], 0, 0
    for bits in width:
        if bit and bit + bits > WORD:
            word, bit = word + 1, 0
        field.append((word, bit))
        bit += bits
    return (
        np.array(field, dtype=np.int64).reshape(parts, 2),
        np.array(width, dtype=np.int64),
    )
