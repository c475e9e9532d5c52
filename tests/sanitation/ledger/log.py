"""A ledger of its own for a test: a database file, a key and a clock in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from sanitation.clock import SteppingClock
from sanitation.db.base import Base
from sanitation.db.sessions import Sessions, open_engine
from sanitation.ledger import queries
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import Ledger, Receipt, append, append_many
from sanitation.ledger.tree import Tree
from tests.world import database_url

START = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
ORIGIN = "sanitation.example/log"


@dataclass(frozen=True, slots=True)
class Log:
    """Sessions, clock and ledger on one database."""

    ledger: Ledger
    folder: Path

    @property
    def clock(self) -> SteppingClock:
        return self.ledger.clock

    def append(self, event: Event) -> Receipt:
        with self.ledger.sessions.begin() as session:
            return append(session, event, self.clock.now())

    def append_many(self, events: list[Event]) -> list[Receipt]:
        with self.ledger.sessions.begin() as session:
            return append_many(session, events, self.clock.now())

    def grow(self, count: int) -> list[Receipt]:
        """Append entries of thirty objects in turn."""
        return self.append_many([event(f"o{at % 30}", mark=at) for at in range(count)])

    def run(self, statement: str, **values: object) -> None:
        """Do what somebody with the database's password can do."""
        with self.ledger.sessions.begin() as session:
            session.execute(text(statement), values)

    def tree(self) -> Tree:
        """Return the tree as it is stored, read whole so that it outlives the session."""
        with self.ledger.sessions.read() as session:
            tiles = {(level, idx): data for level, idx, data in queries.tiles(session)}
            size = queries.head(session).size
        return Tree(size, lambda level, idx: tiles.get((level, idx), b""))


def event(wanted: str = "o1", kind: str = "ReviewSealed", **facts: object) -> Event:
    """Make an event, valid by default."""
    return Event(kind, wanted, facts or {"mark": 1}, actor="a1", role="reviewer")


@contextmanager
def new_log() -> Iterator[Log]:
    """Give an empty ledger, emptied again afterwards: it commits, unlike a small world."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = database_url()
        if url.startswith("sqlite"):
            url = f"sqlite:///{folder / 'log.sqlite3'}"
        engine = open_engine(url)
        tables = [
            table
            for table in Base.metadata.sorted_tables
            if table.name.startswith("ledger_")
        ]
        Base.metadata.create_all(engine, tables=tables)
        with engine.begin() as connection:
            for table in reversed(tables):
                connection.execute(table.delete())
        ledger = Ledger(Sessions(engine), SteppingClock(START), ORIGIN, folder / "log.key")
        try:
            yield Log(ledger, folder)
        finally:
            with engine.begin() as connection:
                for table in reversed(tables):
                    connection.execute(table.delete())
            engine.dispose()
