"""Two people publish; nothing final while anything is open; what was published stays."""

import pytest

from sanitation.accounts.rules import Role
from sanitation.appeals.rules import Outcome
from sanitation.errors import Code
from sanitation.publication.rules import ReleaseState, Stage
from tests.factories import accounts, quarter
from tests.factories.appeals import filed, ruled
from tests.world import refuses, small_world, undone

Q3 = quarter.QUARTER
PROVISIONAL, FINAL = Stage.PROVISIONAL, Stage.FINAL


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        yield quarter.reviewed(quarter.house(services))


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


def scored(house):
    return house.services.scores.run(house.office, Q3)


def propose(house, stage, run, actor=None):
    return house.services.publication.propose(actor or house.office, Q3, stage, run)


def test_a_release_needs_two_people(house):
    ref = propose(house, PROVISIONAL, scored(house))
    with refuses(house.services, Code.SIGN_OFF_SAME_PERSON):
        house.services.publication.sign(house.office, ref)
    row = house.services.publication.sign(house.second, ref)
    assert row.state is ReleaseState.PROVISIONAL
    assert row.checkpoint
    with refuses(house.services, Code.WRONG_STATE):
        house.services.publication.sign(house.second, ref)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DISTRICT_VIEWER, Role.ADMINISTRATOR])
def test_only_the_office_publishes(house, role):
    run, other = scored(house), accounts.account(house.services, role)
    ref = propose(house, PROVISIONAL, run)
    with refuses(house.services, Code.FORBIDDEN):
        propose(house, PROVISIONAL, run, other)
    with refuses(house.services, Code.FORBIDDEN):
        house.services.publication.sign(other, ref)


def test_a_run_of_another_quarter_or_of_none_is_not_found(house):
    run = scored(house)
    with refuses(house.services, Code.NOT_FOUND):
        propose(house, PROVISIONAL, "0" * 32)
    with refuses(house.services, Code.NOT_FOUND):
        house.services.publication.propose(house.office, "2026Q2", PROVISIONAL, run)


def test_nothing_is_final_that_was_not_provisional(house):
    run = scored(house)
    with refuses(house.services, Code.WRONG_STATE):
        propose(house, FINAL, run)


def test_there_is_one_provisional_release_even_if_two_were_proposed(house):
    run = scored(house)
    first, second = propose(house, PROVISIONAL, run), propose(house, PROVISIONAL, run)
    house.services.publication.sign(house.second, first)
    with refuses(house.services, Code.RELEASE_EXISTS):
        house.services.publication.sign(house.second, second)
    with refuses(house.services, Code.RELEASE_EXISTS):
        propose(house, PROVISIONAL, run)


def test_a_forgotten_proposal_never_replaces_a_final_release(house):
    run = scored(house)
    left = propose(house, PROVISIONAL, run)
    quarter.release(house, PROVISIONAL, run)
    quarter.release(house, FINAL, run)
    with refuses(house.services, Code.RELEASE_EXISTS):
        house.services.publication.sign(house.second, left)
    with refuses(house.services, Code.WRONG_STATE):
        propose(house, FINAL, run)


def test_nothing_becomes_final_while_an_appeal_is_open(house):
    run = scored(house)
    quarter.release(house, PROVISIONAL, run)
    before = propose(house, FINAL, run)
    ref, _finding = filed(house)
    with refuses(house.services, Code.WRONG_STATE):
        propose(house, FINAL, run)
    with refuses(house.services, Code.WRONG_STATE):
        house.services.publication.sign(house.second, before)
    house.services.appeals.withdraw(house.district, ref)
    with refuses(house.services, Code.APPEAL_WINDOW_OPEN):
        house.services.publication.sign(house.second, before)
    house.services.clock.advance(quarter.APPEALS_OVER)
    row = house.services.publication.sign(house.second, before)
    assert row.state is ReleaseState.FINAL


def test_a_final_release_carries_the_rulings_and_no_other_run_can_undo_them(house):
    first = scored(house)
    quarter.release(house, PROVISIONAL, first)
    standing = ruled(house, filed(house)[0], Outcome.UPHELD, 0)
    run = house.services.publication.release(house.office, standing).run
    with refuses(house.services, Code.WRONG_STATE):
        propose(house, FINAL, first)
    again = scored(house)  # the office scores once more: the ruling is in it
    listed = {row.ref: row for row in house.services.scores.listing(house.office)}
    assert listed[again].inputs_sha256 == listed[run].inputs_sha256
    assert listed[again].inputs_sha256 != listed[first].inputs_sha256
    quarter.release(house, FINAL, run)


def test_superseded_releases_stay_readable_as_they_were(house):
    run = scored(house)
    first = quarter.release(house, PROVISIONAL, run)
    before = house.services.publication.ranking(house.district, Q3, "street", first)
    final = quarter.release(house, FINAL, run)
    after = house.services.publication.ranking(house.district, Q3, "street", first)
    assert after.release.state is ReleaseState.SUPERSEDED
    assert after.areas == before.areas
    standing = house.services.publication.ranking(None, Q3, "street")
    assert standing.release.ref == final


def test_the_public_reads_nothing_before_it_is_final(house):
    run = scored(house)
    draft = propose(house, PROVISIONAL, run)
    reader = house.services.publication
    stranger = accounts.account(house.services, Role.ASSESSOR)
    for ref in (draft, quarter.release(house, PROVISIONAL, run)):
        for person in (None, stranger):
            with refuses(house.services, Code.NOT_FOUND):
                reader.release(person, ref)
            with refuses(house.services, Code.NOT_FOUND):
                reader.ranking(person, Q3, "street", ref)
        assert reader.ranking(None, Q3, "street") is None
    with refuses(house.services, Code.NOT_FOUND):
        reader.release(house.district, draft)


def test_a_release_names_the_ledger_it_came_from(house):
    ref = quarter.release(house, PROVISIONAL, scored(house))
    kinds = [entry.kind for entry in house.services.ledger.entries_of(ref)]
    assert kinds == ["ReleaseProposed", "ReleasePublished"]
    row = house.services.publication.release(house.office, ref)
    origin, size, *_rest = row.checkpoint.splitlines()
    assert origin == house.services.ledger.origin
    assert int(size) == house.services.ledger.status().size


def test_appeals_begin_with_the_notification_and_last_as_long_as_the_city_says(house):
    quarter.release(house, PROVISIONAL, scored(house))
    page = house.services.appeals.findings(house.district, Q3)
    # Friday 24 July, 5 working days: the day itself is not counted.
    assert page.closes_at.astimezone(quarter.SHANGHAI).isoformat() == (
        "2026-07-31T18:00:00+08:00"
    )
    assert page.open
