"""Who works, in which teams, and which cells make a package.

Source: protocol sanrandom-draw/1, section 10. Standard library only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sampling import tickets
from sampling.commitment import stage_key
from sampling.types import FrameRow, Package, People, Person, SamplingError, Team


def draw_people(
    roster: Iterable[Person], wanted: Mapping[str, int], seed: bytes, label: str,
    stage: str = "assessors",
) -> tuple[People, ...]:  # fmt: skip
    """Draw people by ticket among those eligible, role by role.

    wanted: how many for each role, or for "role/organisation", in the plan's order.
    Rotation and a missing exam or pledge are the roster's: such a person is not eligible.
    SamplingError if a role has too few.
    """
    key = stage_key(seed, stage, label)
    people = {person.id: person for person in roster}
    drawn = []
    for role, number in wanted.items():
        if (
            "/" in role and role.partition("/")[0] in wanted
        ):  # else somebody could be drawn twice
            raise SamplingError("the whole role is asked for too", where=f"role {role}")
        able = [one.id for one in people.values() if one.eligible and role in _roles(one)]
        if len(able) < number:
            raise SamplingError(
                f"got {len(able)} eligible, wanted {number}", where=f"role {role}"
            )
        order = [people[name] for _, name in tickets.in_order(key, able)]
        drawn.append(People(role, tuple(order[:number]), tuple(order[number:])))
    return tuple(drawn)


def deal_teams(groups: Sequence[People], teams: int) -> tuple[Team, ...]:
    """Deal the people of each role to the teams in turn; conflicts go to the next team.

    A role with as many people as teams gives each team one, with twice as many two. Who
    fits no team with room is left out and the next reserve comes. SamplingError if the
    reserves run out. Team T01 has the first turn; a turn passes on whether or not the
    person went to that very team.
    """
    if teams < 1:
        raise SamplingError(f"got {teams} teams, wanted at least 1")
    members: list[list[Person]] = [[] for _ in range(teams)]
    for group in groups:
        _deal(group, members)
    return tuple(_team(number, team) for number, team in enumerate(members, start=1))


def _team(number: int, members: Sequence[Person]) -> Team:
    if not members:
        raise SamplingError("got a team without people", where=f"T{number:02d}")
    home = _middle((one.home_x, one.home_y) for one in members)
    barred = frozenset[str]().union(*(one.barred for one in members))
    return Team(f"T{number:02d}", tuple(one.id for one in members), *home, barred)


def _deal(group: People, members: list[list[Person]]) -> None:
    room = [-(-len(group.drawn) // len(members))] * len(members)
    queue, reserves = list(group.drawn), list(group.reserves)
    turn = 0
    while queue:
        person = queue.pop(0)
        fitting = [
            place
            for place in ((turn + step) % len(members) for step in range(len(members)))
            if room[place] and not _conflict(person, members[place])
        ]
        if fitting:
            members[fitting[0]].append(person)
            room[fitting[0]] -= 1
            turn += 1
        elif reserves:
            queue.insert(0, reserves.pop(0))
        else:
            raise SamplingError(
                f"no team is free of conflict with {person.id},"
                " and the reserves have run out",
                where=f"role {group.role}",
            )


def packages(
    rows: Iterable[FrameRow], take_per_cell: Mapping[str, int], size: int,
    units: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Package, ...]:  # fmt: skip
    """Bind consecutive cells of a unit to packages of at most size sites.

    units: parts of one street and their cells in the plan's order; each street is one
    unit, its cells by id, where none are given. A cell is never cut, so one that gives
    more than size is a package of its own.
    """
    sites: dict[str, list[FrameRow]] = defaultdict(list)
    for row in rows:
        if row.cell:
            sites[row.cell].append(row)
    made: list[Package] = []
    for unit, cells in (units or _streets(sites)).items():
        if strangers := [cell for cell in cells if cell not in sites]:
            raise SamplingError(f"{strangers[0]} is no cell", where=f"unit {unit}")
        for number, bound in enumerate(_bound(cells, take_per_cell, size), start=1):
            inside = [row for cell in bound for row in sites[cell]]
            if len({row.street for row in inside}) != 1:
                raise SamplingError("wanted cells of one street", where=f"unit {unit}")
            total = sum(take_per_cell[cell] for cell in bound)
            name = f"{unit}-P{number:02d}"
            street = inside[0].street
            middle = _middle((row.x, row.y) for row in inside)
            made.append(Package(name, unit, street, tuple(bound), total, *middle))
    return tuple(made)


def _streets(sites: Mapping[str, Sequence[FrameRow]]) -> dict[str, list[str]]:
    units: dict[str, list[str]] = defaultdict(list)
    for cell in sorted(sites):
        units[sites[cell][0].street].append(cell)
    return {street: units[street] for street in sorted(units)}


def _bound(cells: Iterable[str], take: Mapping[str, int], size: int) -> Iterable[list[str]]:
    bound: list[str] = []
    for cell in cells:
        if bound and sum(take[one] for one in bound) + take[cell] > size:
            yield bound
            bound = []
        bound.append(cell)
    if bound:
        yield bound


def _roles(person: Person) -> tuple[str, str]:
    return person.role, f"{person.role}/{person.organisation}"


def _conflict(person: Person, team: Iterable[Person]) -> bool:
    return any(one.id in person.conflicts or person.id in one.conflicts for one in team)


def _middle(points: Iterable[tuple[int, int]]) -> tuple[int, int]:
    xs, ys = zip(*points, strict=True)
    return sum(xs) // len(xs), sum(ys) // len(ys)
