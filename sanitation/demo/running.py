"""The quarter that is running now: work waits for every role on the day it is looked at."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sanitation.accounts.rules import Actor
from sanitation.catalog.quarter import Quarter
from sanitation.clock import SHANGHAI
from sanitation.demo import past
from sanitation.demo.cast import Cast, requalify
from sanitation.demo.fieldwork import Crew
from sanitation.demo.past import Line

DAYS_BACK = 3
VISITED = 60
PER_STREET = 32
WINDOW = 40


def bring(line: Line, crew: Crew, now: datetime, teams: int) -> None:
    """Draw the running quarter and let a few teams begin; the first assessor's tasks wait."""
    quarter = Quarter.of(now.astimezone(SHANGHAI).date())
    first = (now - timedelta(days=DAYS_BACK)).astimezone(SHANGHAI).date()
    requalify(line.services, line.cast, str(quarter))
    ref = past.draw(line, quarter, first, teams, WINDOW, PER_STREET)
    leaders = [
        one
        for one in line.services.draws.leaders(line.office, ref)
        if one.ref not in _kept(line.cast)
    ]
    with line.steps.step(f"{quarter} begins", VISITED) as step:
        day = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
        _some(crew, leaders, day, step)
    line.at(now.astimezone(SHANGHAI).date(), 0)
    past.review(line, quarter, leave=line.cast.reviewers[0])
    if now > line.clock.now():
        line.clock.move_to(now)


def _some(crew: Crew, leaders: list[Actor], day: datetime, step: Callable[[int], None]) -> None:
    done = 0
    for leader in leaders:
        if done >= VISITED:
            return
        done += crew.work([leader], day, step)


def _kept(cast: Cast) -> set[str]:
    return {cast.assessors[0].ref}
