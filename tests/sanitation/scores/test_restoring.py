"""A published run computed again elsewhere, after dump and restore, is the same to the bit."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text
from sqlalchemy.engine import make_url

from sanitation.db.base import Base
from sanitation.scores import queries
from sanitation.scores.models import ScoreValue
from tests.line import finished_quarter
from tests.world import database_url, stored


@pytest.fixture(scope="module")
def finished():
    with finished_quarter() as one:
        yield one


def copied(services, target: Engine) -> None:
    """Write every row the world holds, and that no other connection sees, to a database."""
    with stored(services) as session, target.begin() as connection:
        Base.metadata.create_all(connection)
        for table in Base.metadata.sorted_tables:
            if rows := [dict(row) for row in session.execute(select(table)).mappings()]:
                connection.execute(insert(table), rows)
    target.dispose()


def published(services):
    with stored(services) as session:
        return {
            run.ref: run.result_sha256
            for run in queries.runs(session)
            if run.source == "computed"
        }


def elsewhere(url, services, tmp_path):
    """Compute every run again in another process, from a copy of the files beside it."""
    files = tmp_path / "another machine"
    shutil.copytree(services.blobs.folder, files)
    told = subprocess.run(
        [sys.executable, "-m", "tests.sanitation.scores.replaying", url, str(files)],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/Lima"},
    )
    return json.loads(told.stdout)


def test_a_run_restored_from_a_dump_of_sqlite_gives_the_same_bytes(finished, tmp_path):
    services = finished.line.services
    copied(services, create_engine(f"sqlite:///{tmp_path / 'first.sqlite3'}"))
    with sqlite3.connect(tmp_path / "first.sqlite3") as first:
        dump = "\n".join(first.iterdump())
    with sqlite3.connect(tmp_path / "restored.sqlite3") as restored:
        restored.executescript(dump)

    got = elsewhere(f"sqlite:///{tmp_path / 'restored.sqlite3'}", services, tmp_path)

    assert got == published(services)
    assert got


def server():
    """Return the PostgreSQL server of the suite; without one the test is left out."""
    url = make_url(database_url())
    if not url.drivername.startswith("postgresql"):
        pytest.skip("needs the suite's PostgreSQL server")
    if shutil.which("pg_dump") is None:
        pytest.skip("needs pg_dump and pg_restore")
    return url.set(drivername="postgresql+psycopg")


@pytest.mark.postgres
def test_a_run_restored_from_a_dump_of_postgresql_gives_the_same_bytes(finished, tmp_path):
    url, services = server(), finished.line.services
    names = [f"{url.database}_{end}" for end in ("dumped", "restored")]
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    first, second = (url.set(database=name) for name in names)
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        copied(services, create_engine(first))
        file, plain = str(tmp_path / "dump"), "postgresql"
        to_dump, to_fill = (
            one.set(drivername=plain).render_as_string(hide_password=False)
            for one in (first, second)
        )
        for command in (
            ["pg_dump", "--format=custom", f"--file={file}", to_dump],
            ["pg_restore", f"--dbname={to_fill}", file],
        ):
            subprocess.run(command, check=True)

        got = elsewhere(second.render_as_string(hide_password=False), services, tmp_path)

        assert got == published(services)
        assert got
    finally:
        with admin.connect() as connection:
            for name in names:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


def test_the_rows_of_a_run_say_what_its_result_file_says(finished):
    services = finished.line.services
    ref, digest = next(iter(published(services).items()))
    lines = services.blobs.get(digest).decode().splitlines()[1:]
    kept = {
        (one["level"], one["area"], one["measure"]): one for one in map(json.loads, lines)
    }
    with stored(services) as session:
        run = queries.run_by_ref(session, ref)
        rows = session.scalars(select(ScoreValue).where(ScoreValue.run_id == run.id)).all()

    assert len(rows) == len(kept)
    for row in rows:
        one = kept[row.level, row.area, row.measure]
        assert (row.value, row.empty_because, row.rank, row.label) == (
            *(one[name] for name in ("value", "empty_because", "rank", "label")),
        )
