"""Sizes with minimums for whole streets and whole venue types at once.

Source: protocol sanrandom-draw/1, sections 3 and 15. A flow runs from streets to venue
types; its unit costs are the variance that each next pair saves. A solver of whole
numbers finds the flow with rounded costs; what rounding left is taken out by exact
cycles, and that none is left is the proof that sum(z^2 / p) is least.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from sampling.allocation import (
    QUARTER_OF_A_STRATUM,
    Measure,
    cap,
    check_minimum,
    measures_of,
)
from sampling.cycles import Arcs, negative_cycle
from sampling.split import stratum_id, venue_of
from sampling.types import SamplingError, Shortage, Stratum

REWARD = 2**48  # of a pair that a margin demands; above all savings together
FINEST = 2**28  # the largest saving in the solver's rounded costs


@dataclass(frozen=True, slots=True)
class Margin:
    """How many sites a whole street, or a whole venue type, gives."""

    least: int = 0
    most: int | None = None  # None: no limit but the total


@dataclass(frozen=True, slots=True)
class _Demand:
    """The problem in pairs, for strata that can give more than all they have.

    In the order of their ids; floor: pairs that each gives at least.
    """

    strata: tuple[Stratum, ...]
    floor: int
    measures: tuple[int, ...]  # z
    caps: tuple[int, ...]
    streets: Mapping[str, tuple[int, int]]  # least and most pairs
    venues: Mapping[str, tuple[int, int]]
    total: int


def allocate_two_way(
    sizes: Mapping[Stratum, int],
    weights: Mapping[str, int],
    total: int,
    *,
    streets: Mapping[str, Margin] | None = None,
    venues: Mapping[str, Margin] | None = None,
    minimum: int = 2,
    max_share: Fraction = QUARTER_OF_A_STRATUM,
    measure: Measure = Measure.WEIGHT,
    spreads: Mapping[Stratum, int] | None = None,
) -> dict[Stratum, int]:
    """Spread a total so that every street and venue type gets what its margin demands.

    sizes, weights, minimum, max_share, measure and spreads as in `allocation.allocate`;
    a stratum of fewer sites than the minimum gives all of them. An odd rest of a total or of a most
    stays undrawn, an odd least is rounded up. Among all sizes that keep the demands the
    answer has the least sum(z^2 / p). Shortage names the street or venue type that falls
    short and by how many sites.
    """
    if not sizes:
        raise SamplingError("got no stratum, wanted at least one")
    check_minimum(minimum)
    measures = measures_of(measure, sizes, weights, spreads)
    order = sorted(sizes, key=stratum_id)
    pairs = tuple(one for one in order if sizes[one] >= minimum)
    given = {one: sizes[one] for one in order if sizes[one] < minimum}
    floor = minimum // 2
    demand = _Demand(
        pairs,
        floor,
        tuple(measures[one] for one in pairs),
        tuple(
            max(floor, min(cap(sizes[one], max_share), max(2, total)) // 2) for one in pairs
        ),
        _margins(streets or {}, order, given, lambda one: one[0]),
        _margins(venues or {}, order, given, venue_of),
        (total - sum(given.values())) // 2,
    )
    _check_alone(demand, total)
    found = _cancel(_solve(demand), demand) if pairs else []
    given |= {one: 2 * number for one, number in zip(pairs, found, strict=True)}
    return {one: given[one] for one in order}


def _margins(
    wanted: Mapping[str, Margin],
    order: Sequence[Stratum],
    given: Mapping[Stratum, int],
    code_of: Callable[[Stratum], str],
) -> dict[str, tuple[int, int]]:
    """Return least and most in pairs beside the small strata, which are all taken."""
    codes = {code_of(one) for one in order}
    if strange := sorted(wanted.keys() - codes):
        raise SamplingError(f"got a margin for {strange[0]}, which has no site")
    taken: Counter[str] = Counter()
    for one, number in given.items():
        taken[code_of(one)] += number
    made = {}
    for code in sorted(codes):
        margin = wanted.get(code, Margin())
        least = max(0, -(-(margin.least - taken[code]) // 2))
        most = 10**9 if margin.most is None else (margin.most - taken[code]) // 2
        made[code] = least, most
    return made


def _check_alone(demand: _Demand, total: int) -> None:
    """Refuse what no solver is needed for: a minimum, a margin or the total by itself."""
    least, most = demand.floor * len(demand.strata), sum(demand.caps)
    if not least <= demand.total <= most:
        short = least - demand.total if demand.total < least else demand.total - most
        asked = (
            f"{2 * demand.floor} sites a stratum"
            if demand.total < least
            else f"a total of {total}"
        )
        raise Shortage(
            f"{asked}: {2 * short} sites short", street="", venue="", short=2 * short
        )
    for code, (low, high), held, most in _sides(demand):
        short = held - high if held > high else low - most
        if short > 0:
            street, venue = code
            raise Shortage(
                f"{2 * short} sites short of what is demanded",
                street=street,
                venue=venue,
                short=2 * short,
            )


def _sides(
    demand: _Demand,
) -> list[tuple[tuple[str, str], tuple[int, int], int, int]]:
    """Return name, limits, strata and largest number of pairs of each street and venue."""
    held: Counter[tuple[str, str]] = Counter()
    most: Counter[tuple[str, str]] = Counter()
    for stratum, limit in zip(demand.strata, demand.caps, strict=True):
        for side in ((stratum[0], ""), ("", venue_of(stratum))):
            held[side] += demand.floor
            most[side] += limit
    sides = [((code, ""), limits) for code, limits in demand.streets.items()]
    sides += [(("", code), limits) for code, limits in demand.venues.items()]
    return [(side, limits, held[side], most[side]) for side, limits in sides]


def _solve(demand: _Demand) -> list[int]:
    """Return pairs per stratum by a flow with rounded savings; Shortage if none keeps all.

    Every stratum has its floor already; the flow places the others. A pair that a margin
    demands earns a reward, so that what cannot be kept shows as a reward not earned.
    """
    nodes = {("source", ""): 0, ("sink", ""): 1}
    flow, demanded = SimpleMinCostFlow(), []
    limits = {side: limits for side, limits, _, _ in _sides(demand)}
    held = {side: count for side, _, count, _ in _sides(demand)}
    for side, (least, most) in limits.items():
        node = nodes.setdefault(side, len(nodes))
        ends = (0, node) if side[0] else (node, 1)
        must = max(0, least - held[side])
        arc = flow.add_arc_with_capacity_and_unit_cost(*ends, must, -REWARD)
        demanded.append((arc, side, must))
        room = min(most, demand.total) - held[side] - must
        flow.add_arc_with_capacity_and_unit_cost(*ends, max(0, room), 0)
    arcs = _add_pairs(flow, nodes, demand)
    more = demand.total - demand.floor * len(demand.strata)
    flow.set_nodes_supplies(np.array([0, 1]), np.array([more, -more]))
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise SamplingError("the solver found no flow")  # pragma: no cover - never seen
    for arc, side, must in demanded:
        if short := 2 * (must - flow.flow(arc)):
            raise _short_together(side, short)
    found = [demand.floor + sum(flow.flow(arc) for arc in held) for held in arcs]
    if short := 2 * (demand.total - sum(found)):
        raise _short_together(("", ""), short)
    return found


def _short_together(side: tuple[str, str], short: int) -> Shortage:
    told = f"{short} sites short, because the other margins and the shares leave no more"
    return Shortage(told, street=side[0], venue=side[1], short=short)


def _add_pairs(
    flow: SimpleMinCostFlow, nodes: Mapping[tuple[str, str], int], demand: _Demand
) -> list[list[int]]:
    """Add an arc for each further pair of a stratum, and return the arcs by stratum."""
    largest = max(demand.measures) ** 2
    arcs = []
    for stratum, z, limit in zip(demand.strata, demand.measures, demand.caps, strict=True):
        ends = nodes[(stratum[0], "")], nodes[("", venue_of(stratum))]
        saved = [
            FINEST * 2 * z * z // (largest * p * (p + 1))
            for p in range(demand.floor, limit)
        ]
        arcs.append(
            [flow.add_arc_with_capacity_and_unit_cost(*ends, 1, -one) for one in saved]
        )
    return arcs


def _cancel(found: list[int], demand: _Demand) -> list[int]:
    """Move pairs along cycles that save variance, exactly, until there is none."""
    pairs = list(found)
    scale = lcm(*range(1, max(demand.caps) + 1))
    while cycle := negative_cycle(_residual(pairs, demand, scale)):
        for stratum, step in cycle:
            if stratum is not None:
                pairs[stratum] += step
    return pairs


def _residual(pairs: list[int], demand: _Demand, scale: int) -> Arcs:
    """Return what may still move: (from, to, change of variance, (stratum, step))."""
    arcs: Arcs = []
    totals: Counter[tuple[str, str]] = Counter()
    for place, (stratum, z) in enumerate(zip(demand.strata, demand.measures, strict=True)):
        p, ends = pairs[place], ((stratum[0], ""), ("", venue_of(stratum)))
        totals.update(dict.fromkeys(ends, p))
        square = z * z * scale
        if p < demand.caps[place]:
            arcs.append((*ends, square // (p + 1) - square // p, (place, 1)))
        if p > demand.floor:
            arcs.append((*ends[::-1], square // (p - 1) - square // p, (place, -1)))
    for side, (least, most), _, _ in _sides(demand):
        hub = ("source", "") if side[0] else ("sink", "")
        inward = (hub, side) if side[0] else (side, hub)
        if totals[side] < most:
            arcs.append((*inward, 0, (None, 0)))
        if totals[side] > least:
            arcs.append((*inward[::-1], 0, (None, 0)))
    return arcs
