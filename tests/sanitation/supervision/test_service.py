"""A case from the first visit to its close, and what is refused on the way."""

import pytest

from sanitation.accounts.rules import Place, Role
from sanitation.errors import Code, Problem
from sanitation.supervision.rules import CaseState, Closing, Command
from sanitation.supervision.values import Act, NewInspection
from tests.factories import accounts, sites
from tests.factories import supervision as cases
from tests.factories.photos import jpeg
from tests.webapp.world import places_of
from tests.world import small_world


@pytest.fixture
def desk():
    with small_world() as services:
        here, _beside, away = places_of(services)
        people = {
            "first": accounts.account(services, Role.INSPECTOR),
            "second": accounts.account(services, Role.INSPECTOR),
            "party": accounts.account(services, Role.STREET_VIEWER, place=here),
            "foreign": accounts.account(services, Role.STREET_VIEWER, place=away),
        }
        yield services, here, people


def drive(services, people, ref, *steps):
    for who, command in steps:
        photos = (jpeg(),) if command in {Command.SUBMIT, Command.LOOK_BACK_PASS} else ()
        services.supervision.act(people[who], Act(ref, command, "reason", photos))


TO_PROOF = (
    ("first", Command.ISSUE),
    ("party", Command.ACCEPT),
    ("party", Command.SUBMIT),
)
TO_LOOK_BACK = (*TO_PROOF, ("first", Command.CLAIM), ("first", Command.PASS))


def test_a_case_goes_from_fault_to_close(desk):
    services, here, people = desk
    ref = cases.draft(services, here, people["first"])
    drive(services, people, ref, *TO_LOOK_BACK)
    drive(
        services, people, ref, ("second", Command.LOOK_BACK_PASS), ("second", Command.CLOSE)
    )
    page = services.supervision.case(people["first"], ref)
    assert (page.row.state, page.row.closing) == (CaseState.CLOSED, Closing.RECTIFIED)
    assert len(page.steps) == 8


def test_a_finding_without_a_photo_is_refused_whole(desk):
    services, here, people = desk
    site = sites.toilet(services, here)
    item = services.supervision.checklist(people["first"])[0].code
    with pytest.raises(Problem) as refused:
        services.supervision.inspect(people["first"], NewInspection(site, {item: 1}, {}))
    assert refused.value.code is Code.EVIDENCE_MISSING
    assert services.supervision.listing(people["first"])[1] == 0


def test_a_foreign_street_does_not_know_the_case(desk):
    services, here, people = desk
    ref = cases.draft(services, here, people["first"])
    with pytest.raises(Problem) as refused:
        services.supervision.case(people["foreign"], ref)
    assert refused.value.code is Code.NOT_FOUND


def test_a_photo_is_never_used_twice(desk):
    services, here, people = desk
    ref = cases.draft(services, here, people["first"])
    drive(services, people, ref, *TO_PROOF[:2])
    photo = jpeg()
    services.supervision.act(people["party"], Act(ref, Command.SUBMIT, "", (photo,)))
    drive(services, people, ref, ("first", Command.CLAIM), ("first", Command.FAIL))
    with pytest.raises(Problem) as refused:
        services.supervision.act(people["party"], Act(ref, Command.SUBMIT, "", (photo,)))
    assert refused.value.code is Code.EVIDENCE_REUSED


def test_a_failed_proof_opens_a_round_with_its_own_deadline(desk):
    services, here, people = desk
    ref = cases.draft(services, here, people["first"])
    drive(
        services, people, ref, *TO_PROOF, ("first", Command.CLAIM), ("first", Command.FAIL)
    )
    page = services.supervision.case(people["party"], ref)
    assert (page.row.state, page.row.round) == (CaseState.RECTIFYING, 2)
    assert [kind for kind, *_ in page.deadlines] == ["accept", "rectify", "rework"]


def test_the_other_side_may_not_give_a_command(desk):
    services, here, people = desk
    ref = cases.draft(services, here, people["first"])
    with pytest.raises(Problem) as refused:
        services.supervision.act(people["party"], Act(ref, Command.ISSUE))
    assert refused.value.code is Code.FORBIDDEN


def test_the_first_visitor_may_not_look_back(desk):
    services, here, people = desk
    ref = cases.draft(services, here, people["first"])
    drive(services, people, ref, *TO_LOOK_BACK)
    with pytest.raises(Problem) as refused:
        drive(services, people, ref, ("first", Command.LOOK_BACK_PASS))
    assert refused.value.code is Code.CASE_TRANSITION
    assert isinstance(here, Place)
