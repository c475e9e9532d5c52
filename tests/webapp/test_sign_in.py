"""Signing in through the pages: cookie, next page, forms from elsewhere, languages."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.accounts.rules import Role
from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from tests.webapp.world import application, browser
from tests.world import small_world
from webapp.access import cookie_name, own_path


@pytest.fixture
def house():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER, handle="known")
        services.accounts.set_password(None, made.ref, PASSWORD)
        yield services, application(services), made


def sign_in(client, **fields):
    form = {"handle": "known", "password": PASSWORD} | fields
    return client.post("/sign-in", data=form)


def test_signing_in_gives_a_cookie_scripts_cannot_read_and_leads_on(house):
    _, app, _ = house
    client = browser(app)
    answer = sign_in(client, next="/account")
    cookie = answer.headers["Set-Cookie"]

    assert (answer.status_code, answer.location) == (303, "/account")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/account").status_code == 200


def test_over_https_the_cookie_is_secure_and_pinned_to_the_host():
    assert cookie_name("account", secure=True).startswith("__Host-")


def test_a_page_for_the_signed_in_leads_to_sign_in_and_back(house):
    _, app, _ = house
    client = browser(app)
    answer = client.get("/account")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=/account")
    assert client.get(answer.location).status_code == 200


def test_a_wrong_password_is_told_without_saying_what_was_wrong(house):
    _, app, _ = house
    wrong = ({"password": "no"}, {"handle": "nobody"})
    answers = [sign_in(browser(app), **fields) for fields in wrong]

    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].text == answers[1].text
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_too_many_failures_are_answered_with_429(house):
    _, app, _ = house
    for _ in range(5):
        sign_in(browser(app), password="no")

    assert sign_in(browser(app)).status_code == 429


@pytest.mark.parametrize(("proxies", "answer"), [(0, 429), (1, 401)])
def test_an_address_behind_a_web_server_counts_only_when_it_is_named(proxies, answer):
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER, handle="known")
        services.accounts.set_password(None, made.ref, PASSWORD)
        settings = replace(services.settings, proxies=proxies)
        client = browser(application(replace(services, settings=settings)))
        for last in range(1, 7):
            client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{last}"
            told = sign_in(client, password="wrong")
        assert told.status_code == answer


def test_signing_out_ends_the_session_on_the_server(house):
    services, app, _ = house
    client = browser(app)
    sign_in(client)
    token = client.get_cookie(cookie_name("account", secure=False)).value
    client.post("/sign-out")

    assert services.accounts.actor_of(token) is None
    assert client.get("/account").status_code == 303


def test_a_role_taken_away_is_gone_with_the_next_click(house):
    services, app, _ = house
    office = accounts.account(services, Role.OFFICE)
    client = browser(app, accounts.signed_in(services, office))
    assert client.get("/assessors").status_code == 200

    services.accounts.revoke(None, office.ref, Role.OFFICE)

    assert client.get("/assessors").status_code == 403


def test_an_idle_session_leads_back_to_sign_in(house):
    services, app, made = house
    client = browser(app, accounts.signed_in(services, made))
    services.clock.advance(timedelta(minutes=30))

    assert client.get("/home").location.startswith("/sign-in")


def test_a_write_without_the_forms_token_is_refused(house):
    services, app, made = house
    app.config["WTF_CSRF_ENABLED"] = True
    client = browser(app, accounts.signed_in(services, made))

    assert client.post("/account/language", data={"language": "en"}).status_code == 401
    assert services.accounts.account(made, made.ref).language == ""


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:81"])
def test_a_write_from_another_site_is_refused(house, origin):
    _, app, _ = house
    headers = {"Origin": origin}

    answer = browser(app).post("/language", data={"language": "en"}, headers=headers)

    assert answer.status_code == 403


def test_a_write_from_our_own_page_goes_through(house):
    _, app, _ = house
    headers = {"Origin": "http://localhost"}

    answer = browser(app).post("/language", data={"language": "en"}, headers=headers)

    assert answer.status_code == 303


def test_the_language_is_kept_for_the_pages_that_follow(house):
    _, app, _ = house
    client = browser(app, language="zh-CN")
    client.post("/language", data={"language": "en"})

    assert 'lang="en"' in client.get("/sign-in").text
    assert client.post("/language", data={"language": "tlh"}).status_code == 422


@given(path=st.text(alphabet="/\\.:@?#ab\t\n ", max_size=12))
def test_the_next_page_is_never_on_another_site(path):
    found = own_path(path, "/home")

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert urlsplit(found).netloc == ""


@pytest.mark.parametrize("path", ["/home", "/sites?page=2&q=a%20b", "/a//b"])
def test_a_path_of_our_own_is_kept(path):
    assert own_path(path) == path


def test_the_one_time_link_sets_a_password_and_then_is_gone(house):
    services, app, made = house
    link = services.accounts.invite(None, made.ref)
    client = browser(app)
    chosen = {"password": "another long walk", "again": "another long walk"}

    page = client.get(f"/welcome/{link}")
    assert page.headers["Referrer-Policy"] == "strict-origin"
    different = client.post(f"/welcome/{link}", data=chosen | {"again": "typo"})
    assert different.status_code == 422
    assert client.post(f"/welcome/{link}", data=chosen).status_code == 303
    assert client.get(f"/welcome/{link}").status_code == 410
    assert sign_in(client, password="another long walk").status_code == 303


def test_nul_characters_are_refused_and_never_reach_the_database(house):
    services, app, _ = house
    administrator = accounts.account(services, Role.ADMINISTRATOR)
    client = browser(app, accounts.signed_in(services, administrator))

    assert client.get("/accounts/%00").status_code == 404
    assert client.get("/accounts?q=%00").status_code == 422
    assert sign_in(browser(app), handle="a\0b").status_code == 422


def test_pages_of_the_signed_in_are_kept_by_no_cache(house):
    services, app, made = house
    client = browser(app, accounts.signed_in(services, made))

    assert "no-store" in client.get("/account").headers["Cache-Control"]
