"""A toilet's fault from the inspection to the closed case, each side at its own page."""

import re

import pytest
from playwright.sync_api import expect

from sanitation.supervision.rules import CaseState, Closing, Command
from tests.browser.desks import shot
from tests.browser.hands import agree, follow, press, write
from tests.browser.looking import faults

pytestmark = pytest.mark.browser


def test_a_fault_becomes_a_case_and_the_case_is_closed(house, desks):
    city = house("running")
    inspector = desks.sit(city, "inspector", phone=True)
    find_a_fault(city, inspector)
    ref = inspector.url.rsplit("/", 1)[1]
    act(inspector, Command.ISSUE)

    party = desks.sit(city, "contractor")
    number = inspector.title().split()[0]
    open_case(party, number, ref)
    act(party, Command.ACCEPT)
    act(party, Command.SUBMIT, photo=True)
    expect(party.locator(".pair img")).to_have_count(2)
    assert faults(party) == []

    inspector.reload()
    act(inspector, Command.CLAIM)
    act(inspector, Command.PASS)
    expect(form(inspector, Command.LOOK_BACK_PASS)).to_have_count(0)
    another = desks.sit(city, "inspector2")
    open_case(another, number, ref)
    act(another, Command.LOOK_BACK_PASS, photo=True)
    act(another, Command.CLOSE)
    assert faults(another) == []

    row = city.services.supervision.case(city.actor("inspector"), ref).row
    assert (row.state, row.closing) == (CaseState.CLOSED, Closing.RECTIFIED)


def find_a_fault(city, page):
    """The inspector chooses the contractor's street, a toilet, and counts one finding."""
    street = city.services.city.streets_of(city.services.city.ranked_districts[0].code)[0]
    page.goto("/inspections/")
    page.locator("main select[name=street]").select_option(street.code)
    with page.expect_navigation():
        press(page.locator("main form[role=search] button[type=submit]"))
    follow(page, "/inspections/new/")
    assert faults(page) == []
    item = page.locator("[name^=count-]").first.get_attribute("name").removeprefix("count-")
    write(page, f"count-{item}", "1")
    page.locator(f"[name=photo-{item}]").set_input_files(shot())
    with page.expect_navigation():
        press(page.locator("main form[method=post] button[type=submit]").last)
    expect(page).to_have_url(re.compile("/cases/[0-9a-f]+$"))


def open_case(page, number, ref):
    """Find the case by its number in the list, as one who has it on paper would."""
    page.goto("/cases/")
    write(page, "words", number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, f"/cases/{ref}")
    assert faults(page) == []


def form(page, command):
    return page.locator(f"main form:has([name=command][value={command}])")


def act(page, command, *, photo=False):
    place = form(page, command)
    if photo:
        place.locator("[name=photos]").set_input_files(shot())
    with page.expect_navigation():
        press(place.locator("button[type=submit]"))
        agree(page)
    expect(page.locator(".notice-good")).to_be_visible()
