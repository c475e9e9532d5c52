"""The administrator's pages: a link is shown once, a search is kept in the address."""

import re

import pytest

from sanitation.accounts.rules import Role
from tests.factories import accounts
from tests.webapp.world import application, browser
from tests.world import small_world


@pytest.fixture
def desk():
    with small_world() as services:
        made = accounts.account(services, Role.ADMINISTRATOR, handle="keys")
        yield services, browser(application(services), accounts.signed_in(services, made))


def enrol(services, client, **fields):
    form = {
        "handle": "zhou.min",
        "name": "周敏",
        "organisation": accounts.organisation(services),
        "level": "city",
        "roles": ["reviewer", "adjudicator"],
    }
    return client.post("/accounts", data=form | fields)


def test_enrolling_shows_the_link_once_and_nowhere_else(desk):
    services, client = desk
    made = enrol(services, client)
    link = re.search(r"/welcome/([\w-]+)", made.text)[1]
    ref = services.accounts.office_actor("zhou.min").ref

    assert made.status_code == 201
    assert "no-store" in made.headers["Cache-Control"]
    assert services.accounts.link_owner(link) == "zhou.min"
    assert link not in client.get(f"/accounts/{ref}").text
    assert link not in client.get("/accounts").text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"handle": "keys"}, 409),
        ({"handle": ""}, 422),
        ({"level": "moon"}, 422),
        ({"roles": ["reviewer", "office"]}, 422),
        ({"level": "street", "street": "", "roles": []}, 422),
        ({"organisation": "0" * 32}, 422),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_nothing_is_stored(desk, wrong, status):
    services, client = desk
    before = services.accounts.page(None).total

    assert enrol(services, client, **wrong).status_code == status
    assert services.accounts.page(None).total == before


def test_a_search_finds_by_role_and_words_and_ignores_an_unknown_role(desk):
    services, client = desk
    enrol(services, client)

    assert "zhou.min" in client.get("/accounts?q=周&role=reviewer").text
    assert "zhou.min" not in client.get("/accounts?q=周&role=auditor").text
    assert "zhou.min" in client.get("/accounts?role=emperor").text


def test_what_people_typed_is_shown_as_text_never_as_markup(desk):
    services, client = desk
    enrol(services, client, name="<script>alert(1)</script>")

    page = client.get("/accounts").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
