"""From the provisional release to the final one, an appeal in between, each at their page."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sanitation.appeals.rules import AppealState
from sanitation.demo.cast import PASSWORD
from tests.browser.desks import shot
from tests.browser.hands import agree, follow, press, send, tick, write
from tests.browser.looking import faults
from tests.line import QUARTER

pytestmark = pytest.mark.browser


def test_two_people_of_the_office_publish_and_the_public_sees_it(house, desks):
    city = house("provisional")
    public, office = desks.sit(city), desks.sit(city, "office")
    assert published(public)["quarter"] == str(QUARTER.previous)

    propose_final(office)
    expect(office.locator("main form[action$='/sign']")).to_have_count(0)
    assert published(public)["quarter"] == str(QUARTER.previous)
    city.clock.advance(timedelta(days=20))  # a final release waits for the appeals' time
    sign(city, desks.sit(city, "office2"))

    assert published(public)["quarter"] == str(QUARTER)
    public.goto("/")
    assert faults(public) == []


def test_an_upheld_appeal_supersedes_the_figure_that_was_released(house, desks):
    city = house("provisional")
    district, office = desks.sit(city, "district"), desks.sit(city, "office")
    before = published(district, QUARTER)
    file_appeal(district)
    draw_panel(office)
    rule(city, desks)

    after = published(district, QUARTER)
    assert after["release"] != before["release"]
    better = [
        one["code"]
        for one, was in zip(by_code(after), by_code(before), strict=True)
        if float(one["index"]) > float(was["index"])
    ]
    assert len(better) == 1
    district.reload()
    expect(district.locator("main form[action$='/withdraw']")).to_have_count(0)
    assert faults(district) == []
    propose_final(office)
    city.clock.advance(timedelta(days=20))
    sign(city, desks.sit(city, "office2"))
    assert by_code(published(desks.sit(city))) == by_code(after)


def published(page, quarter=None):
    """Read the ranking as the page's owner may read it."""
    address = "/ranking.json" + (f"?quarter={quarter}" if quarter else "")
    return page.request.get(address).json()


def by_code(table):
    return sorted(table["areas"], key=lambda one: one["code"])


def propose_final(page):
    page.goto("/releases/")
    page.locator("main select[name=stage]").select_option("final")
    send(page, "/releases/propose", asked=True)
    assert faults(page) == []


def sign(city, page):
    """Sign some time after signing in: the password is asked for once more."""
    city.clock.advance(timedelta(minutes=11))
    page.goto("/releases/")
    follow(page, "/releases/")
    understand(page, "/sign")
    assert faults(page) == []
    write(page, "password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    understand(page, "/sign")
    expect(page.locator(".notice-good")).to_be_visible()


def understand(page, action):
    """Tick that one has checked, and do what cannot be taken back."""
    tick(page.locator(f"main form[action$='{action}'] [name=understood]"))
    send(page, action)


def file_appeal(page):
    page.goto("/findings/")
    with page.expect_navigation():
        press(page.locator("main a[href^='/findings/'][href$='/appeal']").first)
    assert faults(page) == []
    page.locator("[name=ground][value=fact]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=ground][value=rule]")).to_be_checked()
    page.keyboard.press("ArrowUp")
    write(page, "text", "照片中的垃圾在检查前已经清运，附当日照片")
    page.locator("[name=evidence]").set_input_files(shot())
    with page.expect_navigation():
        press(page.locator("main form button[type=submit]").last)
        if page.locator("dialog[open]").count():
            agree(page)
    expect(page.locator("main form[action$='/withdraw']")).to_have_count(1)
    assert faults(page) == []


def draw_panel(page):
    page.goto("/appeals/")
    follow(page, "/appeals/")
    send(page, "/panel", asked=True)
    expect(page.locator("main form[action$='/panel']")).to_have_count(0)
    assert faults(page) == []


def rule(city, desks):
    """Both panellists judge blind; then one opens the dossier and rules."""
    names = [f"panellist0{number}" for number in (1, 2, 3, 4)]
    drawn = [name for name in names if city.services.appeals.seats(city.actor(name))]
    pages = [desks.sit(city, name) for name in drawn]
    for page in pages:
        page.goto("/panels/")
        follow(page, "/panels/")
        assert faults(page) == []
        write(page, "findings", "0")
        send(page, "/judge")
    page = pages[-1]
    page.locator("main [name=outcome]").select_option("upheld")
    write(page, "findings", "0")
    write(page, "reason", "两名评审独立判读，照片中均未见垃圾")
    assert faults(page) == []
    understand(page, "/rule")
    rows = city.services.appeals.listing(city.actor("office"), str(QUARTER))
    assert [row.state for row in rows] == [AppealState.RULED]
