"""Migrations run from empty on the suite's database and end where the models are."""

from contextlib import contextmanager

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect

from sanitation.db import schema
from sanitation.db.base import Base
from sanitation.db.sessions import open_engine
from sanitation.errors import Code, Problem
from tests.world import database_url

SCRIPTS = ScriptDirectory(str(schema.MIGRATIONS))


@pytest.fixture
def engine(tmp_path):
    """An empty database of the suite's kind; what other tests keep there is made anew."""
    url = database_url()
    opened = open_engine(f"sqlite:///{tmp_path}/empty.db" if url == "sqlite://" else url)
    _drop_everything(opened)
    yield opened
    _drop_everything(opened)
    if url != "sqlite://":
        Base.metadata.create_all(opened)
    opened.dispose()


def test_there_is_one_head():
    assert len(SCRIPTS.get_heads()) == 1


def test_upgrading_from_empty_gives_the_tables_of_the_models(engine):
    schema.upgrade(engine)
    schema.upgrade(engine)  # safe to repeat
    schema.check_current(engine)
    assert differences(engine) == []


def test_every_check_of_the_models_is_in_the_database(engine):
    schema.upgrade(engine)
    wanted = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if str(constraint.name).startswith("ck_")
    }
    found = inspect(engine)
    names = {
        check["name"]
        for table in found.get_table_names()
        for check in found.get_check_constraints(table)
    }
    assert wanted <= names


def test_each_step_back_can_be_taken_and_taken_forward_again(engine):
    schema.upgrade(engine)
    for script in SCRIPTS.walk_revisions():
        with migrating(engine) as config:
            command.downgrade(config, script.down_revision or "base")
        with pytest.raises(Problem) as refused:
            schema.check_current(engine)
        assert refused.value.code is Code.DATABASE_BEHIND
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)
    assert differences(engine) == []


def differences(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


@contextmanager
def migrating(engine):
    """Give the settings of a migration run inside one transaction."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        yield config


def _drop_everything(engine):
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)
