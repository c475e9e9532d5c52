"""Brings a database's tables to the version of this program, or says that they are behind."""

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
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")


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


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
