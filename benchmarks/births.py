"""What classes by birth quarter cost: sites to visit, quarter by quarter, while cells stand.

74 streets x 12 venue types of 5 to 320 sites, 64 sites a street, three quarters of rest; in
each later quarter a share of all sites closes and as many open. One line per share; ours is
the sites to draw in the fourth quarter, other those in the first, whose cells stand.
"""

import random
from collections import Counter

from benchmarks._report import report_ratio
from sampling.split import BIRTH_CLASS, stratum_id_of_cell
from sampling.types import FrameRow
from sanitation.catalog.quarter import Quarter
from sanitation.frames import changes, rules
from sanitation.frames.choices import Asked, CityValues, chosen
from sanitation.frames.rules import Before, Sized

STREETS = tuple(f"S{number:02d}" for number in range(74))
WEIGHTS = dict(
    zip(
        (f"V{n:02d}" for n in range(1, 13)),
        (14, 8, 12, 10, 10, 8, 8, 5, 6, 7, 4, 8),
        strict=True,
    )
)
SIZES = (5, 10, 20, 40, 80, 160, 320)
CITY = CityValues(per_street=64, minimum=2, max_share=8, cool_off=3)
FIRST, QUARTERS = Quarter.parse("2026Q1"), 4


class Register:
    """Sites of every street and venue type, some of which close while others open."""

    def __init__(self) -> None:
        self.dice, self.count = random.Random(5), 0
        self.size = {(s, v): self.dice.choice(SIZES) for s in STREETS for v in WEIGHTS}
        self.rows = [self.new(*one) for one, size in self.size.items() for _ in range(size)]

    def new(self, street: str, venue: str) -> FrameRow:
        """Open a site somewhere in its street."""
        self.count += 1
        x, y = self.dice.randrange(5000), self.dice.randrange(5000)
        return FrameRow(f"P{self.count:07d}", street, venue, "", 1, x, y)

    def turn(self, share: float) -> None:
        """Close a share of the sites by chance, and open as many."""
        chance = self.dice.random
        self.rows = [row for row in self.rows if chance() >= share]
        for one, size in self.size.items():
            born = sum(chance() < share for _ in range(size))
            self.rows += [self.new(*one) for _ in range(born)]


def drawn(sized: Sized, dice: random.Random) -> frozenset[str]:
    """Draw from each cell what it gives."""
    able: dict[str, list[str]] = {}
    for row in sized.rows:
        if row.eligible:
            able.setdefault(row.cell, []).append(row.site_id)
    picked = (dice.sample(able[cell], take) for cell, take in sized.take_per_cell.items())
    return frozenset(one for some in picked for one in some)


def quarters(share: float) -> list[Sized]:
    """Freeze and draw four quarters, one on top of the other."""
    register, made = Register(), []
    choices = chosen(Asked(), CITY, STREETS, WEIGHTS)
    before, old, visited, then = None, (), frozenset(), ""
    for number in range(QUARTERS):
        label = str(FIRST.shifted(number))
        if number:
            register.turn(share)
        rows = changes.carried(register.rows, old, {}, label, visited, then)
        sized = rules.freeze(rows, label, choices, WEIGHTS, {}, before)
        made.append(sized)
        visited, then, old = drawn(sized, register.dice), label, sized.rows
        before = Before(taken(sized), sized.rule, sized.allocation)
    return made


def taken(sized: Sized) -> Counter[str]:
    """Add up what each stratum gives."""
    found: Counter[str] = Counter()
    for cell, take in sized.take_per_cell.items():
        found[stratum_id_of_cell(cell)] += take
    return found


def main() -> None:
    """Print what each share of births makes of the sample."""
    for share in (0.0, 0.002, 0.01, 0.05):
        first, *_, last = (taken(one) for one in quarters(share))
        young = {one for one in last if BIRTH_CLASS.search(one)}
        op = f"sites to draw in the 4th and 1st quarter; {len(young)} birth classes"
        target = "told before the plan"
        report_ratio(f"births {share:.1%}", last.total(), first.total(), op, target)


if __name__ == "__main__":
    main()
