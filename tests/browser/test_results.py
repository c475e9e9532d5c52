"""The results of a quarter worked with at a keyboard: chosen, taken along, compared."""

import csv

import pytest
from playwright.sync_api import expect

from tests.browser.hands import press
from tests.browser.looking import drawn, faults
from tests.line import QUARTER

pytestmark = pytest.mark.browser


def choose(page, name, label):
    """Choose in a list of the form by what stands there."""
    page.locator(f"form.filters select[name={name}]").select_option(label=label)


def show(page):
    with page.expect_navigation():
        press(page.locator("form.filters button[type=submit]"))


def test_what_is_chosen_is_shown_and_downloaded(house, desks):
    page = desks.sit(house("running"), language="en")
    page.goto("/results/")
    district = page.locator("select[name=district] option").nth(1).text_content()
    choose(page, "district", district)
    choose(page, "order", "Site index")
    show(page)

    rows = page.locator("#results tbody tr")
    expect(rows.first).to_be_visible()
    assert set(page.locator("#results tbody td:nth-child(3)").all_inner_texts()) == {
        district
    }
    with page.expect_download() as waiting:
        press(page.get_by_role("link", name="CSV"))
    with waiting.value.path().open(encoding="utf-8-sig") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert names == page.locator("#results tbody th").all_inner_texts()
    drawn(page)
    assert page.locator("[data-chart] svg").count() > 1
    assert faults(page) == []


def test_two_quarters_are_compared_and_looked_into_on_a_phone(house, desks):
    page = desks.sit(house("running"), phone=True, dark=True, language="en")
    page.goto(f"/results/compare/?earlier={QUARTER.previous}&later={QUARTER}")
    first = page.locator("#compared tbody th a").first
    name = first.inner_text()
    with page.expect_navigation():
        press(first)

    expect(page.get_by_role("heading", name=f"What moved in {name}?")).to_be_visible()
    assert faults(page) == []
