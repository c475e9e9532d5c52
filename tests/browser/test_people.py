"""Coming in, being kept out, and what a person is told then."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sanitation.demo.cast import PASSWORD
from sanitation.sites.values import Filters
from tests.browser.hands import follow, press, send, tick, write
from tests.browser.looking import english, faults

pytestmark = pytest.mark.browser

CHOSEN = "四个常用词再加一个 2026"


def test_who_is_invited_sets_a_password_by_the_link_signs_in_and_out(house, desks):
    city = house("running")
    link = invite(desks.sit(city, "admin"))
    page = desks.sit(city)
    page.goto(link)
    assert faults(page) == []
    for field in ("password", "again"):
        write(page, field, CHOSEN)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator("[name=handle]")).to_have_value("newcomer")
    sign_in(page, "newcomer", CHOSEN)
    expect(page).to_have_url(f"{city.address}/home")
    expect(page.locator("header a[href='/reviews/']")).to_have_count(1)
    press(page.locator("details.menu:has(form[action='/sign-out']) summary"))
    with page.expect_navigation():
        press(page.locator("form[action='/sign-out'] button"))
    page.goto("/home")
    expect(page.locator("main [name=password]")).to_be_visible()
    page.goto(link)
    desks.expected(410)


def test_after_five_failures_the_right_password_does_not_help_either(house, desks):
    city = house("running")
    page = desks.sit(city)
    page.goto("/sign-in")
    for _ in range(5):
        sign_in(page, "district", "no such password")
        desks.expected(401)
        assert faults(page) == []
        page.goto("/sign-in")
    sign_in(page, "district", PASSWORD)
    desks.expected(429)
    assert faults(page) == []

    city.clock.advance(timedelta(minutes=16))
    page.goto("/sign-in")
    sign_in(page, "district", PASSWORD)
    expect(page).to_have_url(f"{city.address}/home")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_ones_own_is_not_there_and_what_is_not_ones_work_is_refused(
    house, desks, language
):
    city = house("running")
    page = desks.sit(city, "district", language=language)
    for address, status in ((f"/sites/{site_elsewhere(city)}", 404), ("/releases/", 403)):
        assert page.goto(address).status == status
        desks.expected(status)
        assert faults(page) == []
        expect(page.locator("main h1")).not_to_be_empty()
        assert language == "zh" or english(page)
        follow(page, "/problems#")
        expect(page.locator("main tr:target")).to_be_visible()
        assert faults(page) == []


def invite(page):
    """Fill the form of a new account by keyboard; return the link it shows once."""
    page.goto("/accounts")
    follow(page, "/accounts/new")
    form = page.locator("main form[action='/accounts']")
    write(form, "handle", "newcomer")
    write(form, "name", "新来的复核员")
    tick(page.locator("[name=roles][value=reviewer]"))
    send(page, "/accounts")
    assert faults(page) == []
    return page.locator("#link").input_value()


def sign_in(page, handle, password):
    write(page, "handle", handle)
    write(page, "password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def site_elsewhere(city):
    """Return a site of another district than the desk's."""
    other = city.services.city.ranked_districts[1]
    page = city.services.sites.listing(
        city.actor("office"), Filters(district=other.code), 1
    )
    return page.rows[0].site_id
