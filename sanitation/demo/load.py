"""Loads the demo once: a finished quarter, one before it, and one that is running."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sanitation import bootstrap
from sanitation.blobs import FolderBlobs
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.quarter import Quarter
from sanitation.clock import SHANGHAI, SteppingClock, SystemClock
from sanitation.config import Settings
from sanitation.db import schema
from sanitation.demo import before, past, running, surveys
from sanitation.demo.cast import PASSWORD, Cast, gather
from sanitation.demo.fieldwork import Crew
from sanitation.demo.past import Line
from sanitation.demo.register import register_csv
from sanitation.demo.scenes import Album
from sanitation.demo.steps import Steps
from sanitation.demo.truth import truth_of
from sanitation.publication.rules import Stage
from sanitation.sites.values import ImportRegister

SEED = 20260701
STREETS_A_TEAM = 2.5
PER_STREET = 32
WINDOW = 50  # working days a quarter's fieldwork may take at most
LEAD = timedelta(days=45)  # a quarter is finished this long after its last day


def loaded(settings: Settings) -> bool:
    """Tell whether this home holds a whole demo already."""
    return _mark(settings).exists()


def load(settings: Settings, steps: Steps) -> Cast:
    """Load the demo into an empty home; a broken load starts over from nothing."""
    _clear(settings)
    now = SystemClock().now()
    quarter = finished_quarter(now)
    begin = datetime.combine(
        quarter.first_day - timedelta(days=30), datetime.min.time(), SHANGHAI
    )
    clock = SteppingClock(begin.astimezone(UTC))
    services = bootstrap.build(
        settings, clock=clock, blobs=FolderBlobs(settings.blobs, durable=False)
    )
    schema.upgrade(services.sessions.engine)
    with steps.step("people"):
        teams = max(3, round(len(services.city.streets) / STREETS_A_TEAM))
        cast = gather(services, str(quarter), teams, SEED)
    truth = truth_of(services.city, SEED)
    line = Line(services, clock, cast, truth, steps)
    _register(line)
    with steps.step(f"{quarter.previous} imported"):
        before.bring(line, quarter.previous)
    crew = Crew(services, clock, truth, Album(random.Random(SEED)))  # noqa: S311
    first = _first_day(services.city.calendar, quarter)
    ref = past.draw(line, quarter, first, teams, WINDOW, PER_STREET)
    past.visit(line, crew, ref, first, 2 * WINDOW)
    past.review(line, quarter)
    past.adjudicate(line)
    with steps.step("survey"):
        surveys.bring(line, quarter)
    line.at(quarter.last_day + timedelta(days=2), 10)
    past.publish(line, quarter, Stage.PROVISIONAL)
    past.appeal(line, quarter)
    past.open_draw(line, ref)
    line.at(quarter.last_day + timedelta(days=24), 10)
    past.publish(line, quarter, Stage.FINAL)
    running.bring(line, crew, now, teams)
    _mark(settings).write_text(
        "\n".join(f"{h} {t}" for h, t in cast.shown), encoding="utf-8"
    )
    return cast


def finished_quarter(now: datetime) -> Quarter:
    """Return the latest quarter whose final release lies in the past."""
    return Quarter.of((now - LEAD).astimezone(SHANGHAI).date()).previous


def accounts(settings: Settings) -> list[tuple[str, str]]:
    """List the demo's accounts with what each is for."""
    lines = _mark(settings).read_text(encoding="utf-8").splitlines()
    return [(line.split(" ")[0], line.split(" ")[1]) for line in lines]


def password() -> str:
    """Return the password of every demo account."""
    return PASSWORD


def _register(line: Line) -> None:
    with line.steps.step("register of sites"):
        data = register_csv(line.services.city, SEED, line.cast.firms)
        command = ImportRegister(
            data, "register.csv", "utf-8", dry_run=False, reason="示例台账"
        )
        line.services.sites.import_register(line.office, command)


def _first_day(calendar: str, quarter: Quarter) -> date:
    return load_calendar(calendar).working_day_after(quarter.first_day, 6)


def _mark(settings: Settings) -> Path:
    return settings.home / "demo.loaded"


def _clear(settings: Settings) -> None:
    for path in settings.home.glob("sanitation.sqlite3*"):
        path.unlink()
