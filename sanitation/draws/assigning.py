"""From the sample to teams and dated tasks, inside the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sampling import assignment, certificate, commitment, facts, roster
from sampling.draw import street_order
from sampling.teams import deal_teams, draw_people, packages
from sampling.types import Assignment, FrameRow, Package, Plan, SamplingError
from sampling.types import Team as DrawnTeam
from sanitation.accounts import queries as accounts
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.draws import pinned, queries
from sanitation.draws.models import Draw, DrawnSite, Task, Team, TeamMember
from sanitation.draws.rules import DrawState, Place
from sanitation.errors import Code, Problem


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who works with whom and where, as it follows from plan and seed alone."""

    teams: tuple[DrawnTeam, ...]
    packages: tuple[Package, ...]
    given: Assignment


def assign(session: Session, city: City, blobs: Blobs, draw: Draw, now: datetime) -> None:
    """Draw people, deal teams, assign packages, date every task.

    From the roster the plan pinned, whatever changed in the people's files since;
    PLAN_CHANGED if it is not the one pinned, ASSIGNMENT_IMPOSSIBLE.
    """
    plan, seed = pinned.plan_of(draw), draw.seed_text.encode()
    rows = pinned.rows_of(blobs, plan)
    try:
        made = follow(blobs, plan, seed, rows)
    except SamplingError as error:
        raise Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail=str(error)) from error
    if barred := made.given.unassigned:
        names = f"{len(barred)} packages are barred for every team: {', '.join(barred[:5])}"
        raise Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail=names)
    teams = _store_teams(session, draw, made.teams)
    days = _days(city, plan, seed, made.packages, made.given.team_of)
    _store_tasks(session, draw, made, teams, days)
    file = roster.assignment_bytes(made.packages, made.given.team_of)
    draw.assignment_sha256 = blobs.put(file)
    draw.state, draw.assigned_at = DrawState.ASSIGNED, now


def follow(blobs: Blobs, plan: Plan, seed: bytes, rows: Sequence[FrameRow]) -> Assigned:
    """Return what follows from plan and seed; the same again whenever it is asked."""
    listed = roster.parse_roster(
        pinned.file_of(blobs, plan, "roster"),
        pinned.file_of(blobs, plan, "conflicts"),
    )
    drawn = draw_people(listed, facts.people(plan), seed, plan.quarter)
    teams = deal_teams(drawn, facts.whole(plan, "teams"))
    bound = packages(rows, plan.take_per_cell, facts.whole(plan, "package_size"))
    rules = facts.assigning(plan)
    given = assignment.assign(
        bound,
        teams,
        commitment.stage_key(seed, "assign", plan.quarter),
        bans=certificate.street_bans(bound, teams),
        lambda_m=rules.lambda_m,
        load_min=rules.load_min,
        load_max=rules.load_max,
    )
    return Assigned(teams, bound, given)


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
    made: Assigned,
    teams: Mapping[str, Team],
    days: Mapping[str, date],
) -> None:
    package_of = {cell: package.id for package in made.packages for cell in package.cells}
    sample: Sequence[DrawnSite] = queries.sample(session, draw.id)
    for one in sample:
        if one.place is Place.DRAWN:
            package = package_of[one.cell]
            session.add(
                Task(
                    draw_id=draw.id,
                    drawn_site_id=one.id,
                    site_pk=one.site_pk,
                    team_id=teams[made.given.team_of[package]].id,
                    package=package,
                    day=days[package],
                )
            )
    session.flush()
