"""Which team visits which package: minimum-cost flow with a certificate.

Source: protocol sanrandom-draw/1, section 10. The solver only finds the answer; that it
is the cheapest, and the only one, is proved in `certificate` without it.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from sampling import certificate
from sampling.certificate import BARRED, ROUNDS, Ban, Costs
from sampling.fast import LONGEST_ID, digests
from sampling.types import Assignment, Package, SamplingError, Team

FARTHEST_M = 2**24  # with lambda below it too a cost stays below 2^45
Ints = NDArray[np.int64]


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
    ceiling = load_max
    for r in range(ROUNDS):
        priced = costs(open_to_some, teams, key, bans, lambda_m, r)
        team_of, ceiling = _solve_raising(priced, load_min, ceiling)
        c = certificate.certify(team_of, priced, load_min, ceiling)
        if c is None or c > 0:
            return Assignment(team_of, ceiling, r, c, left_out)
    raise SamplingError(f"got ties in all {ROUNDS} rounds, wanted one optimum")


def costs(
    packages: Sequence[Package], teams: Sequence[Team], key: str, bans: Collection[Ban],
    lambda_m: int, r: int = 0,
) -> Costs:  # fmt: skip
    """Return what `certificate.costs` returns, for millions of pairs at once."""
    names = [f"{package.id},{team.code}" for package in packages for team in teams]
    if not names or max(map(len, names)) > LONGEST_ID or r >= ROUNDS:
        return certificate.costs(packages, teams, key, bans, lambda_m, r)
    shape = len(packages), len(teams)
    noise, tie_breaker = (part.reshape(shape) for part in _parts(key, names, r))
    apart = _distances(packages, teams) + ((lambda_m * noise) >> 32)
    made = apart * 2**20 + tie_breaker
    row = {package.id: place for place, package in enumerate(packages)}
    column = {team.code: place for place, team in enumerate(teams)}
    for package, code in bans:
        if package in row and code in column:
            made[row[package], column[code]] = BARRED
    return Costs(tuple(row), tuple(column), made.tolist())


def _parts(key: str, names: Sequence[str], r: int) -> tuple[Ints, Ints]:
    """Return the first 8 hex characters of each ticket, and the 5 of round r."""
    found = digests(key, names)
    first = found[:, :4].copy().view(">u4").ravel().astype(np.int64)
    start = 16 + 5 * r  # in hex characters: two a byte
    nearby = found[:, start // 2 : start // 2 + 3].astype(np.int64)
    bits = (nearby[:, 0] << 16) | (nearby[:, 1] << 8) | nearby[:, 2]
    return first, (bits >> 4) if start % 2 == 0 else (bits & 0xFFFFF)


def _distances(packages: Sequence[Package], teams: Sequence[Team]) -> Ints:
    """Return the whole metres from each package to each team, rounded down exactly."""
    here = np.array([(one.x, one.y) for one in packages], dtype=np.int64)
    home = np.array([(team.home_x, team.home_y) for team in teams], dtype=np.int64)
    gaps = here[:, None, :] - home[None, :, :]
    if np.abs(gaps).max() >= FARTHEST_M:
        raise SamplingError(f"got a distance of {FARTHEST_M} m or more", where="assign")
    squares: Ints = (gaps * gaps).sum(axis=2)
    roots = np.sqrt(squares.astype(np.float64)).astype(np.int64)
    roots -= roots * roots > squares  # a float root may be one off
    roots += (roots + 1) * (roots + 1) <= squares
    return roots


def _solve_raising(
    priced: Costs, load_min: int, load_max: int
) -> tuple[dict[str, str], int]:
    packages, teams = len(priced.packages), len(priced.teams)
    if not teams or packages < load_min * teams:
        raise SamplingError(
            f"got {packages} packages for {teams} teams of at least {load_min}"
        )
    least = -(-packages // teams)  # below this no assignment exists
    for ceiling in range(max(load_max, least, load_min), max(load_max, packages) + 1):
        found = _solve(priced, load_min, ceiling)
        if found is not None:
            return found, ceiling
    raise SamplingError(
        "the barred pairs leave no assignment that gives every team its least"
    )


def _solve(priced: Costs, load_min: int, load_max: int) -> dict[str, str] | None:
    """Return the cheapest assignment, or None if none is feasible.

    Nodes: packages, teams, a sink. A team keeps load_min itself and passes on the rest.
    """
    count, crews = len(priced.packages), len(priced.teams)
    sink = count + crews
    table = np.array(priced.rows, dtype=np.int64).reshape(count, crews)
    row, column = np.nonzero(table != BARRED)
    team_nodes = np.arange(count, sink)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([row, team_nodes]).astype(np.int32),
        np.concatenate([column + count, np.full(crews, sink)]).astype(np.int32),
        np.concatenate([np.ones_like(row), np.full(crews, load_max - load_min)]),
        np.concatenate([table[row, column], np.zeros(crews, dtype=np.int64)]),
    )
    supplies = [1] * count + [-load_min] * crews + [load_min * crews - count]
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), np.array(supplies))
    if flow.solve() != flow.OPTIMAL:
        return None
    used = np.nonzero(flow.flows(np.arange(len(row), dtype=np.int32)))[0]
    pairs = zip(row[used].tolist(), column[used].tolist(), strict=True)
    return dict(sorted((priced.packages[one], priced.teams[team]) for one, team in pairs))
