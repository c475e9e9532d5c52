"""The assessor's file in the browser: the office records, the assessor signs."""

import re

import pytest

from sanitation.accounts.rules import Role
from tests.factories import accounts
from tests.webapp.world import application, browser
from tests.world import small_world

QUARTER = "2026Q3"


@pytest.fixture
def house():
    with small_world() as services:
        app = application(services)
        office = accounts.account(services, Role.OFFICE)
        made = accounts.account(services, Role.ASSESSOR)
        yield (
            services,
            made,
            browser(app, accounts.signed_in(services, office)),
            browser(app, accounts.signed_in(services, made)),
        )


def test_a_file_is_completed_through_the_pages(house):
    services, made, office, assessor = house
    steps = {"training_hours": "16", "mock_agreement_pct": "85", "exam_score": "90"}
    assert office.post(f"/assessors/{made.ref}", data=steps).status_code == 303
    page = assessor.get("/my-file").text
    for pledge, digest in zip(
        ("confidentiality", "integrity"),
        re.findall(r'name="sha256" value="(\w+)"', page),
        strict=True,
    ):
        answer = assessor.post(f"/my-file/pledges/{pledge}", data={"sha256": digest})
        assert answer.status_code == 303

    assert services.accounts.own_file(made, QUARTER).lacks == ()
    assert "Qualified" in assessor.get("/my-file").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"training_hours": ""},
        {"training_hours": "many"},
        {"exam_score": "101"},
        {"mock_agreement_pct": "-1"},
    ],
)
def test_a_step_that_cannot_be_is_refused_and_the_field_named(house, wrong):
    services, made, office, _ = house
    answer = office.post(f"/assessors/{made.ref}", data={"training_hours": "16"} | wrong)

    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.text
    assert services.accounts.own_file(made, QUARTER).training_hours == 0


def test_the_pledges_are_shown_in_both_languages(house):
    _, _, _, assessor = house
    page = assessor.get("/my-file").text

    assert "I promise" in page
    assert "郑重承诺" in page


def test_the_next_quarter_can_be_prepared(house):
    _, made, office, _ = house
    steps = {"training_hours": "16"}
    address = f"/assessors/{made.ref}?quarter=2026Q4"

    assert office.post(address, data=steps).location.endswith("quarter=2026Q4")
    assert "16 h" in office.get("/assessors?quarter=2026Q4").text
    assert "16 h" not in office.get("/assessors?quarter=2026Q3").text
    assert office.get("/assessors?quarter=soon").status_code == 422
