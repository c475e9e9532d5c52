"""A draw held in the open: three trustees' shares, two people's dice, a beacon, one click."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from sanitation.clock import SHANGHAI
from sanitation.demo.cast import Cast, requalify
from sanitation.draws.rules import DrawState
from tests.browser.hands import follow, send, tick, write
from tests.browser.looking import faults
from tests.line import TEAMS

pytestmark = pytest.mark.browser

NEXT = "2026Q4"
DICE = "31415 92653 58979 32384"
BEACON = "5a" * 32


def test_a_quarter_is_sealed_by_three_trustees_and_drawn_from_dice_and_beacon(house, desks):
    city = house("provisional")
    qualify(city)
    for number in (1, 2, 3):
        hand_in(desks.sit(city, f"trustee{number}", phone=number == 1))
    office = desks.sit(city, "office")
    freeze(office)
    address = commit(office)
    roll(office, address)
    roll(desks.sit(city, "office2"), address)
    office.goto(address)
    expect(office.locator("main")).to_contain_text(DICE.replace(" ", ""))
    expect(office.locator("main form[action$='/beacon']")).to_have_count(0)

    city.clock.advance(timedelta(hours=80))
    draw(desks.sit(city, "office"), address)
    rows = city.services.draws.listing(city.actor("office"))
    assert {row.state for row in rows if row.quarter == NEXT} == {DrawState.ASSIGNED}
    city.clock.move_to(datetime(2026, 10, 20, 7, tzinfo=SHANGHAI))
    first = draw_wave(desks.sit(city, "office"), address.rsplit("/", 1)[1])
    public = desks.sit(city)
    public.goto(f"/draws/{address.rsplit('/', 1)[1]}")
    assert faults(public) == []
    expect(public.locator("main a[href$='bundle.zip']")).to_have_count(0)
    expect(public.locator("table").filter(has_text=first)).to_contain_text("2026Q4-W02")


def qualify(city):
    """Let the assessors who worked last quarter be ready for the next one."""
    names = [f"assessor{number:03d}" for number in range(1, 2 * TEAMS + 9)]
    people = [city.actor(name) for name in names]
    requalify(city.services, Cast({"office": city.actor("office")}, people), NEXT)


def hand_in(page):
    page.goto("/trustee/")
    assert faults(page) == []
    write(page, "quarter", NEXT)
    page.locator("[data-share-make]").click()
    expect(page.locator("[name=share]")).to_have_value(re.compile("^[0-9a-f]{64}$"))
    tick(page.locator("[name=kept]"))
    send(page, "/trustee/shares")
    expect(page.locator(".notice-good").first).to_be_visible()


def freeze(page):
    page.goto("/frames/")
    page.locator("main select[name=quarter]").select_option(NEXT)
    write(page, "per_street", "8")
    send(page, "/frames/freeze", asked=True)


def commit(page):
    """Commit the plan of a rehearsal; return the address of its ceremony."""
    page.goto(f"/office/draws/new?quarter={NEXT}")
    assert faults(page) == []
    page.locator("[name=mode][value=rehearsal]").check()
    days = {"first_day": "2026-10-20", "last_day": "2026-12-11"}
    for name, day in days.items():
        page.locator(f"[name={name}]").fill(day)
    write(page, "teams", str(TEAMS))
    write(page, "package_size", "2")
    page.locator("[name=wave_days][value='5']").check()
    tick(page.locator("[name=understood]"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, "/office/ceremony/")
    assert faults(page) == []
    return page.url


def roll(page, address):
    page.goto(address)
    write(page, "dice", DICE)
    send(page, "/dice")
    expect(page.locator(".notice-good").first).to_be_visible()


def draw(page, address):
    page.goto(address)
    assert faults(page) == []
    write(page, "randomness", BEACON)
    tick(page.locator("main form[action$='/beacon'] [name=understood]"))
    send(page, "/beacon")
    expect(page.locator(".notice-good").first).to_be_visible()
    assert faults(page) == []


def draw_wave(page, ref):
    """Draw the first wave on its morning; return the digest of its sample."""
    page.goto(f"/office/draws/{ref}")
    assert faults(page) == []
    write(page, "randomness", BEACON)
    tick(page.locator("main form[action$='/wave'] [name=understood]"))
    send(page, "/wave")
    expect(page.locator(".notice-good").first).to_contain_text("2026Q4-W01")
    assert faults(page) == []
    row = page.locator("tr").filter(has_text="2026Q4-W01")
    row.locator("summary").click()
    return row.locator("dd.mono").nth(1).inner_text()
