"""The quarter that is running now: work waits for every role on the day it is looked at."""

from datetime import date, datetime, time
from itertools import islice

from sanitation.accounts.rules import Actor
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter
from sanitation.clock import SHANGHAI
from sanitation.demo import cases, past
from sanitation.demo.cast import requalify, show
from sanitation.demo.fieldwork import Crew
from sanitation.demo.past import Line
from sanitation.demo.steps import Step

DAYS_BACK = 2  # working days
MORNING = 7  # an hour after the first wave's round
BUSY, SITES_A_DAY = 8, 8  # teams that have begun, and what each does on its first day
PER_STREET = 32
WINDOW = 40
WAVE_DAYS = 5  # a week: what comes after it nobody knows yet
MANY_STREETS = 20  # a smaller city has too few parts of streets to fill its days


def bring(line: Line, crew: Crew, now: datetime, teams: int) -> None:
    """Draw the running quarter and let a few teams begin; the first assessor's tasks wait."""
    today = now.astimezone(SHANGHAI).date()
    first = load_calendar(line.services.city.calendar).working_day_before(today, DAYS_BACK)
    quarter = Quarter.of(first)
    requalify(line.services, line.cast, str(quarter))
    weekly = WAVE_DAYS if len(line.services.city.streets) >= MANY_STREETS else 0
    ref = past.draw(line, quarter, first, teams, WINDOW, PER_STREET, weekly)
    cases.bring(line, crew.album)  # a few days old: some due, some late, some closed
    line.at(first, MORNING)
    past.draw_waves(line, ref)
    waits = _at_work(line, ref)[0]
    show(line.services, line.cast, waits, "assessor")  # whose tasks wait
    with line.steps.step(f"{quarter} begins", BUSY * SITES_A_DAY) as step:
        _begin(line, crew, ref, (first, waits), step)
    line.at(today, 0)
    past.review(line, quarter, leave=line.cast.reviewers[0])
    if now > line.clock.now():
        line.clock.move_to(now)


def _begin(line: Line, crew: Crew, ref: str, start: tuple[date, Actor], step: Step) -> None:
    """Let teams do their first day's tasks until enough have begun, one day after another.

    start: the first day, and the leader whose tasks wait.
    """
    first, waits = start
    begun = [waits.ref]
    days = load_calendar(line.services.city.calendar).working_days_from(first)
    for day in islice(days, DAYS_BACK):
        line.at(day, MORNING)
        fresh = [one for one in _at_work(line, ref) if one.ref not in begun]
        chosen = fresh[: BUSY + 1 - len(begun)]
        begun += [one.ref for one in chosen]
        crew.work(chosen, datetime.combine(day, time(), SHANGHAI), step)


def _at_work(line: Line, ref: str) -> list[Actor]:
    """List the leaders whose team has tasks today; a wave need not give every team one."""
    leaders = line.services.draws.leaders(line.office, ref)
    return [one for one in leaders if line.services.fieldwork.today(one)]
