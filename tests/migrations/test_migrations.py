"""Migrations run from empty on the suite's database and end where the models are."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from sanitation.db import schema
from sanitation.db.base import Base
from sanitation.db.sessions import open_engine
from tests.world import database_url


def test_there_is_one_head():
    assert len(ScriptDirectory(str(schema.MIGRATIONS)).get_heads()) == 1


def test_upgrading_from_empty_gives_the_tables_of_the_models(tmp_path):
    url = database_url()
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db" if url == "sqlite://" else url)
    if engine.dialect.name != "sqlite":
        _drop_everything(engine)
    schema.upgrade(engine)
    schema.upgrade(engine)  # safe to repeat
    schema.check_current(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def _drop_everything(engine):
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)
