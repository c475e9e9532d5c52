"""From tickets to sample, reserves and order of streets.

Source: protocol sanrandom-draw/1, section 7. Standard library only.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from sampling import facts, pps, tickets
from sampling.commitment import stage_key
from sampling.split import stratum_id_of_cell
from sampling.types import Drawn, FrameRow, Plan, SamplingError, Status

Ordered = Callable[[str, Iterable[str]], list[tuple[str, str]]]


def check_plan(rows: Iterable[FrameRow], plan: Plan) -> None:
    """Refuse a plan that does not fit its frame: SamplingError names the cell.

    Every cell must be in the plan, every cell of the plan in the frame, and each must
    have as many eligible sites as it gives. Worth asking before the plan is published.
    """
    eligible: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.cell:
            eligible[row.cell] += row.eligible
    for cell in sorted(eligible.keys() | plan.take_per_cell.keys()):
        if cell not in eligible or cell not in plan.take_per_cell:
            raise SamplingError(
                "cell is in only one of frame and plan", where=f"cell {cell}"
            )
        if not 1 <= plan.take_per_cell[cell] <= eligible[cell]:
            raise SamplingError(
                f"got take {plan.take_per_cell[cell]}, only {eligible[cell]} are eligible",
                where=f"cell {cell}",
            )


def draw_sites(
    rows: Iterable[FrameRow], plan: Plan, seed: bytes, *, label: str = "",
    cells: Collection[str] | None = None, in_order: Ordered = tickets.in_order,
) -> tuple[Drawn, ...]:  # fmt: skip
    """Return drawn sites and their reserves, cell by cell in ticket order.

    seed: the bytes of seed.txt. label: the plan's quarter unless a wave is drawn, which
    also names its cells. in_order: another way to the same tickets, such as a compiled one.
    """
    ranked = rank_sites(rows, plan, seed, label=label, cells=cells, in_order=in_order)
    return tuple(one for one in ranked if one.status is not Status.REST)


def rank_sites(
    rows: Iterable[FrameRow], plan: Plan, seed: bytes, *, label: str = "",
    cells: Collection[str] | None = None, in_order: Ordered = tickets.in_order,
) -> tuple[Drawn, ...]:  # fmt: skip
    """Return every eligible site in the order of its cell: the content of tickets.csv."""
    listed = list(rows)
    check_plan(listed, plan)
    key = stage_key(seed, "sites", label or plan.quarter)
    inside: dict[str, list[FrameRow]] = defaultdict(list)
    for row in listed:
        if row.cell and (cells is None or row.cell in cells):
            inside[row.cell].append(row)
    sized = facts.by_size(plan)
    ranked: list[Drawn] = []
    for cell in sorted(inside):
        order = sized.get(stratum_id_of_cell(cell))
        if order is None:
            ranked += _by_ticket(cell, inside[cell], plan, key, in_order)
        else:
            ranked += _by_size(cell, inside[cell], plan, key, order)
    return tuple(ranked)


def _by_ticket(
    cell: str, rows: Sequence[FrameRow], plan: Plan, key: str, in_order: Ordered
) -> Iterable[Drawn]:
    take, kept = plan.take_per_cell[cell], _kept(cell, plan)
    able = in_order(key, [row.site_id for row in rows if row.eligible])
    for place, (ticket, site_id) in enumerate(able, start=1):
        status = _status(place, take, kept)
        yield Drawn(site_id, cell, take, len(rows), ticket, place, status)


def _by_size(
    cell: str, rows: Sequence[FrameRow], plan: Plan, key: str, order: str
) -> Iterable[Drawn]:
    """Rank a whole stratum by size: here take / m is the target lambda, n size / X."""
    take, kept = plan.take_per_cell[cell], _kept(cell, plan)
    ranked = pps.rank_by_size(rows, take, key, pps.order_named(order))
    for place, one in enumerate(ranked, start=1):
        status = _status(place, take, kept)
        yield Drawn(one.site_id, cell, one.take, one.m, one.ticket, place, status)


def _kept(cell: str, plan: Plan) -> int | None:
    """Return how many of a cell are drawn or reserves; None: all."""
    if plan.reserves is None:
        return None
    return plan.take_per_cell[cell] + plan.reserves.get(cell, 0)


def _status(place: int, take: int, kept: int | None) -> Status:
    if place <= take:
        return Status.DRAWN
    return Status.RESERVE if kept is None or place <= kept else Status.REST


def stand_ins(ids: Iterable[str], seed: bytes, label: str) -> tuple[str, ...]:
    """Order a stratum's undrawn sites, for a cell that ran out of reserves."""
    key = stage_key(seed, "replace", label)
    return tuple(name for _, name in tickets.in_order(key, ids))


def street_order(units: Iterable[str], seed: bytes, label: str) -> tuple[str, ...]:
    """Return streets, or parts of streets, in the order in which they are visited."""
    key = stage_key(seed, "streets", label)
    return tuple(name for _, name in tickets.in_order(key, units))
