"""What an assignment costs, and the proof that no other is cheaper.

Source: protocol sanrandom-draw/1, section 10. No solver: whoever doubts the solver runs
this, in standard Python.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isqrt

from sampling.tickets import ticket
from sampling.types import Assignment, Package, SamplingError, Team

Ban = tuple[str, str]  # package id, team code
ROUNDS = 9  # r = 0, then at most eight more on a tie
BARRED = 2**62  # far above every cost, which stays below 2^45


@dataclass(frozen=True, slots=True)
class Costs:
    """The cost of every pair: rows follow the packages, columns the teams."""

    packages: tuple[str, ...]
    teams: tuple[str, ...]
    rows: Sequence[Sequence[int]]  # BARRED where the pair is barred


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
    """Return the cost of every pair."""
    rows = [
        [
            BARRED
            if (package.id, team.code) in bans
            else cost(package, team, key, lambda_m, r)
            for team in teams
        ]
        for package in packages
    ]
    names = tuple(package.id for package in packages), tuple(team.code for team in teams)
    return Costs(*names, rows)


def street_bans(packages: Sequence[Package], teams: Sequence[Team]) -> frozenset[Ban]:
    """Return the barred pairs: a package in a street that is barred for a team's member."""
    return frozenset(
        (package.id, team.code)
        for package, team in product(packages, teams)
        if package.street in team.barred
    )


def certify_published(
    packages: Sequence[Package], teams: Sequence[Team], assignment: Assignment, key: str,
    bans: Collection[Ban], lambda_m: int, load_min: int,
) -> int | None:  # fmt: skip
    """Return c of a published assignment, recomputed; SamplingError if it breaks a rule."""
    for package in packages:
        open_to = [team for team in teams if (package.id, team.code) not in bans]
        if (package.id in assignment.unassigned) == bool(open_to):
            raise SamplingError(
                "only what is barred for every team stays without one",
                where=f"package {package.id}",
            )
    taken = [one for one in packages if one.id not in assignment.unassigned]
    if sorted(assignment.team_of) != sorted(one.id for one in taken):
        raise SamplingError("wanted every package exactly once", where="assignment")
    priced = costs(taken, teams, key, bans, lambda_m, assignment.r)
    return certify(assignment.team_of, priced, load_min, assignment.load_max)


def certify(
    team_of: Mapping[str, str], costs: Costs, load_min: int, load_max: int
) -> int | None:
    """Return c: what the cheapest other assignment would cost more, None if there is none.

    c < 0: not optimal. c = 0: a tie. c > 0: the one and only optimum. SamplingError if the
    assignment uses a barred pair or breaks a load.
    """
    column = {team: place for place, team in enumerate(costs.teams)}
    held = [column.get(team_of[package], -1) for package in costs.packages]
    _check(held, costs, load_min, load_max)
    ways = _moves(held, costs)
    teams = range(len(costs.teams))
    loads = [held.count(team) for team in teams]
    for team in teams:  # the last node is the slack: a load may grow or shrink a little
        ways[team].append(0 if loads[team] < load_max else BARRED)
    ways.append([0 if load > load_min else BARRED for load in loads] + [BARRED])
    least = _shortest(ways)
    found = min(
        (ways[a][b] + least[b][a] for a in teams for b in teams if a != b), default=BARRED
    )
    return found if found < BARRED // 2 else None


def _check(held: Sequence[int], costs: Costs, load_min: int, load_max: int) -> None:
    for package, team, row in zip(costs.packages, held, costs.rows, strict=True):
        if team < 0 or row[team] == BARRED:
            raise SamplingError("its team is barred or unknown", where=f"package {package}")
    for team, name in enumerate(costs.teams):
        if not load_min <= held.count(team) <= load_max:
            raise SamplingError(
                f"got {held.count(team)} packages, wanted {load_min} to {load_max}",
                where=f"team {name}",
            )


def _moves(held: Sequence[int], costs: Costs) -> list[list[int]]:
    """Return, for each pair of teams, the cheapest change when one package moves over."""
    ways = [[BARRED] * len(costs.teams) for _ in costs.teams]
    for team, row in zip(held, costs.rows, strict=True):
        now = row[team]
        ways[team] = [
            best if best < priced - now else priced - now
            for best, priced in zip(ways[team], row, strict=True)
        ]
    return [[way if way < BARRED // 2 else BARRED for way in row] for row in ways]


def _shortest(ways: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the least way between all pairs of nodes (Floyd and Warshall)."""
    least = [list(row) for row in ways]
    for middle, onward in enumerate(least):
        for row in least:
            to_middle = row[middle]
            if to_middle < BARRED // 2:
                row[:] = [
                    way if way < to_middle + more else to_middle + more
                    for way, more in zip(row, onward, strict=True)
                ]
    return least


def fits_below(
    packages: Sequence[Package], teams: Sequence[Team], assignment: Assignment,
    bans: Collection[Ban],
) -> bool:  # fmt: skip
    """Whether one package less per team at most would have been possible too.

    Full teams hand one package on, along a chain of teams that may take it, to a team
    with room. Load_min needs no care: only full teams end with less.
    """
    ceiling = assignment.load_max - 1
    held: dict[str, set[str]] = {team.code: set() for team in teams}
    for package, code in assignment.team_of.items():
        held[code].add(package)
    for code, load in held.items():
        while len(load) > ceiling:
            if not _hand_on(code, held, ceiling, bans):
                return False
    return bool(packages)


def _hand_on(
    start: str, held: Mapping[str, set[str]], ceiling: int, bans: Collection[Ban]
) -> bool:
    came: dict[str, tuple[str, str]] = {}  # team -> (from team, package)
    queue = deque([start])
    while queue:
        team = queue.popleft()
        if team != start and len(held[team]) < ceiling:
            _move(start, team, came, held)
            return True
        for other in held.keys() - came.keys() - {start}:
            free = (one for one in held[team] if (one, other) not in bans)
            package = next(free, None)
            if package is not None:
                came[other] = team, package
                queue.append(other)
    return False


def _move(
    start: str, end: str, came: Mapping[str, tuple[str, str]], held: Mapping[str, set[str]]
) -> None:
    """Hand one package on at each step of the chain, from its end back to its start."""
    while end != start:
        before, package = came[end]
        held[before].remove(package)
        held[end].add(package)
        end = before
