"""One transaction for a command, one snapshot for a page, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from sanitation.db.texts import check_texts
from sanitation.db.violations import problem_of
from sanitation.errors import Code, Problem


class Sessions:
    """Opens transactions. Services hold one of these and nothing else of the database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._write = sessionmaker(engine, expire_on_commit=False)
        event.listen(self._write, "before_flush", check_texts)
        reading = engine.execution_options(read_only=True)
        self._read = sessionmaker(reading, expire_on_commit=False)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open the transaction of one command; leaving it normally commits.

        A broken named constraint becomes the Problem it stands for; a lost update
        becomes STALE_VERSION; a database that stays locked becomes BUSY; a text too long
        for its column is INVALID_INPUT.
        """
        try:
            with self._write.begin() as session:
                yield session
        except IntegrityError as error:
            raise problem_of(error) from error
        except StaleDataError as error:
            raise Problem(Code.STALE_VERSION) from error
        except OperationalError as error:
            raise _operational(error) from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading; nothing written in it is kept."""
        with self._read() as session:
            yield session


def _operational(error: OperationalError) -> Exception:
    text = str(error.orig)
    if "locked" in text or "lock timeout" in text:
        return Problem(Code.BUSY)
    if "full" in text or "No space" in text:
        return Problem(Code.DISK_FULL)
    return error


def open_engine(url: str) -> Engine:
    """Open an engine; on SQLite take over BEGIN, so that writers queue and none is lost.

    With the driver's implicit BEGIN two writers can read the same row and one update is
    lost without an error; BEGIN IMMEDIATE takes the write lock first.
    """
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 20, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=20000")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
