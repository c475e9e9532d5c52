"""A city in a folder, served for real: copies of it are cheap, so every test has its own.

One load, two moments: `provisional`, when the first release stands and its findings may be
appealed, and `running`, when that quarter is final, cases lie in every state and the next
quarter is being visited. The clock stands still until a test moves it.
"""

import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from waitress.server import create_server
from waitress.wasyncore import close_all

from sanitation import bootstrap, config
from sanitation.accounts.rules import Actor, Role
from sanitation.blobs import FolderBlobs
from sanitation.bootstrap import Services
from sanitation.clock import SHANGHAI, SteppingClock
from sanitation.db import schema
from sanitation.demo import before, past, running, surveys
from sanitation.demo.fieldwork import Crew
from sanitation.demo.scenes import Album
from sanitation.publication.rules import Stage
from tests.factories import accounts
from tests.line import BEGIN, QUARTER, SEED, TEAMS, begun, visited
from webapp.app import create_app

TODAY = datetime(2026, 10, 21, 14, tzinfo=SHANGHAI)  # a Wednesday of the running quarter


@dataclass(frozen=True, slots=True)
class Moment:
    """A folder that holds the city as it stood at an instant."""

    folder: Path
    at: datetime


@dataclass(frozen=True, slots=True)
class House:
    """A served city: its services, its clock, and where a browser finds it."""

    services: Services
    clock: SteppingClock
    app: Flask
    address: str

    def actor(self, handle: str) -> Actor:
        """Return who signs in under this name."""
        return self.services.accounts.office_actor(handle)

    def leader(self) -> str:
        """Return the sign-in name of the assessor whose tasks wait: the one with a password."""
        admin, number = self.actor("admin"), 1
        while (page := self.services.accounts.page(admin, "", Role.ASSESSOR, number)).rows:
            if found := [row.handle for row in page.rows if row.has_password]:
                return found[0]
            number += 1
        raise LookupError("no assessor can sign in")

    def token(self, handle: str) -> str:
        """Open a session without the price of a password; return its token."""
        return accounts.signed_in(self.services, self.actor(handle))


def settings_of(folder: Path) -> config.Settings:
    """Give the settings of a sample city in this folder; no variable of the machine counts."""
    return config.from_environment(
        {"SANITATION_CITY": "linxi", "SANITATION_DEMO": "1"}, folder
    )


def load(folder: Path) -> dict[str, Moment]:
    """Drive the tiny city through a quarter and into the next; return both moments."""
    settings = settings_of(folder / "line")
    services = bootstrap.build(
        settings,
        clock=SteppingClock(BEGIN),
        blobs=FolderBlobs(settings.blobs, durable=False),
    )
    event.listen(services.sessions.engine, "connect", _hurry)
    schema.upgrade(services.sessions.engine)
    line = begun(services)
    before.bring(line, QUARTER.previous)
    draw = visited(line)
    past.review(line, QUARTER)
    past.adjudicate(line)
    surveys.bring(line, QUARTER)
    line.at(QUARTER.last_day + timedelta(days=2), 10)
    past.publish(line, QUARTER, Stage.PROVISIONAL)
    provisional = _keep(services, folder / "provisional")
    past.appeal(line, QUARTER)
    past.open_draw(line, draw)
    line.at(QUARTER.last_day + timedelta(days=12), 10)
    past.publish(line, QUARTER, Stage.FINAL)
    album = Album(random.Random(SEED))
    running.bring(line, Crew(services, line.clock, line.truth, album), TODAY, TEAMS)
    return {"provisional": provisional, "running": _keep(services, folder / "running")}


def _hurry(connection: Any, record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # a load that breaks is done again


def _keep(services: Services, folder: Path) -> Moment:
    services.sessions.engine.dispose()  # the last connection folds the journal into the file
    shutil.copytree(services.settings.home, folder)
    return Moment(folder, services.clock.now())


@contextmanager
def opened(moment: Moment, folder: Path) -> Iterator[House]:
    """Serve a copy of the city as it stood at that moment."""
    shutil.copytree(moment.folder, folder)
    with standing(settings_of(folder), moment.at) as house:
        yield house


@contextmanager
def standing(settings: config.Settings, at: datetime) -> Iterator[House]:
    """Serve what lies in the settings' home, with the clock standing at an instant."""
    clock = SteppingClock(at)
    services = bootstrap.build(settings, clock=clock)
    schema.upgrade(services.sessions.engine)
    app = create_app(services)
    with served(app) as address:
        yield House(services, clock, app, address)
    services.sessions.engine.dispose()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve with the server an installation runs, on a port nobody uses."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Sockets belong to the server's own thread: it is asked to close them itself.
        server.trigger.pull_trigger(lambda: close_all(server._map))
        thread.join()
        server.task_dispatcher.shutdown()
