"""The ceremony of a quarter in real browsers: trustees, office, dice by two, opening."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from sanitation.demo.cast import Cast, requalify
from sanitation.draws.planning import round_due
from tests.browser.hands import press, send, tick, write
from tests.browser.looking import faults
from tests.line import TEAMS

pytestmark = pytest.mark.browser

NEXT = "2027Q1"  # the quarter after the one that is running
DICE = "98765432109876543210"


def prepared(city):
    """Freeze the next quarter's frame and qualify its assessors; nothing is planned yet."""
    office = city.actor("office")
    people = [city.actor(f"assessor{n:03d}") for n in range(1, TEAMS * 2 + 9)]
    requalify(city.services, Cast({"office": office}, people), NEXT)
    city.services.frames.freeze(office, NEXT, per_street=8)


def hand_in(desks, city, handle) -> str:
    """Let a trustee's phone make a share; return what the trustee keeps."""
    page = desks.sit(city, handle, phone=True)
    page.goto("/trustee/")
    press(page.locator("[data-share-make]"))
    share = page.locator("[name=share]").input_value()
    assert len(set(bytes.fromhex(share))) > 16
    assert faults(page) == []
    tick(page.locator("[name=kept]"))
    send(page, "/trustee/shares")
    expect(page.locator("main")).not_to_contain_text(share)
    assert faults(page) == []
    return share


def plan(desks, city):
    """Commit a sealed rehearsal on the planning page; return the office's browser."""
    page = desks.sit(city, "office")
    page.goto(f"/office/draws/new?quarter={NEXT}")
    expect(page.locator("#precision")).to_be_visible()
    assert faults(page) == []
    page.locator("[name=mode][value=sealed]").is_checked()
    page.locator("[name=mode][value=rehearsal]").check()
    write(page, "teams", str(TEAMS))
    page.locator("[name=first_day]").fill("2027-01-11")
    page.locator("[name=last_day]").fill("2027-02-26")
    tick(page.locator("[name=understood]"))
    with page.expect_navigation():
        press(page.locator("main form[data-keep=plan] button[type=submit]"))
    return page


def test_three_trustees_and_two_of_the_office_hold_a_ceremony_anybody_can_replay(
    house, desks
):
    city = house("running")
    prepared(city)
    shares = [hand_in(desks, city, f"trustee{n}") for n in (1, 2, 3)]
    first = plan(desks, city)
    ref = city.services.draws.public_listing()[0].ref
    due = round_due(city.services.draws.public_page(ref).draw.beacon_round)
    address = f"/office/ceremony/{ref}"

    first.goto(address)
    assert faults(first) == []
    write(first, "dice", DICE)
    send(first, "/dice")
    second = desks.sit(city, "office2", language="en")
    second.goto(address)
    write(second, "dice", DICE[::-1])
    send(second, "/dice")
    desks.expected(409)
    for page in (second, first):
        page.goto(address)
        expect(page.locator(".notice-bad")).to_have_count(1)
        write(page, "dice", DICE)
        send(page, "/dice")
    expect(first.locator("main")).to_contain_text(DICE)
    assert faults(first) == []

    city.clock.move_to(datetime.fromtimestamp(due, UTC))
    first = desks.sit(city, "office")  # days have passed: the sign-in has ended
    first.goto(address)
    assert faults(first) == []
    write(first, "randomness", "cd" * 32)
    tick(first.locator("[name=understood]"))
    send(first, "/beacon")
    expect(first.locator("main")).not_to_contain_text("secret=")
    assert faults(first) == []

    visitor = desks.sit(city, phone=True)
    visitor.goto(f"/draws/{ref}")
    assert faults(visitor) == []
    assert not any(share in visitor.content() for share in shares)
    city.clock.move_to(city.services.draws.public_page(ref).draw.opens_at)
    visitor.reload()
    expect(visitor.locator(".notice-bad")).to_have_count(1)
    assert faults(visitor) == []

    trustee = desks.sit(city, "trustee2", phone=True)
    trustee.goto(f"/trustee/draws/{ref}")
    assert faults(trustee) == []
    tick(trustee.locator("[name=understood]"))
    send(trustee, "/open")
    visitor.reload()
    expect(visitor.locator(".notice-bad")).to_have_count(0)
    for share in shares:
        expect(visitor.locator("main")).to_contain_text(share)
    site = city.services.draws.public_page(ref).sample[0].site_id
    write(visitor, "site", site)
    with visitor.expect_navigation():
        visitor.keyboard.press("Enter")
    expect(visitor.locator("main")).to_contain_text(site)
    assert faults(visitor) == []


def test_a_share_a_trustee_lost_count_of_is_refused_in_words(house, desks):
    city = house("running")
    page = desks.sit(city, "trustee1")
    page.goto("/trustee/")
    write(page, "share", "ab" * 32)
    tick(page.locator("[name=kept]"))
    send(page, "/trustee/shares")
    desks.expected(422)
    assert faults(page) == []
    assert all(row.quarter != NEXT for row, _ in mine(city).rows)


def mine(city):
    return city.services.ceremony.mine(city.actor("trustee1"))


def test_the_countdown_and_the_dice_of_a_colleague_come_without_a_reload(house, desks):
    city = house("running")
    prepared(city)
    for number in (1, 2, 3):
        hand_in(desks, city, f"trustee{number}")
    page = plan(desks, city)
    ref = city.services.draws.public_listing()[0].ref
    page.goto(f"/office/ceremony/{ref}")
    expect(page.locator("[data-countdown]")).not_to_be_empty()
    city.services.ceremony.enter_dice(city.actor("office2"), ref, DICE)
    expect(page.locator("[data-live]")).to_contain_text("指数办乙", timeout=20_000)
    city.clock.advance(timedelta(minutes=1))
