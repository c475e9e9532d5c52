"""From a wave's beacon to its sites, teams and dated tasks, inside the caller's transaction.

Source: protocol sanrandom-draw/1, section 7. Everything but the beacon was fixed by the
plan; the wave's seed did not exist before its own morning.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from sampling import commitment, facts, results, roster
from sampling.difference import table
from sampling.types import FrameRow, Plan, SamplingError
from sampling.waves import Visit, rank_wave, teams_of_wave, visits
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.draws import drawing, pinned, queries, wave_rows
from sanitation.draws.assigning import (
    Assigned,
    given_to,
    packages_of,
    store_tasks,
    teams_of,
    window,
)
from sanitation.draws.beacon import Beacon
from sanitation.draws.days import today, working_days_from
from sanitation.draws.models import Draw, DrawWave
from sanitation.draws.rules import WaveState
from sanitation.errors import Code, Problem


def draw(
    session: Session,
    city: City,
    blobs: Blobs,
    found: Draw,
    wave: DrawWave,
    given: Beacon,
    now: datetime,
    secret: str | None,
) -> None:
    """Draw one wave and give out its tasks. The caller checked that it is the next one.

    secret: the fifth line of a sealed draw. PLAN_CHANGED if plan, frame or roster are not
    the ones committed; PLAN_IMPOSSIBLE or ASSIGNMENT_IMPOSSIBLE say what does not fit.
    """
    plan = pinned.plan_of(found)
    number = facts.waves(plan)[wave.position - 1].drand_round
    text = commitment.seed_text(
        found.plan_sha256, found.dice, plan.drand_chain, number, given.randomness, secret
    )
    rows = pinned.rows_of(blobs, plan)
    texts = wave_rows.seeds(queries.waves(session, found.id)) | {wave.label: text}
    try:
        visit = visits(plan, texts)[-1]
        ranked = rank_wave(rows, plan, text, visit)
    except SamplingError as error:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=str(error)) from error
    kept = drawing.keep(session, found, ranked)
    session.flush()
    made = _assigned(session, blobs, found, plan, rows, visit, text)
    teams = {one.code: one for one in queries.teams(session, found.id)}
    days = _days(city, plan, wave, now)
    store_tasks(session, kept, made, teams, dates(plan, days, visit.units, made))
    wave.seed_text = text.decode("ascii")
    wave.sample_sha256 = blobs.put(results.sample_bytes(ranked))
    wave.assignment_sha256 = blobs.put(
        roster.assignment_bytes(made.packages, made.given.team_of)
    )
    wave.beacon_randomness, wave.beacon_signature = given.randomness, given.signature
    wave.beacon_relays = "\n".join(given.relays)
    wave.state, wave.drawn_at = WaveState.DRAWN, now


def dates(
    plan: Plan, working: Sequence[date], order: Sequence[str], made: Assigned
) -> dict[str, date]:
    """Date a wave's packages: its units follow each other over all its days, by ticket.

    A street cannot tell the day from the week. Where a team has its fill on a day, a
    package goes to its next day with room, or to one before; if there is none, to the last.
    """
    per_day, count = int(str(plan.facts["sites_per_day"])), len(working)
    place = {unit: number for number, unit in enumerate(order)}
    loads: Counter[tuple[str, int]] = Counter()
    days = {}
    for package in sorted(made.packages, key=lambda one: (place[one.unit], one.id)):
        team = made.given.team_of[package.id]
        own = place[package.unit] * count // len(order)
        room = (
            day
            for day in (*range(own, count), *reversed(range(own)))
            if not 0 < loads[team, day] > per_day - package.sites
        )
        day = next(room, count - 1)
        loads[team, day] += package.sites
        days[package.id] = working[day]
    return days


def _assigned(
    session: Session,
    blobs: Blobs,
    found: Draw,
    plan: Plan,
    rows: Sequence[FrameRow],
    visit: Visit,
    text: bytes,
) -> Assigned:
    """Give the packages of the wave's units to teams of the quarter, under its own keys."""
    units = set(visit.units)
    inside = tuple(one for one in packages_of(plan, rows) if one.unit in units)
    try:
        teams = teams_of(blobs, plan, found.seed_text.encode())
        able = teams_of_wave(inside, teams, _held(session, blobs, found))
        given = given_to(plan, inside, able, text, visit.label)
    except SamplingError as error:
        raise Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail=str(error)) from error
    return Assigned(teams, inside, given)


def _held(session: Session, blobs: Blobs, found: Draw) -> Counter[str]:
    """Count the packages each team had in the waves before: team -> packages."""
    files = [one.assignment_sha256 for one in queries.waves(session, found.id)]
    name = "assignment.csv"
    return Counter(
        row["team"]
        for digest in files
        if digest
        for row in table(name, blobs.get(digest), "team")
    )


def _days(city: City, plan: Plan, wave: DrawWave, now: datetime) -> Sequence[date]:
    """Return the days a wave's tasks may have: its own, and none that has passed.

    A wave whose beacon came late is worked off from then on, as many days as it has.
    """
    firsts = [date.fromisoformat(str(one["day"])) for one in _listed(plan)]
    after = firsts[wave.position] if wave.position < len(firsts) else date.max
    own = [day for day in window(city, plan) if firsts[wave.position - 1] <= day < after]
    now_there = today(city, now)
    left = [day for day in own if day >= now_there]
    return left or working_days_from(city, now_there, len(own))


def _listed(plan: Plan) -> Sequence[dict[str, object]]:
    found = plan.facts.get("waves", [])
    return found if isinstance(found, list) else []
