"""From the sample to teams and dated tasks, inside the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sampling import assignment, canonical, commitment
from sampling.draw import street_order
from sampling.teams import deal_teams, draw_people, packages
from sampling.types import Package, Person, Plan, SamplingError
from sampling.types import Team as DrawnTeam
from sanitation.accounts import queries as accounts
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.draws import queries
from sanitation.draws.models import Draw, DrawnSite, Task, Team, TeamMember
from sanitation.draws.planning import RosterRow
from sanitation.draws.rules import DrawState, Place
from sanitation.errors import Code, Problem


def assign(session: Session, city: City, blobs: Blobs, draw: Draw, now: datetime) -> None:
    """Draw people, deal teams, assign packages, date every task; PLAN_CHANGED if the
    roster is not the one the plan pinned."""
    plan = canonical.parse_plan(draw.plan)
    seed = draw.seed_text.encode()
    roster = pinned_roster(blobs, plan)
    rows = canonical.parse_frame(blobs.get(draw.frame.sha256))
    wanted = {str(k): int(v) for k, v in dict(plan.facts["assessors"]).items()}  # type: ignore[call-overload]
    size = int(str(plan.facts["package_size"]))
    try:
        drawn = draw_people([_person(one) for one in roster], wanted, seed, plan.quarter)
        teams = deal_teams(drawn, sum(wanted.values()) // 2)
        bound = packages(rows, plan.take_per_cell, size)
        bans = _bans(teams, roster, bound)
        given = _solve(plan, seed, bound, teams, bans)
    except SamplingError as error:
        raise Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail=str(error)) from error
    made = _store_teams(session, draw, teams)
    days = _days(city, plan, seed, bound, given)
    _store_tasks(session, draw, bound, given, made, days)
    draw.assignment_sha256 = blobs.put(assignment_file(bound, given))
    draw.state, draw.assigned_at = DrawState.ASSIGNED, now


def pinned_roster(blobs: Blobs, plan: Plan) -> tuple[RosterRow, ...]:
    """Read roster and conflicts as the plan pinned them, whatever happened since."""
    lines = blobs.get(str(plan.facts["roster_sha256"])).decode().splitlines()[1:]
    ties = blobs.get(str(plan.facts["conflicts_sha256"])).decode().splitlines()[1:]
    barred: dict[str, set[str]] = {}
    for line in ties:
        ref, street = line.split(",")
        barred.setdefault(ref, set()).add(street)
    rows = []
    for line in lines:
        ref, _role, _exam, _pledge, x, y = line.split(",")
        rows.append(RosterRow(ref, int(x), int(y), frozenset(barred.get(ref, ()))))
    return tuple(rows)


def assignment_file(bound: Sequence[Package], given: Mapping[str, str]) -> bytes:
    """Write assignment.csv: package, team, cells."""
    lines = ["package,team,cells"]
    lines += [f"{one.id},{given[one.id]},{' '.join(one.cells)}" for one in bound]
    return ("\n".join(lines) + "\n").encode("ascii")


def _person(one: RosterRow) -> Person:
    return Person(one.ref, "assessor", one.home_x, one.home_y, one.barred)


def _bans(
    teams: Sequence[DrawnTeam], roster: Sequence[RosterRow], bound: Sequence[Package]
) -> frozenset[tuple[str, str]]:
    barred = {one.ref: one.barred for one in roster}
    return frozenset(
        (package.id, team.code)
        for package in bound
        for team in teams
        if any(package.street in barred[member] for member in team.members)
    )


def _solve(
    plan: Plan,
    seed: bytes,
    bound: Sequence[Package],
    teams: Sequence[DrawnTeam],
    bans: frozenset[tuple[str, str]],
) -> Mapping[str, str]:
    key = commitment.stage_key(seed, "assign", plan.quarter)
    rules = dict(plan.facts["assign"])  # type: ignore[call-overload]
    most = -(-len(bound) // len(teams)) + 1
    found = assignment.assign(
        bound,
        teams,
        key,
        bans=bans,
        lambda_m=int(rules["lambda_m"]),
        load_min=0,
        load_max=most,
    )
    if found.unassigned:
        names = ", ".join(found.unassigned[:5])
        raise SamplingError(
            f"{len(found.unassigned)} packages are barred for every team: {names}"
        )
    return found.team_of


def _store_teams(
    session: Session, draw: Draw, teams: Sequence[DrawnTeam]
) -> dict[str, Team]:
    made = {}
    for team in teams:
        members = [accounts.account_by_ref(session, ref) for ref in team.members]
        made[team.code] = Team(
            draw_id=draw.id,
            code=team.code,
            members=[
                TeamMember(account_id=account.id, position=place)
                for place, account in enumerate(members, 1)
                if account is not None
            ],
        )
    session.add_all(made.values())
    session.flush()
    return made


def _days(
    city: City, plan: Plan, seed: bytes, bound: Sequence[Package], given: Mapping[str, str]
) -> dict[str, date]:
    """Date the packages: each team visits its streets in the order the seed drew."""
    order = street_order(sorted({one.street for one in bound}), seed, plan.quarter)
    place = {street: number for number, street in enumerate(order)}
    working = _working_days(city, plan)
    per_day = int(str(plan.facts["sites_per_day"]))
    loads: dict[str, int] = {}
    days = {}
    for package in sorted(bound, key=lambda one: (place[one.street], one.id)):
        team = given[package.id]
        before = loads.get(team, 0)
        days[package.id] = working[min(before // per_day, len(working) - 1)]
        loads[team] = before + package.sites
    return days


def _working_days(city: City, plan: Plan) -> list[date]:
    first = date.fromisoformat(str(plan.facts["first_day"]))
    last = date.fromisoformat(str(plan.facts["last_day"]))
    calendar = load_calendar(city.calendar)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in every if calendar.is_working(day)]
    if not working:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail="no working day in the window")
    return working


def _store_tasks(
    session: Session,
    draw: Draw,
    bound: Sequence[Package],
    given: Mapping[str, str],
    teams: Mapping[str, Team],
    days: Mapping[str, date],
) -> None:
    package_of = {cell: package.id for package in bound for cell in package.cells}
    sample: Sequence[DrawnSite] = queries.sample(session, draw.id)
    for one in sample:
        if one.place is Place.DRAWN:
            package = package_of[one.cell]
            session.add(
                Task(
                    draw_id=draw.id,
                    drawn_site_id=one.id,
                    site_pk=one.site_pk,
                    team_id=teams[given[package]].id,
                    package=package,
                    day=days[package],
                )
            )
    session.flush()
