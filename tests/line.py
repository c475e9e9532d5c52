"""A small finished quarter of the tiny city, driven through the real services."""

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console

from sanitation.catalog.quarter import Quarter
from sanitation.clock import SHANGHAI
from sanitation.demo import before, past, surveys
from sanitation.demo.cast import gather
from sanitation.demo.fieldwork import Crew
from sanitation.demo.past import Line
from sanitation.demo.register import register_csv
from sanitation.demo.scenes import Album
from sanitation.demo.steps import Steps
from sanitation.demo.truth import truth_of
from sanitation.publication.rules import Stage
from sanitation.sites.values import ImportRegister
from tests.world import small_world

QUARTER = Quarter.parse("2026Q3")
BEGIN = datetime(2026, 6, 1, 1, tzinfo=UTC)
FIRST_DAY = datetime(2026, 7, 13, tzinfo=SHANGHAI).date()
SEED, TEAMS, PER_STREET, WINDOW = 1, 3, 16, 40


@dataclass(frozen=True, slots=True)
class Finished:
    """A line with its finished quarter: the draw and both releases."""

    line: Line
    draw: str
    provisional: str
    final: str


def quiet() -> Steps:
    """Show nothing."""
    return Steps(Console(file=io.StringIO()))


def begun(services, teams: int = TEAMS) -> Line:
    """Enrol everybody and import the register; nothing is drawn yet."""
    cast = gather(services, str(QUARTER), teams, SEED)
    line = Line(services, services.clock, cast, truth_of(services.city, SEED), quiet())
    data = register_csv(services.city, SEED, cast.firms)
    command = ImportRegister(data, "register.csv", "utf-8", dry_run=False, reason="sample")
    services.sites.import_register(line.office, command)
    return line


def visited(line: Line) -> str:
    """Draw and visit every site; returns the draw's ref."""
    ref = past.draw(line, QUARTER, FIRST_DAY, TEAMS, WINDOW, PER_STREET)
    crew = Crew(line.services, line.clock, line.truth, Album(random.Random(SEED)))
    past.visit(line, crew, ref, FIRST_DAY, 2 * WINDOW)
    return ref


@contextmanager
def finished_quarter() -> Iterator[Finished]:
    """Give a quarter that went the whole way, appeals included."""
    with small_world(start=BEGIN) as services:
        line = begun(services)
        before.bring(line, QUARTER.previous)
        draw = visited(line)
        past.review(line, QUARTER)
        past.adjudicate(line)
        surveys.bring(line, QUARTER)
        provisional = past.publish(line, QUARTER, Stage.PROVISIONAL)
        past.appeal(line, QUARTER)
        past.open_draw(line, draw)
        final = past.publish(line, QUARTER, Stage.FINAL)
        yield Finished(line, draw, provisional, final)
