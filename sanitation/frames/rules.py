"""From register to frame: who rests, sizes and cells, fixed before any seed. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sampling import cells, cooloff
from sampling.facts import CoolOff
from sampling.split import belongs, stratum_id, stratum_id_of_cell, venue_of
from sampling.types import FrameRow, Stratum
from sanitation.frames import resting
from sanitation.frames.allocating import leaves, sizes_at_cut
from sanitation.frames.choices import Choices
from sanitation.frames.resting import Settled, Standing, home_of


@dataclass(frozen=True, slots=True)
class Before:
    """Last quarter's plan, as far as this quarter's cells and sizes rest on it."""

    taken: Mapping[str, int]  # stratum id -> sites
    rule: CoolOff
    allocation: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sized:
    """A frame with all its sizes: rows ascending by id."""

    rows: tuple[FrameRow, ...]
    take_per_cell: Mapping[str, int]
    rule: CoolOff
    allocation: Mapping[str, object]  # choices, weights, spreads


def freeze(
    rows: Sequence[FrameRow],
    quarter: str,
    choices: Choices,
    weights: Mapping[str, int],
    spreads: Mapping[str, int],
    before: Before | None,
    *,
    recut: bool = False,
) -> Sized:
    """Give every site its cell and every cell its size.

    rows as `carried` gives them. Cells stand for a year while sites rest; they are cut
    anew when the year is over, when the choices are others, or on demand (recut).
    PLAN_IMPOSSIBLE names the street or venue type that falls short.
    """
    if before is None or recut or not stands(before, choices, quarter):
        return _cut(rows, quarter, choices, weights, spreads)
    return _stand(rows, quarter, choices, before)


def stands(before: Before, choices: Choices, quarter: str) -> bool:
    """Tell whether last quarter's cells still hold."""
    if not choices.cool_off or not before.rule.since:
        return False
    number = cooloff.quarter_number
    young = 0 < number(quarter) - number(before.rule.since) < resting.YEAR
    return young and before.allocation.get("choices") == choices.facts()


def _cut(
    rows: Sequence[FrameRow],
    quarter: str,
    choices: Choices,
    weights: Mapping[str, int],
    spreads: Mapping[str, int],
) -> Sized:
    counts = dict(sorted(Counter(_main(row) for row in rows if belongs(row)).items()))
    found = decided_at_cut(counts, quarter, choices, weights, spreads)
    placed = _placed(rows, found.settled, choices, {})
    return Sized(placed, takes(placed, found.settled.sizes), found.rule, found.allocation)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a cut comes to, before any site has its cell."""

    settled: Settled
    rule: CoolOff
    allocation: Mapping[str, object]


def decided_at_cut(
    counts: Mapping[Stratum, int],
    quarter: str,
    choices: Choices,
    weights: Mapping[str, int],
    spreads: Mapping[str, int],
) -> Decided:
    """Decide sizes and rest from counts alone, for frames in rows and in columns alike."""
    sizes = sizes_at_cut(counts, weights, choices, spreads)
    settled = resting.at_cut(counts, sizes, choices)
    since = quarter if choices.cool_off else ""
    rule = CoolOff(choices.cool_off, settled.dropped, since)
    used = {
        venue: weights.get(venue, 0) for venue in sorted({venue_of(one) for one in counts})
    }
    allocation: dict[str, object] = {"choices": choices.facts(), "weights": used}
    if spreads:
        allocation["spreads"] = dict(sorted(spreads.items()))
    return Decided(settled, rule, allocation)


def _stand(
    rows: Sequence[FrameRow], quarter: str, choices: Choices, before: Before
) -> Sized:
    rule = before.rule
    class_of = {row.site_id: _class(row, quarter, rule) for row in rows if belongs(row)}
    standings = _standings(rows, class_of, quarter, before)
    settled = resting.within_the_year(standings, choices, rule.dropped)
    rule = replace(rule, dropped=settled.dropped)
    placed = cooloff.with_rest(_placed(rows, settled, choices, class_of), quarter, rule)
    taken = takes(placed, settled.sizes)
    return Sized(placed, taken, rule, before.allocation)


def _standings(
    rows: Iterable[FrameRow],
    class_of: Mapping[str, Stratum],
    quarter: str,
    before: Before,
) -> dict[Stratum, Standing]:
    sites: Counter[Stratum] = Counter(class_of.values())
    rested: Counter[Stratum] = Counter()
    held: dict[Stratum, Counter[str]] = defaultdict(Counter)
    for row in rows:
        own = class_of.get(row.site_id)
        if own is None:
            continue
        rested[own] += cooloff.drawn_lately(row, quarter, before.rule)
        if stratum_id_of_cell(row.cell) == stratum_id(own):
            held[own][row.cell] += 1
    return {
        one: Standing(count, held[one], rested[one], before.taken.get(stratum_id(one), 0))
        for one, count in sites.items()
    }


def _placed(
    rows: Sequence[FrameRow],
    settled: Settled,
    choices: Choices,
    class_of: Mapping[str, Stratum],
) -> tuple[FrameRow, ...]:
    """Cut the strata that do not stand, and leave the cells of the others where they are."""
    cutting: dict[Stratum, list[FrameRow]] = defaultdict(list)
    cell_of: dict[str, str] = {}
    late: list[tuple[Stratum, FrameRow]] = []
    sites: Counter[str] = Counter()
    for row in rows:
        if not belongs(row):
            continue
        own = home_of(class_of.get(row.site_id, _main(row)), settled.dropped)
        if own not in settled.kept:
            cutting[own].append(row)
        elif stratum_id_of_cell(row.cell) == stratum_id(own):
            cell_of[row.site_id] = row.cell
            sites[row.cell] += 1
        else:
            late.append((own, row))
    for own, members in cutting.items():
        cell_of |= _cut_one(own, members, settled.sizes[own], choices)
    for own, row in sorted(late, key=lambda one: one[1].site_id):
        cell_of[row.site_id] = cell = _smallest(own, sites)
        sites[cell] += 1
    return tuple(
        replace(row, cell=cell_of.get(row.site_id, "")) if belongs(row) else row
        for row in sorted(rows, key=lambda row: row.site_id)
    )


def _cut_one(
    own: Stratum, members: Sequence[FrameRow], size: int, choices: Choices
) -> dict[str, str]:
    """Cut one stratum; its sites count as one class, whatever their birth."""
    number = leaves(len(members), size, single=stratum_id(own) in choices.single)
    plain = [replace(row, venue=own[1], birth="") for row in members]
    cut = cells.assign_cells(plain, {own: 2 * number})
    return {row.site_id: row.cell for row in cut}


def _smallest(own: Stratum, sites: Mapping[str, int]) -> str:
    """Return where a site goes that opened again while its stratum's cells stand."""
    cells_here = [one for one in sites if stratum_id_of_cell(one) == stratum_id(own)]
    return min(cells_here, key=lambda cell: (sites[cell], len(cell), cell))


def takes(rows: Iterable[FrameRow], sizes: Mapping[Stratum, int]) -> dict[str, int]:
    """Return how many sites each cell gives; an odd one more comes from the largest cell."""
    sites: Counter[str] = Counter()
    eligible: Counter[str] = Counter()
    for row in rows:
        if row.cell:
            sites[row.cell] += 1
            eligible[row.cell] += row.eligible
    return takes_of(sites, eligible, sizes)


def takes_of(
    sites: Mapping[str, int], eligible: Mapping[str, int], sizes: Mapping[Stratum, int]
) -> dict[str, int]:
    """As `takes`, from the numbers of sites and of eligible ones in each cell."""
    size_of = {stratum_id(one): size for one, size in sizes.items()}
    there: dict[str, dict[str, int]] = defaultdict(dict)
    for cell, number in sites.items():
        there[stratum_id_of_cell(cell)][cell] = number
    taken = {}
    for stratum, own in there.items():
        largest = min(own, key=lambda cell: (-own[cell], len(cell), cell))
        extra = size_of[stratum] - 2 * len(own)
        for cell in own:
            taken[cell] = min(2 + extra * (cell == largest), eligible[cell])
    return dict(sorted(taken.items()))


def _main(row: FrameRow) -> Stratum:
    return row.street, row.venue


def _class(row: FrameRow, quarter: str, rule: CoolOff) -> Stratum:
    if cooloff.is_young(row, quarter, rule):
        return row.street, f"{row.venue}-B{row.birth}"
    return _main(row)
