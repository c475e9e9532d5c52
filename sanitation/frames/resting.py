"""Which strata keep their cells, which are cut, and where the cool-off is dropped. Pure.

Source: protocol sanrandom-draw/1, section 8, and docs/decisions/0010: cells stand for a
year, sites born since they were cut are classes of their own, and a stratum that is too
small has no cool-off. Decides on counts alone, for frames in rows and in columns alike.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sampling.split import stratum_id, venue_of
from sampling.types import Stratum
from sanitation.frames.allocating import leaves
from sanitation.frames.choices import Choices

YEAR = 4  # quarters that cells stand for


@dataclass(frozen=True, slots=True)
class Standing:
    """One class of a stratum as the frame before left it, without those who are gone."""

    sites: int
    cells: Mapping[str, int] = field(default_factory=dict)  # its cell before -> sites
    rested: int = 0  # how many were drawn since the cut, within the window
    taken: int = 0  # how many it gave; 0: it is new


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of every stratum that has a site."""

    sizes: Mapping[Stratum, int]  # sites to draw
    kept: frozenset[Stratum]  # whose cells stay, because sites of theirs rest
    dropped: frozenset[str]  # ids of strata without cool-off


def within_the_year(
    standings: Mapping[Stratum, Standing], choices: Choices, dropped: Iterable[str]
) -> Settled:
    """Settle a quarter whose cells stand; standings: by stratum, birth classes apart.

    dropped: strata that had no cool-off since the cut. They have none until the next,
    because their sites were drawn without it; young classes join them, as nobody rests.
    Raises nothing: a stratum that has become too small is dropped, never refused.
    """
    known = frozenset(dropped) | frozenset(choices.by_size)
    while True:
        merged = merge_young(standings, known)
        kept = frozenset(one for one, own in merged.items() if _stands(one, own, known))
        sizes = {one: _size(one, merged[one], choices, kept) for one in merged}
        small = {
            stratum_id(one)
            for one, own in merged.items()
            if _too_small(own, sizes[one], choices, one, kept)
        }
        if small <= known:
            return Settled(sizes, kept, known)
        known |= small


def at_cut(
    counts: Mapping[Stratum, int], sizes: Mapping[Stratum, int], choices: Choices
) -> Settled:
    """Settle a quarter in which all cells are cut anew and nobody rests."""
    dropped = {
        stratum_id(one)
        for one, count in counts.items()
        if _too_small(Standing(count), sizes[one], choices, one, frozenset())
    }
    by_size = {stratum_id(one) for one in counts} & set(choices.by_size)
    rests = choices.cool_off > 0
    return Settled(
        sizes, frozenset(), frozenset(dropped | by_size) if rests else frozenset()
    )


def merge_young(
    standings: Mapping[Stratum, Standing], dropped: frozenset[str]
) -> dict[Stratum, Standing]:
    """Let birth classes join their stratum where it has no cool-off."""
    groups: dict[Stratum, list[Standing]] = defaultdict(list)
    for one, own in standings.items():
        groups[home_of(one, dropped)].append(own)
    return {
        one: own[0] if len(own) == 1 else _together(own)
        for one, own in sorted(groups.items(), key=lambda item: stratum_id(item[0]))
    }


def home_of(stratum: Stratum, dropped: Iterable[str]) -> Stratum:
    """Return where a class is drawn: with its stratum if that has no cool-off."""
    main = stratum[0], venue_of(stratum)
    return main if stratum_id(main) in dropped else stratum


def _together(parts: Iterable[Standing]) -> Standing:
    """Add classes up; cells are of no use to a stratum that is cut anew."""
    sites, taken = 0, 0
    for part in parts:
        sites, taken = sites + part.sites, max(taken, part.taken)
    return Standing(sites, taken=taken)


def _stands(stratum: Stratum, own: Standing, dropped: frozenset[str]) -> bool:
    return own.rested > 0 and bool(own.cells) and stratum_id(stratum) not in dropped


def _size(
    stratum: Stratum, own: Standing, choices: Choices, kept: frozenset[Stratum]
) -> int:
    """Return how many a stratum gives: as before, and never below the least number."""
    if not own.taken:
        return min(choices.minimum, own.sites)
    if stratum in kept and len(own.cells) > 1:
        return 2 * len(own.cells)
    return min(max(own.taken, choices.minimum), own.sites)


def _too_small(
    own: Standing,
    size: int,
    choices: Choices,
    stratum: Stratum,
    kept: frozenset[Stratum],
) -> bool:
    """Whether a cell has M <= take (k + 1): then the last of k + 1 quarters had nobody."""
    if not choices.cool_off:
        return False
    if stratum in kept:
        cells = Counter(own.cells)
        number, least = len(cells), min(cells.values())
    else:
        number = leaves(own.sites, size, single=stratum_id(stratum) in choices.single)
        least = own.sites // number
    return least <= (size - 2 * (number - 1)) * (choices.cool_off + 1)
