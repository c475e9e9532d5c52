"""The published files of people and their work: roster, teams, packages, assignment.

Source: protocol sanrandom-draw/1, sections 10 and 11. Lists inside a field are parted by
spaces, since no id holds one.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sampling.difference import table, whole
from sampling.types import Assignment, Package, Person, SamplingError, Team

TEAMS = "team,members,home_x,home_y"
PACKAGES = "package,unit,street,cells,sites,x,y"
ASSIGNMENT = "package,team,cells"


def parse_roster(people: bytes, conflicts: bytes) -> tuple[Person, ...]:
    """Read roster.csv with conflicts.csv; SamplingError names the row at fault.

    A conflict names a person and a street, or in a column `person` somebody who may not
    be on the same team. Who has not passed the exam and signed the pledge cannot be drawn.
    """
    streets: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    for row in table("conflicts.csv", conflicts, "id", "street"):
        streets[row["id"]].add(row["street"])
        others[row["id"]].add(row.get("person", ""))
    read: dict[str, Person] = {}
    for number, row in enumerate(table("roster.csv", people, *ROSTER), start=2):
        where = f"roster.csv row {number}"
        if row["id"] in read or not row["id"].isascii():
            wrong = "is given twice" if row["id"] in read else "is not ASCII"
            raise SamplingError(f"{row['id']} {wrong}", where=where)
        read[row["id"]] = Person(
            row["id"], row["role"], whole(row["home_x"], where), whole(row["home_y"], where),
            frozenset(streets[row["id"]] - {""}), row.get("organisation", ""),
            eligible=row["exam"] == row["pledge"] == "1",
            conflicts=frozenset(others[row["id"]] - {""}),
        )  # fmt: skip
    return tuple(read.values())


ROSTER = ("id", "role", "exam", "pledge", "home_x", "home_y")


def teams_bytes(teams: Iterable[Team]) -> bytes:
    """Write teams.csv."""
    return _lines(
        TEAMS,
        (f"{t.code},{' '.join(t.members)},{t.home_x},{t.home_y}" for t in teams),
    )


def parse_teams(data: bytes, people: Iterable[Person]) -> tuple[Team, ...]:
    """Read teams.csv; the roster says which streets are barred for the members."""
    barred = {person.id: person.barred for person in people}
    made = []
    for number, row in enumerate(table("teams.csv", data, *TEAMS.split(",")), start=2):
        where = f"teams.csv row {number}"
        members = tuple(row["members"].split(" "))
        if strangers := [one for one in members if one not in barred]:
            raise SamplingError(f"{strangers[0]} is not on the roster", where=where)
        bars = frozenset[str]().union(*(barred[one] for one in members))
        home = whole(row["home_x"], where), whole(row["home_y"], where)
        made.append(Team(row["team"], members, *home, bars))
    return tuple(made)


def packages_bytes(packages: Iterable[Package]) -> bytes:
    """Write packages.csv."""
    return _lines(
        PACKAGES,
        (
            f"{p.id},{p.unit},{p.street},{' '.join(p.cells)},{p.sites},{p.x},{p.y}"
            for p in packages
        ),
    )


def parse_packages(data: bytes) -> tuple[Package, ...]:
    """Read packages.csv."""
    made = []
    rows = table("packages.csv", data, *PACKAGES.split(","))
    for number, row in enumerate(rows, start=2):
        where = f"packages.csv row {number}"
        numbers = [whole(row[name], where) for name in ("sites", "x", "y")]
        cells = tuple(row["cells"].split(" "))
        made.append(Package(row["package"], row["unit"], row["street"], cells, *numbers))
    return tuple(made)


def assignment_bytes(packages: Iterable[Package], team_of: Mapping[str, str]) -> bytes:
    """Write assignment.csv: the packages that have a team, in their order."""
    return _lines(
        ASSIGNMENT,
        (
            f"{p.id},{team_of[p.id]},{' '.join(p.cells)}"
            for p in packages
            if p.id in team_of
        ),
    )


def certificate_bytes(assignment: Assignment) -> bytes:
    """Write certificate.json: load_max as raised, the round of tie-breaking, and c."""
    content = {
        "c": assignment.c,
        "load_max": assignment.load_max,
        "r": assignment.r,
        "unassigned": list(assignment.unassigned),
    }
    return (json.dumps(content, sort_keys=True) + "\n").encode("ascii")


def parse_assignment(
    data: bytes, certificate: Mapping[str, Any],
    names: tuple[str, str] = ("assignment.csv", "certificate.json"),
) -> Assignment:  # fmt: skip
    """Read assignment.csv with certificate.json; SamplingError for another form.

    names: those of the two files; each wave has its own.
    """
    team_of: dict[str, str] = {}
    rows = table(names[0], data, *ASSIGNMENT.split(","))
    for number, row in enumerate(rows, start=2):
        if row["package"] in team_of:
            where = f"{names[0]} row {number}"
            raise SamplingError(f"{row['package']} is given twice", where=where)
        team_of[row["package"]] = row["team"]
    c, barred = certificate.get("c"), certificate.get("unassigned")
    load_max, r = certificate.get("load_max", ""), certificate.get("r", "")
    numbers = isinstance(load_max, int) and isinstance(r, int)
    if not numbers or not isinstance(c, int | None) or not isinstance(barred, list):
        raise SamplingError("wanted c, load_max, r, unassigned", where=names[1])
    return Assignment(team_of, int(load_max), int(r), c, tuple(map(str, barred)))


def _lines(header: str, lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode("ascii")
