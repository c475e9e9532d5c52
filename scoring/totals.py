"""What a site's items add up to, where the items themselves were added up elsewhere.

An engine for large tables hands over whole numbers by site and group of items; from there on
the line is the same, and so are its digits. What needs single items (a column per item, why a
record lost its marks) is not to be had.
"""

from dataclasses import dataclass

import numpy as np

from scoring.columns import HAS, NA, NO_DATA, Codes8
from scoring.parts import Item
from scoring.steps import Step
from scoring.sums import Sums
from scoring.vocabulary import Bools, Ints, ScoringError


@dataclass(frozen=True, slots=True)
class Totals:
    """The items of every site, added up by part; a part is a group, or "" without one.

    top, bottom (sites, parts): sums of w v and of w f over rated items. rated, missing (sites,
    parts): whether any item is. reasons, failed, void, unseen, seen (sites,): as in
    `Marks`. bounded (parts,): no item can exceed its full marks.
    """

    items: tuple[Item, ...]
    parts: tuple[str, ...]
    top: Ints
    bottom: Ints
    rated: Bools
    missing: Bools
    reasons: Codes8
    failed: Bools
    void: Bools
    unseen: Ints
    seen: Ints
    bounded: tuple[bool, ...]

    def sums(self, step: Step) -> dict[str, Sums]:
        """Return the sums of a step by the suffix of its columns; ScoringError by item."""
        per = step.word("per")
        if per == "item":
            raise ScoringError(
                f"{step.out}: a column per item needs the item results; use the engine memory"
            )
        every = list(range(len(self.parts)))
        if per != "group":
            return {"": self._sums(every, every)}
        whole = every if step.word("of") == "all" else None
        return {
            f".{name}": self._sums([number], whole or [number])
            for number, name in enumerate(self.parts)
            if name
        }

    def _sums(self, numbers: list[int], below: list[int]) -> Sums:
        seen = self.rated[:, below].any(axis=1)
        lacks = self.missing[:, below].any(axis=1)
        reasons = np.where(seen, HAS, np.where(lacks, NO_DATA, NA))
        return Sums(
            self.top[:, numbers].sum(axis=1),
            self.bottom[:, below].sum(axis=1),
            1,
            np.where(self.reasons == HAS, reasons, self.reasons).astype(np.int8),
            all(self.bounded[number] for number in numbers),
        )
