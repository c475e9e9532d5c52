"""From the sample to teams and dated tasks, inside the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sampling import assignment, certificate, commitment, facts, roster
from sampling.draw import street_order
from sampling.teams import deal_teams, draw_people, packages
from sampling.types import Assignment, FrameRow, Package, Plan, SamplingError
from sampling.types import Team as DrawnTeam
from sanitation.accounts import queries as accounts
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.draws import pinned, queries
from sanitation.draws.days import working_days
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
    """Draw people, deal teams; with one seed, also assign packages and date every task.

    From the roster the plan pinned, whatever changed in the people's files since;
    PLAN_CHANGED if it is not the one pinned, ASSIGNMENT_IMPOSSIBLE.
    """
    plan, seed = pinned.plan_of(draw), draw.seed_text.encode()
    bound = packages_of(plan, pinned.rows_of(blobs, plan))
    try:
        teams = teams_of(blobs, plan, seed)
        _check_open(bound, teams)
        given = (
            None if facts.waves(plan) else given_to(plan, bound, teams, seed, plan.quarter)
        )
    except SamplingError as error:
        raise Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail=str(error)) from error
    stored = _store_teams(session, draw, teams)
    if given is not None:
        made = Assigned(teams, bound, given)
        order = street_order(sorted({one.unit for one in bound}), seed, plan.quarter)
        days = dates(plan, window(city, plan), order, made)
        store_tasks(session, queries.sample(session, draw.id), made, stored, days)
        draw.assignment_sha256 = blobs.put(roster.assignment_bytes(bound, given.team_of))
    draw.state, draw.assigned_at = DrawState.ASSIGNED, now


def window(city: City, plan: Plan) -> tuple[date, ...]:
    """List the working days of a plan's fieldwork."""
    first, last = (str(plan.facts[name]) for name in ("first_day", "last_day"))
    return working_days(city, date.fromisoformat(first), date.fromisoformat(last))


def follow(blobs: Blobs, plan: Plan, seed: bytes, rows: Sequence[FrameRow]) -> Assigned:
    """Return what follows from plan and seed; the same again whenever it is asked."""
    teams, bound = teams_of(blobs, plan, seed), packages_of(plan, rows)
    return Assigned(teams, bound, given_to(plan, bound, teams, seed, plan.quarter))


def teams_of(blobs: Blobs, plan: Plan, seed: bytes) -> tuple[DrawnTeam, ...]:
    """Draw the people the plan wants from its roster, and deal them to teams."""
    listed = roster.parse_roster(
        pinned.file_of(blobs, plan, "roster"),
        pinned.file_of(blobs, plan, "conflicts"),
    )
    drawn = draw_people(listed, facts.people(plan), seed, plan.quarter)
    return deal_teams(drawn, facts.whole(plan, "teams"))


def packages_of(plan: Plan, rows: Sequence[FrameRow]) -> tuple[Package, ...]:
    """Bind the cells of each unit to packages; a street is one unit without waves."""
    size, units = facts.whole(plan, "package_size"), facts.units(plan)
    return packages(rows, plan.take_per_cell, size, units or None)


def given_to(
    plan: Plan,
    bound: Sequence[Package],
    teams: Sequence[DrawnTeam],
    seed: bytes,
    label: str,
) -> Assignment:
    """Give each package its team, under the keys of a seed and its label."""
    rules = facts.assigning(plan)
    return assignment.assign(
        bound,
        teams,
        commitment.stage_key(seed, "assign", label),
        bans=certificate.street_bans(bound, teams),
        lambda_m=rules.lambda_m,
        load_min=rules.load_min,
        load_max=rules.load_max,
    )


def _check_open(bound: Sequence[Package], teams: Sequence[DrawnTeam]) -> None:
    """Refuse a package no team may visit; asked once for all waves, before the first."""
    bans = certificate.street_bans(bound, teams)
    barred = [one.id for one in bound if all((one.id, team.code) in bans for team in teams)]
    if barred:
        names = f"{len(barred)} packages are barred for every team: {', '.join(barred[:5])}"
        raise Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail=names)


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


def dates(
    plan: Plan, working: Sequence[date], order: Sequence[str], made: Assigned
) -> dict[str, date]:
    """Date the packages: each team visits its units in the order the seed drew.

    working: the days there are. What is more than a team can do lands on the last one.
    """
    place = {unit: number for number, unit in enumerate(order)}
    per_day = int(str(plan.facts["sites_per_day"]))
    loads: dict[str, int] = {}
    days = {}
    for package in sorted(made.packages, key=lambda one: (place[one.unit], one.id)):
        team = made.given.team_of[package.id]
        before = loads.get(team, 0)
        days[package.id] = working[min(before // per_day, len(working) - 1)]
        loads[team] = before + package.sites
    return days


def store_tasks(
    session: Session,
    sample: Iterable[DrawnSite],
    made: Assigned,
    teams: Mapping[str, Team],
    days: Mapping[str, date],
) -> None:
    """Keep one task for each site drawn, with its package's team and day."""
    package_of = {cell: package.id for package in made.packages for cell in package.cells}
    for one in sample:
        if one.place is Place.DRAWN:
            package = package_of[one.cell]
            session.add(
                Task(
                    draw_id=one.draw_id,
                    drawn_site_id=one.id,
                    site_pk=one.site_pk,
                    team_id=teams[made.given.team_of[package]].id,
                    package=package,
                    day=days[package],
                )
            )
    session.flush()
