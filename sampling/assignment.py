"""Which team visits which package: minimum-cost flow with a certificate.

Source: protocol sanrandom-draw/1, section 10. The solver only finds the answer; that it
is the cheapest, and the only one, is proved in `certificate` without it.
"""

from collections.abc import Collection, Sequence

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from sampling import certificate
from sampling.certificate import ROUNDS, Ban, Costs
from sampling.types import Assignment, Package, SamplingError, Team


def assign(
    packages: Sequence[Package],
    teams: Sequence[Team],
    key: str,
    bans: Collection[Ban],
    lambda_m: int,
    load_min: int,
    load_max: int,
) -> Assignment:
    """Give each package to one team at the least total cost, loads within their limits.

    key: the stage key of assign. bans: (package id, team code); see
    `certificate.street_bans`. load_max rises by one for all teams until it is feasible (0
    finds the least). A package barred for every team is left to the supervising body.
    SamplingError if there are too few packages for load_min, or bans forbid it.
    """
    open_to_some = [
        one for one in packages if any((one.id, team.code) not in bans for team in teams)
    ]
    taken = {one.id for one in open_to_some}
    left_out = tuple(one.id for one in packages if one.id not in taken)
    codes = [team.code for team in teams]
    ceiling = load_max
    for r in range(ROUNDS):
        costs = certificate.costs(open_to_some, teams, key, bans, lambda_m, r)
        team_of, ceiling = _solve_raising(open_to_some, codes, costs, load_min, ceiling)
        c = certificate.certify(team_of, costs, codes, load_min, ceiling)
        if c is None or c > 0:
            return Assignment(team_of, ceiling, r, c, left_out)
    raise SamplingError(f"got ties in all {ROUNDS} rounds, wanted one optimum")


def certify(
    packages: Sequence[Package],
    teams: Sequence[Team],
    assignment: Assignment,
    key: str,
    bans: Collection[Ban],
    lambda_m: int,
    load_min: int,
) -> int | None:
    """Return c of a published assignment, recomputed; SamplingError if it breaks a rule."""
    taken = [one for one in packages if one.id not in assignment.unassigned]
    if sorted(assignment.team_of) != sorted(one.id for one in taken):
        raise SamplingError("wanted every package exactly once", where="assignment")
    costs = certificate.costs(taken, teams, key, bans, lambda_m, assignment.r)
    codes = [team.code for team in teams]
    return certificate.certify(
        assignment.team_of, costs, codes, load_min, assignment.load_max
    )


def _solve_raising(
    packages: Sequence[Package],
    teams: Sequence[str],
    costs: Costs,
    load_min: int,
    load_max: int,
) -> tuple[dict[str, str], int]:
    if not teams or len(packages) < load_min * len(teams):
        raise SamplingError(
            f"got {len(packages)} packages for {len(teams)} teams of at least {load_min}"
        )
    least = -(-len(packages) // len(teams))  # below this no assignment exists
    for ceiling in range(max(load_max, least, load_min), max(load_max, len(packages)) + 1):
        found = _solve([one.id for one in packages], teams, costs, load_min, ceiling)
        if found is not None:
            return found, ceiling
    raise SamplingError(
        "the barred pairs leave no assignment that gives every team its least"
    )


def _solve(
    packages: Sequence[str],
    teams: Sequence[str],
    costs: Costs,
    load_min: int,
    load_max: int,
) -> dict[str, str] | None:
    """Return the cheapest assignment, or None if none is feasible.

    Nodes: packages, teams, a sink. A team keeps load_min itself and passes on the rest.
    """
    count, crews, sink = len(packages), len(teams), len(packages) + len(teams)
    package_node = {name: node for node, name in enumerate(packages)}
    team_node = {name: count + node for node, name in enumerate(teams)}
    pairs = list(costs)
    tails = [package_node[package] for package, _ in pairs]
    heads = [team_node[team] for _, team in pairs]
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.array(tails + list(team_node.values()), dtype=np.int32),
        np.array(heads + [sink] * crews, dtype=np.int32),
        np.array([1] * len(pairs) + [load_max - load_min] * crews, dtype=np.int64),
        np.array(list(costs.values()) + [0] * crews, dtype=np.int64),
    )
    supplies = [1] * count + [-load_min] * crews + [load_min * crews - count]
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), np.array(supplies))
    if flow.solve() != flow.OPTIMAL:
        return None
    used = flow.flows(np.arange(len(pairs), dtype=np.int32))
    return dict(sorted(pair for pair, units in zip(pairs, used, strict=True) if units))
