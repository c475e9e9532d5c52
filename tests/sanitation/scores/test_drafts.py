"""A draft of a rubric: what it would have moved, and from which day it is in force."""

import shutil
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

import pytest
from click.testing import CliRunner

from sanitation.accounts.rules import Actor, Level, Role, Scope
from sanitation.catalog.loader import CITIES, load_city
from sanitation.catalog.rubrics import rubric_bytes, rubric_files, rubric_versions
from sanitation.cli.root import root
from sanitation.errors import Code, Problem
from sanitation.scores import inputs
from tests.factories.accounts import account
from tests.sanitation.scores.quarter import answers, kept_run, street_records
from tests.world import small_world

OFFICE = Actor(1, "a", "A", frozenset({Role.OFFICE}), Scope(Level.CITY))
TEXT = (CITIES / "linxi" / "rubric.toml").read_text(encoding="utf-8")


@contextmanager
def scored():
    """Give the scores service with a kept run of two streets, one dirtier than the other."""
    with small_world() as services:
        first, second = (street.code for street in services.city.streets[:2])
        rows = [*street_records(first, findings=1), *street_records(second, 500)]
        file = inputs.written(services.city, "2026Q3", rows, answers(services.city), "")
        with services.sessions.begin() as session:
            kept_run(services, session, file)
        yield services, first


def tried(services, old="", new=""):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    return services.scores.try_rubric(OFFICE, "2026Q3", text.encode())


def test_a_draft_that_says_the_same_moves_nothing():
    with scored() as (services, _):
        draft = tried(services, "version = 1", "version = 2")

    assert (draft.moves, draft.changed, draft.unseen, draft.dropped) == ((), (), (), ())
    assert draft.version == 2
    assert draft.sha256 != draft.against


def test_a_dearer_indicator_costs_exactly_what_it_says():
    venue = 'cap = 40, venues = ["V01"]'
    with scored() as (services, street):
        draft = tried(services, f"each = 4, {venue}", f"each = 9, {venue}")
    moved = {(one.area, one.measure): one for one in draft.moves}
    site = moved[street, "site_index"]

    assert draft.changed == ("LR01",)
    # four findings on the three sites, 5 marks more each, V01 weighs 40 of 100
    assert Fraction(site.difference) == pytest.approx(
        Fraction(-4 * 5 * 40, 3 * 100), abs=0.01
    )


def test_a_new_indicator_nobody_judged_is_told_and_left_out():
    added = '{ id = "LR05", group = "clean", kind = "count", cap = 10, venues = ["V01"] },'
    with scored() as (services, _):
        draft = tried(services, '{ id = "LR02"', f'{added}\n  {{ id = "LR02"')

    assert draft.unseen == ("LR05",)
    assert draft.moves == ()
    assert "items of V01: the full marks add up to 110, not 100" in draft.notices


def test_an_indicator_that_is_gone_is_told():
    (line,) = (row for row in TEXT.splitlines(keepends=True) if '"LR04"' in row)
    with scored() as (services, _):
        draft = tried(services, line)

    assert draft.dropped == ("LR04",)
    assert draft.moves


def test_a_draft_for_a_later_day_is_compared_as_of_its_first_day():
    text = TEXT.replace("from = 2026-01-01\nmethod", "from = 2027-01-01\nmethod", 1)
    with scored() as (services, _):
        draft = services.scores.try_rubric(OFFICE, "2026Q3", text.encode())

    assert (draft.first, draft.moves) == (date(2027, 1, 1), ())


def test_a_broken_draft_is_refused_with_its_line():
    with scored() as (services, _), pytest.raises(Problem) as refused:
        tried(services, 'rule = "remain"', 'rule = "remian"')

    assert refused.value.code is Code.RUBRIC_INVALID
    assert refused.value.facts["detail"].startswith("line 37: steps[1].rule")


def test_a_quarter_without_a_run_has_nothing_to_compare_with():
    with small_world() as services, pytest.raises(Problem) as refused:
        tried(services)

    assert refused.value.code is Code.NOT_FOUND


@pytest.fixture
def folder(tmp_path):
    """Give a city with a second version of its rubric, in force from 2027."""
    shutil.copytree(CITIES / "linxi", tmp_path / "mine")
    later = TEXT.replace("version = 1", "version = 2", 1)
    later = later.replace("from = 2026-01-01\nmethod", "from = 2027-01-01\nmethod", 1)
    (tmp_path / "mine" / "rubric-2.toml").write_text(later, encoding="utf-8")
    return tmp_path / "mine"


def test_a_version_is_in_force_from_its_first_day_and_not_before(folder):
    city = load_city(str(folder))

    def version(day):
        return {file.id: file.version for file in rubric_files(city, day)}.get("linxi-2026")

    assert [file.version for file in rubric_versions(city) if file.own] == [1, 2]
    assert version(date(2026, 12, 31)) == 1
    assert version(date(2027, 1, 1)) == version(None) == 2
    assert version(date(2025, 12, 31)) is None
    assert b"version = 2" in rubric_bytes(city, day=date(2027, 4, 1))
    with pytest.raises(Problem) as refused:
        rubric_bytes(city, day=date(2025, 1, 1))
    assert refused.value.code is Code.RUBRIC_UNKNOWN


def test_a_draft_is_checked_at_a_terminal_without_a_database(tmp_path):
    file = tmp_path / "draft.toml"
    file.write_text(TEXT.replace("V04 = 15 }", "V04 = 16 }"), encoding="utf-8")
    good = CliRunner().invoke(root, ["rubrics", "check", str(file)])
    file.write_text(TEXT.replace("min = 80 }", "min = 95 }"), encoding="utf-8")
    bad = CliRunner().invoke(root, ["rubrics", "check", str(file)])

    assert good.exit_code == 0
    assert "notice: tables.venues: the weights add up to 101, not 100" in good.output
    assert bad.exit_code == 1
    assert "line 34: tables.grades" in bad.output
    assert "the bands overlap at 95" in bad.output


def test_a_draft_is_compared_at_a_terminal(tmp_path):
    file = tmp_path / "draft.toml"
    file.write_text(
        TEXT.replace("each = 4, cap = 40", "each = 9, cap = 40"), encoding="utf-8"
    )
    with scored() as (services, street):
        account(services, Role.OFFICE)
        told = CliRunner().invoke(
            root, ["rubrics", "compare", str(file), "2026Q3", "--all"], obj=services
        )

    assert told.exit_code == 0
    assert "changed: LR01" in told.output
    assert any(street in row and "site_index" in row for row in told.output.splitlines())
