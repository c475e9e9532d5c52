"""`sanitation city` on the command line: it needs no database."""

import pytest
from click.testing import CliRunner

from sanitation.catalog.loader import city_names
from sanitation.cli.city import command
from sanitation.errors import Code, Problem


def run(*arguments):
    """Run the command and return what it printed."""
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_city_in_order_is_told_with_its_size():
    told = run("check", "linxi")
    assert "streets: 5, venue types: 4" in told
    assert "known until 2026-12-31" in told


def test_every_city_is_listed():
    assert [line.split("\t")[0] for line in run("list").splitlines()] == list(city_names())


def test_every_value_is_listed_with_who_chose_it():
    told = run("defaults", "linxi")
    assert "city rule" in told
    assert "product default" in told


def test_a_street_is_found_as_an_import_would_find_it():
    assert run("street", "老桥街道", "--city", "linxi").startswith("990101002\t古桥街道")
    with pytest.raises(Problem) as refused:
        run("street", "老桥街", "--city", "linxi")
    assert refused.value.code is Code.UNKNOWN_PLACE
