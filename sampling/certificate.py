"""What an assignment costs, and the proof that no other is cheaper.

Source: protocol sanrandom-draw/1, section 10. No solver: whoever doubts the solver runs
this, in standard Python.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from math import isqrt

from sampling.tickets import ticket
from sampling.types import Package, SamplingError, Team

Ban = tuple[str, str]  # package id, team code
Costs = dict[tuple[str, str], int]
ROUNDS = 9  # r = 0, then at most eight more on a tie


def cost(package: Package, team: Team, key: str, lambda_m: int, r: int = 0) -> int:
    """Return the cost of one package for one team: distance with noise, then a tie-breaker.

    key: the stage key of assign. lambda_m: metres of noise that hide who is near.
    """
    distance = isqrt((package.x - team.home_x) ** 2 + (package.y - team.home_y) ** 2)
    return cost_at(distance, ticket(key, f"{package.id},{team.code}"), lambda_m, r)


def cost_at(distance: int, ticket: str, lambda_m: int, r: int = 0) -> int:
    """Return the cost at a distance in metres, with the ticket of package and team."""
    if not 0 <= r < ROUNDS:
        raise SamplingError(f"got r = {r}, wanted 0 to {ROUNDS - 1}")
    noise = (lambda_m * int(ticket[0:8], 16)) >> 32
    tie_breaker = int(ticket[16 + 5 * r : 21 + 5 * r], 16)
    return (distance + noise) * 2**20 + tie_breaker


def costs(
    packages: Sequence[Package], teams: Sequence[Team], key: str, bans: Collection[Ban],
    lambda_m: int, r: int = 0,
) -> Costs:  # fmt: skip
    """Return the cost of every pair that is not barred."""
    return {
        (package.id, team.code): cost(package, team, key, lambda_m, r)
        for package, team in product(packages, teams)
        if (package.id, team.code) not in bans
    }


def street_bans(packages: Sequence[Package], teams: Sequence[Team]) -> frozenset[Ban]:
    """Return the barred pairs: a package in a street that is barred for a team's member."""
    return frozenset(
        (package.id, team.code)
        for package, team in product(packages, teams)
        if package.street in team.barred
    )


def certify(
    team_of: Mapping[str, str],
    costs: Costs,
    teams: Sequence[str],
    load_min: int,
    load_max: int,
) -> int | None:
    """Return c: what the cheapest other assignment would cost more, None if there is none.

    c < 0: not optimal. c = 0: a tie. c > 0: the one and only optimum. SamplingError if the
    assignment uses a barred pair or breaks a load.
    """
    loads = dict.fromkeys(teams, 0)
    for package, team in team_of.items():
        if (package, team) not in costs:
            raise SamplingError(f"{team} is barred or unknown", where=f"package {package}")
        loads[team] += 1
    for team, load in loads.items():
        if not load_min <= load <= load_max:
            raise SamplingError(
                f"got {load} packages, wanted {load_min} to {load_max}",
                where=f"team {team}",
            )
    moves = _moves(team_of, costs, teams)
    ways = _with_slack(moves, loads, load_min, load_max)
    distance = _shortest(ways, [*teams, SLACK])
    return min(
        (
            change + distance[(b, a)]
            for (a, b), change in moves.items()
            if (b, a) in distance
        ),
        default=None,
    )


SLACK = ""  # the node that lets a load grow or shrink within its limits
Ways = dict[tuple[str, str], int]


def _moves(team_of: Mapping[str, str], costs: Costs, teams: Sequence[str]) -> Ways:
    """Return, for each pair of teams, the cheapest change when one package moves over."""
    moves: Ways = {}
    for package, now in team_of.items():
        held = costs[(package, now)]
        for team in teams:
            priced = costs.get((package, team))
            if priced is None or team == now:
                continue
            change, way = priced - held, (now, team)
            if way not in moves or change < moves[way]:
                moves[way] = change
    return moves


def _with_slack(
    moves: Ways, loads: Mapping[str, int], load_min: int, load_max: int
) -> Ways:
    ways = dict(moves)
    for team, load in loads.items():
        if load < load_max:
            ways[(team, SLACK)] = 0
        if load > load_min:
            ways[(SLACK, team)] = 0
    return ways


def _shortest(ways: Ways, nodes: Sequence[str]) -> Ways:
    """Return the least way between all pairs of nodes (Floyd and Warshall)."""
    least = dict(ways)
    for middle, start in product(nodes, nodes):
        to_middle = least.get((start, middle))
        if to_middle is None:
            continue
        for end in nodes:
            onward = least.get((middle, end))
            if onward is None:
                continue
            through = to_middle + onward
            if (start, end) not in least or through < least[(start, end)]:
                least[(start, end)] = through
    return least
