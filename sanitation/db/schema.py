"""Brings a database's tables to the version of this program, or says that they are behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from sanitation.errors import Code, Problem

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run every migration that this database has not seen; safe to repeat."""
    with engine.connect() as connection, _tables_may_move(connection), connection.begin():
        command.upgrade(_config(connection), "head")
        _check_references(connection)


def revise(engine: Engine, message: str) -> None:
    """Write the next migration file by comparing the database with the models."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def check_current(engine: Engine) -> None:
    """Refuse to work on a database of another version."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != head:
        raise Problem(Code.DATABASE_BEHIND, found=found or "empty", wanted=head)


@contextmanager
def _tables_may_move(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others refer to, as its manual says to.

    The switch works only outside a transaction; `_check_references` stands in for it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  an open connection has one
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if broken:
        raise RuntimeError(f"a migration left rows that refer to nothing: {broken}")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
