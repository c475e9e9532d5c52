"""An appeal is filed in time, judged by strangers, and its ruling is whole or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sanitation.accounts.models import Account, Organisation
from sanitation.accounts.rules import Place, Role, Tie
from sanitation.appeals.models import PanelSeat, Ruling
from sanitation.appeals.rules import AppealState, Ground, Outcome
from sanitation.errors import Code
from sanitation.reviews.models import Review
from sanitation.scores.models import ScoreRun
from sanitation.sites.models import Site
from tests.factories import accounts, appeals, quarter
from tests.factories.photos import jpeg
from tests.world import breaking, everything, refuses, small_world, stored, undone

Q3 = quarter.QUARTER
FOREIGN = "9901XH"


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        yield quarter.published(quarter.house(services))


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


def file(house, given, actor=None):
    return house.services.appeals.file(actor or house.district, given)


# -- filing


def test_an_appeal_is_filed_with_its_entry_and_the_finding_as_it_stood(house):
    ref, given = appeals.filed(house, files=(jpeg(),))
    found = house.services.appeals.appeal(house.district, ref)
    assert (found.row.state, found.row.item) == (AppealState.FILED, given.item)
    assert found.stood == 2
    (entry,) = house.services.ledger.entries_of(ref)
    assert entry.kind == "AppealFiled"


def test_a_finding_is_appealed_once_even_after_a_withdrawal(house):
    ref, given = appeals.filed(house)
    with refuses(house.services, Code.APPEAL_EXISTS):
        file(house, given)
    house.services.appeals.withdraw(house.district, ref)
    with refuses(house.services, Code.APPEAL_EXISTS):
        file(house, replace(given, ground=Ground.RULE))
    with refuses(house.services, Code.WRONG_STATE):
        house.services.appeals.withdraw(house.district, ref)


def test_the_last_second_of_the_window_is_in_time_and_the_next_is_not(house):
    closes = house.services.appeals.findings(house.district, Q3).closes_at
    house.services.clock.move_to(closes)
    appeals.filed(house)
    house.services.clock.advance(timedelta(seconds=1))
    late = appeals.command(house, 1)
    with refuses(house.services, Code.APPEAL_WINDOW_CLOSED):
        file(house, late)


def test_only_a_finding_can_be_appealed(house):
    given = appeals.command(house)
    other = next(
        line.code
        for line in house.services.reviews.record(*_review_of(house, given)).items
        if line.code != given.item
    )
    for changes in ({"item": other}, {"item": "XX99"}, {"submission": "0" * 32}):
        with refuses(house.services, Code.NOT_FOUND):
            file(house, replace(given, **changes))


def _review_of(house, given):
    with stored(house.services) as session:
        for review in session.query(Review):
            if review.submission.ref == given.submission:
                by_id = {one.id: one for one in house.reviewers}
                return by_id[review.reviewer_id], review.handle
    raise AssertionError(given)


def test_a_foreign_finding_does_not_exist(house):
    given = appeals.command(house)
    street = house.services.city.streets_of(FOREIGN)[0]
    stranger = accounts.account(
        house.services, Role.DISTRICT_VIEWER, place=Place(FOREIGN, street.code)
    )
    with refuses(house.services, Code.NOT_FOUND):
        file(house, given, stranger)
    with refuses(house.services, Code.NOT_FOUND):
        house.services.appeals.finding(stranger, given.submission, given.item)
    ref = file(house, given)
    for ask in (house.services.appeals.appeal, house.services.appeals.withdraw):
        with refuses(house.services, Code.NOT_FOUND):
            ask(stranger, ref)
    assert house.services.appeals.listing(stranger, Q3) == ()


@pytest.mark.parametrize("bad", [b"", b"hello", b"%PDF-1.7", jpeg(640, 480)[:-200]])
def test_evidence_that_is_no_photo_is_refused(house, bad):
    given = appeals.command(house, files=(jpeg(), bad))
    with refuses(house.services, Code.PHOTO_INVALID):
        file(house, given)


@pytest.mark.parametrize("text", ["", "   ", "a\0b"])
def test_an_appeal_says_why(house, text):
    given = appeals.command(house, text=text)
    with refuses(house.services, Code.INVALID_INPUT):
        file(house, given)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.PANELLIST])
def test_nobody_appeals_but_who_is_responsible(house, role):
    given, other = appeals.command(house), accounts.account(house.services, role)
    with refuses(house.services, Code.FORBIDDEN):
        file(house, given, other)


# -- the panel


def test_the_panel_is_two_people_who_have_nothing_to_do_with_it(house):
    ref, given = appeals.filed(house)
    reviewer, _handle = _review_of(house, given)
    with house.services.sessions.begin() as session:
        for account in session.query(Account).filter_by(id=reviewer.id):
            account.grants[0].role = Role.PANELLIST  # judged the record, now on the panel
    house.services.appeals.draw_panel(house.office, ref)
    with stored(house.services) as session:
        drawn = {seat.account_id for seat in session.query(PanelSeat)}
    assert len(drawn) == 2
    assert drawn <= {one.id for one in house.panellists}
    with refuses(house.services, Code.WRONG_STATE):
        house.services.appeals.draw_panel(house.office, ref)


def test_who_is_tied_to_place_keeper_or_appellant_is_not_drawn(house):
    ref, _given = appeals.filed(house)
    one, two, _three = house.panellists
    street = house.services.city.streets[0].code
    house.services.accounts.declare_conflict(house.office, one.ref, Tie.HOME, street=street)
    with house.services.sessions.begin() as session:
        firm = session.query(Site).first().contractor_id
        session.get(Account, two.id).organisation_id = firm
    with refuses(house.services, Code.APPEAL_PANEL_CONFLICT) as refused:
        house.services.appeals.draw_panel(house.office, ref)
    assert refused.value.facts["found"] == 1


def test_a_colleague_of_the_appellant_is_not_drawn(house):
    ref, _given = appeals.filed(house)
    with house.services.sessions.begin() as session:
        desk = session.get(Account, house.district.id).organisation_id
        assert session.get(Organisation, desk)
        for person in house.panellists[:2]:
            session.get(Account, person.id).organisation_id = desk
    with refuses(house.services, Code.APPEAL_PANEL_CONFLICT):
        house.services.appeals.draw_panel(house.office, ref)


def test_the_dossier_opens_when_both_have_judged_blind(house):
    ref, _given = appeals.filed(house)
    house.services.appeals.draw_panel(house.office, ref)
    (one, first), (two, second) = appeals.seats(house)
    service = house.services.appeals
    with refuses(house.services, Code.WRONG_STATE):
        service.rule(one, first, Outcome.DISMISSED, 2, "early")
    service.judge_blind(one, first, 2)
    with refuses(house.services, Code.ALREADY_DONE):
        service.judge_blind(one, first, 1)
    with refuses(house.services, Code.WRONG_STATE):
        service.rule(one, first, Outcome.DISMISSED, 2, "still early")
    for count in (-1, 1000):
        with refuses(house.services, Code.INVALID_INPUT):
            service.judge_blind(two, second, count)
    service.judge_blind(two, second, 1)
    assert service.appeal(house.office, ref).row.state is AppealState.READY


def test_anothers_seat_does_not_exist(house):
    ref, _given = appeals.filed(house)
    (one, first), (two, second) = appeals.ready(house, ref)
    service = house.services.appeals
    outsider = next(p for p in house.panellists if p.id not in {one.id, two.id})
    for person, handle in ((one, second), (two, first), (outsider, first)):
        for ask in (
            service.seat,
            lambda who, what: service.judge_blind(who, what, 1),
            lambda who, what: service.rule(who, what, Outcome.UPHELD, 0, "x"),
            lambda who, what: service.seat_photo(who, what, 1, 320),
        ):
            with refuses(house.services, Code.NOT_FOUND):
                ask(person, handle)


# -- the ruling


@pytest.mark.parametrize(
    ("outcome", "findings"),
    [
        (Outcome.UPHELD, 1),
        (Outcome.PARTLY, 0),
        (Outcome.PARTLY, 2),
        (Outcome.DISMISSED, 1),
        (Outcome.DISMISSED, 3),
        (Outcome.REVISIT, 0),
    ],
)
def test_a_ruling_whose_number_contradicts_its_word_is_refused(house, outcome, findings):
    person, handle = appeals.ready(house, appeals.filed(house)[0])[0]
    with refuses(house.services, Code.INVALID_INPUT):
        house.services.appeals.rule(person, handle, outcome, findings, "because")


def test_a_ruling_gives_its_reasons_and_is_given_once(house):
    person, handle = appeals.ready(house, appeals.filed(house)[0])[0]
    with refuses(house.services, Code.INVALID_INPUT):
        house.services.appeals.rule(person, handle, Outcome.UPHELD, 0, "  ")
    house.services.appeals.rule(person, handle, Outcome.UPHELD, 0, "clean in the photo")
    with refuses(house.services, Code.WRONG_STATE):
        house.services.appeals.rule(person, handle, Outcome.DISMISSED, 2, "or not")


def test_a_ruling_scores_anew_and_supersedes_in_one_command(house):
    ref, _given = appeals.filed(house)
    appeals.ruled(house, ref, Outcome.UPHELD, 0)
    newest = house.services.ledger.latest(3)
    assert [entry.kind for entry in newest] == [
        "ReleaseSuperseded",
        "ScoresRecomputed",
        "AppealRuled",
    ]
    assert len({entry.command for entry in newest}) == 1
    found = house.services.appeals.appeal(house.district, ref)
    assert (found.stood, found.stands) == (2, 0)


def test_a_dismissal_adds_the_ruling_and_changes_no_score(house):
    with stored(house.services) as session:
        runs = session.query(ScoreRun).count()
    appeals.ruled(house, appeals.filed(house)[0], Outcome.DISMISSED, 2)
    with stored(house.services) as session:
        assert session.query(ScoreRun).count() == runs
        assert session.query(Ruling).count() == 1


def test_two_rulings_both_stay_in_the_score(house):
    appeals.ruled(house, appeals.filed(house, 0)[0], Outcome.UPHELD, 0)
    first = house.services.scores.latest(house.office, Q3)
    appeals.ruled(house, appeals.filed(house, 0)[0], Outcome.PARTLY, 1)
    second = house.services.scores.latest(house.office, Q3)
    assert first.inputs_sha256 != second.inputs_sha256
    counted = house.services.appeals.findings(house.district, Q3)
    assert sum(row.findings for row in counted.rows) == 8 - 2 - 1


@pytest.mark.parametrize(
    "table",
    ["ruling", "score_run", "score_value", "scored_mark", "release", "ledger_entry"],
)
def test_a_ruling_that_fails_on_the_way_has_written_nothing(house, table):
    """Whatever part of it fails: the ruling, the new run, its figures, the new release."""
    person, handle = appeals.ready(house, appeals.filed(house)[0])[0]
    before = everything(house.services)
    with breaking(house.services, table), pytest.raises(ConnectionError):
        house.services.appeals.rule(person, handle, Outcome.UPHELD, 0, "clean")
    assert everything(house.services) == before
    house.services.appeals.rule(person, handle, Outcome.UPHELD, 0, "clean")
