"""A role's home lists what is due; every kind of due has its words and its page."""

import ast
from pathlib import Path

import pytest

import sanitation
from sanitation.accounts.rules import Role
from tests.factories import accounts
from tests.webapp.world import application, browser
from tests.world import small_world
from webapp.views.home import NAMES, PLACES
from webapp.waiting import KINDS

SOURCES = sorted(Path(sanitation.__file__).parent.rglob("*.py"))


def kinds_in(source: Path) -> set[str]:
    """Find the kinds of Due a file makes; each must be written out as a word."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name == "Due":
            given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "kind")]
            word = given[0]
            assert isinstance(word, ast.Constant), f"{source}:{node.lineno}: no plain word"
            found.add(word.value)
    return found


def test_every_kind_of_due_has_words_and_a_page_and_no_words_are_idle():
    made = set().union(*map(kinds_in, SOURCES))

    assert made == KINDS.keys()


def test_the_home_leads_to_pages_that_exist():
    with small_world() as services:
        routes = application(services).view_functions.keys()

    assert {kind.endpoint for kind in KINDS.values()} | NAMES.keys() <= routes


def test_every_role_has_somewhere_to_go():
    assert PLACES.keys() == set(Role)


@pytest.mark.parametrize("role", sorted(Role))
def test_every_role_has_a_home(role):
    with small_world() as services:
        made = accounts.account(services, role)
        client = browser(application(services), accounts.signed_in(services, made))

        assert client.get("/home").status_code == 200


def test_what_waits_is_listed_with_its_count_and_its_page():
    with small_world() as services:
        made = accounts.account(services, Role.ASSESSOR)
        client = browser(application(services), accounts.signed_in(services, made))
        page = client.get("/home").text

    assert '<a href="/my-file"><span class="due-count num">2</span>' in page


def test_an_account_without_a_role_is_told_so():
    with small_world() as services:
        made = accounts.account(services)
        client = browser(application(services), accounts.signed_in(services, made))

        assert "has no role yet" in client.get("/home").text
