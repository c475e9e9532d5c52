"""The command line enrols people and keeps files like the pages do."""

import re

import pytest
from click.testing import CliRunner

from sanitation.accounts.rules import Role
from sanitation.cli import accounts as accounts_cli
from sanitation.cli import assessors as assessors_cli
from sanitation.cli import organisations as organisations_cli
from sanitation.errors import Code, Problem
from tests.factories import accounts
from tests.world import small_world


def run(services, module, *words):
    result = CliRunner().invoke(
        module.command,
        words,
        obj=services,
        catch_exceptions=False,
        env={"SANITATION_AS": ""},
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_a_person_is_enrolled_by_name_and_signs_in_with_the_printed_link():
    with small_world() as services:
        street = services.city.streets[0]
        run(services, organisations_cli, "add", "Street desk", "--kind", "street")
        printed = run(
            services,
            accounts_cli,
            *("create", "li.na", "Li Na", "--organisation", "Street desk"),
            *("--role", "street_viewer", "--level", "street", "--street", street.name_zh),
        )
        link = re.search(r"/welcome/(\S+)", printed)[1]

        assert services.accounts.use_link(link, accounts.PASSWORD) == "li.na"
        assert services.accounts.office_actor("li.na").scope.street == street.code
        assert "li.na" in run(services, accounts_cli, "list", "Li Na")


def test_the_first_administrators_link_is_printed_until_one_can_sign_in():
    with small_world() as services:
        printed = run(services, accounts_cli, "first-administrator")
        link = re.search(r"/welcome/(\S+)", printed)[1]
        services.accounts.use_link(link, accounts.PASSWORD)

        assert "already" in run(services, accounts_cli, "first-administrator")


def test_roles_are_given_and_taken_and_accounts_closed_by_handle():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER, handle="he")
        run(services, accounts_cli, "grant", "he", "panellist")
        run(services, accounts_cli, "revoke", "he", "reviewer", "--reason", "moved")
        run(services, accounts_cli, "close", "he")

        row = services.accounts.account(None, made.ref)
        assert (row.roles, row.active) == ((Role.PANELLIST,), False)
        run(services, accounts_cli, "reopen", "he")
        assert services.accounts.account(None, made.ref).active


def test_the_office_acts_under_its_own_name_and_nobody_elses():
    with small_world() as services:
        accounts.account(services, Role.ASSESSOR, handle="he")
        accounts.account(services, Role.OFFICE, handle="desk")
        words = ("record", "he", "--training", "16", "--quarter", "2026Q3")
        printed = run(services, assessors_cli, *words)

        assert "mock_test, exam" in printed
        assert "0 of 1 assessors" in run(services, assessors_cli, "list")
        with pytest.raises(Problem) as refused:
            run(services, assessors_cli, *words, "--as", "he")
        assert refused.value.code is Code.FORBIDDEN


def test_what_is_not_given_stays_on_file():
    with small_world() as services:
        made = accounts.assessor(services, handle="he")
        accounts.account(services, Role.OFFICE)
        run(
            services,
            assessors_cli,
            "record",
            "he",
            "--training",
            "20",
            "--quarter",
            "2026Q3",
        )

        file = services.accounts.own_file(made, "2026Q3")
        assert (file.training_hours, file.exam_score, file.lacks) == (20, 85, ())


def test_a_tie_is_declared_shown_and_ended():
    with small_world() as services:
        accounts.assessor(services, handle="he")
        accounts.account(services, Role.OFFICE)
        street = services.city.streets[0]
        words = ("conflict", "he", "--tie", "home", "--street", street.name_zh)
        tie = run(services, assessors_cli, *words).strip()

        assert f"tie {tie} home {street.code}" in run(services, assessors_cli, "show", "he")
        run(services, assessors_cli, "withdraw", tie, "--reason", "moved away")
        assert tie not in run(services, assessors_cli, "show", "he")


def test_a_contract_that_ends_before_it_begins_is_refused():
    with small_world() as services:
        street = services.city.streets[0].code
        words = (
            "contract",
            "Clean Ltd",
            street,
            "--from",
            "2026-02-01",
            "--to",
            "2026-01-01",
        )
        run(services, organisations_cli, "add", "Clean Ltd", "--kind", "contractor")

        with pytest.raises(Problem) as refused:
            run(services, organisations_cli, *words)
        assert refused.value.code is Code.INVALID_INPUT
