"""A small world: real services on a real database that is rolled back afterwards.

SQLite in memory by default; SANITATION_TEST_DATABASE_URL names a PostgreSQL database
whose tables are made once and whose contents never outlive a test.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from sanitation import bootstrap, config
from sanitation.blobs import FolderBlobs
from sanitation.clock import SteppingClock
from sanitation.db.base import Base
from sanitation.db.sessions import Sessions, open_engine
from sanitation.errors import Code, Problem
from sanitation.ledger.publisher import kept_path

START = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def database_url() -> str:
    """Return the database the suite runs on."""
    url = os.environ.get("SANITATION_TEST_DATABASE_URL", "sqlite://")
    return url.replace("{worker}", os.environ.get("PYTEST_XDIST_WORKER", "master"))


@cache
def engine() -> Engine:
    """Open the suite's database once, with all tables."""
    url = database_url()
    if not url.startswith("sqlite"):
        opened = open_engine(url)
        Base.metadata.drop_all(opened)
        Base.metadata.create_all(opened)
        return opened
    opened = create_engine(
        url, poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    event.listen(opened, "connect", _prepare)
    event.listen(opened, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    Base.metadata.create_all(opened)
    return opened


def _prepare(connection, record):
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")


class JoinedSessions(Sessions):
    """Sessions that join one outer transaction as savepoints: commits do not last."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.engine)
        options = {"join_transaction_mode": "create_savepoint", "expire_on_commit": False}
        self._write.configure(bind=connection, **options)
        self._read.configure(bind=connection, **options)


@contextmanager
def small_world(
    *, city: str = "linxi", start: datetime = START
) -> Iterator[bootstrap.Services]:
    """Give services on an empty database; everything done in it is undone."""
    with tempfile.TemporaryDirectory() as folder, engine().connect() as connection:
        outer = connection.begin()
        settings = config.from_environment({"SANITATION_CITY": city}, Path(folder))
        try:
            yield bootstrap.build(
                settings,
                clock=SteppingClock(start),
                sessions=JoinedSessions(connection),
                blobs=FolderBlobs(Path(folder) / "blobs", durable=False),
            )
        finally:
            outer.rollback()


@contextmanager
def stored(services: bootstrap.Services) -> Iterator[Session]:
    """Open a session to look at what a test left behind."""
    with services.sessions.read() as session:
        yield session


@contextmanager
def undone(services: bootstrap.Services) -> Iterator[None]:
    """Take back whatever is written inside, and the time that passed; blobs stay.

    The checkpoint kept beside the log's key goes back, too: its whole point is to notice
    a database that did.
    """
    with services.sessions.read() as session:
        connection = session.get_bind()
    kept = kept_path(services.ledger.key_path)
    note = kept.read_bytes() if kept.exists() else None
    savepoint, now = connection.begin_nested(), services.clock.now()
    try:
        yield
    finally:
        savepoint.rollback()
        services.clock.__init__(now)
        kept.unlink(missing_ok=True)
        if note is not None:
            kept.write_bytes(note)


def everything(services: bootstrap.Services) -> dict[str, tuple[tuple, ...]]:
    """Return every row of every table, so that nothing written can hide."""
    with services.sessions.read() as session:
        return {
            table.name: tuple(
                tuple(row) for row in session.execute(select(table).order_by(*table.c[:1]))
            )
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def refuses(
    services: bootstrap.Services, code: Code
) -> Iterator[pytest.ExceptionInfo[Problem]]:
    """Demand this refusal, and that no row of any table, ledger included, has changed."""
    before = everything(services)
    with pytest.raises(Problem) as refused:
        yield refused
    assert refused.value.code is code, refused.value
    assert everything(services) == before


@contextmanager
def breaking(services: bootstrap.Services, table: str) -> Iterator[None]:
    """Let the database fail at the first row that is to go into this table."""
    with services.sessions.read() as session:
        connection = session.get_bind()

    def fail(_connection, _cursor, statement, *_rest):
        if statement.startswith(f"INSERT INTO {table} "):
            raise ConnectionError(f"lost the database while writing {table}")

    event.listen(connection, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", fail)
