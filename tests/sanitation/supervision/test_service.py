"""Cases through the real service: the whole line, its refusals, its deadlines, its entries."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from sanitation.accounts.rules import Kind, Place, Role
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos
from sanitation.ledger.models import LedgerEntry
from sanitation.supervision.models import Case, CasePhoto, Inspection
from sanitation.supervision.rules import CaseState, Closing, Command
from sanitation.supervision.service import facts
from sanitation.supervision.values import Act, NewInspection
from tests.factories import accounts
from tests.factories import supervision as made
from tests.world import small_world, stored


@pytest.fixture
def services():
    with small_world() as world:
        yield world


@pytest.fixture
def crew(services):
    return made.hands(services)


def refused(code, call, *args, **given):
    with pytest.raises(Problem) as caught:
        call(*args, **given)
    assert caught.value.code is code
    return caught.value


def entries(services):
    with stored(services) as session:
        return session.scalar(select(func.count()).select_from(LedgerEntry))


def test_a_case_goes_from_inspection_to_closing_and_each_step_is_one_entry(services, crew):
    ref = made.inspected(services, crew.inspector)
    for command in made.WHOLE_WAY:
        before = entries(services)
        made.give(services, crew.of(command), ref, command)
        assert entries(services) == before + 1

    page = services.supervision.case(crew.inspector, ref)
    assert (page.row.state, page.row.closing) == (CaseState.CLOSED, Closing.RECTIFIED)
    assert [step.command for step in page.steps] == [Command.INSPECT, *made.WHOLE_WAY]
    assert [photo.role for photo in page.photos] == ["fault", "after", "look_back"]


def test_what_a_case_shows_stays_what_its_last_entry_says(services, crew):
    made.case(services, crew, Command.SUBMIT)
    with stored(services) as session:
        row = session.scalar(select(Case))
        said = facts(row)
    assert said["state"] == "submitted"
    assert said["steps"] == 4
    assert len(said["photos"]) == 2


def test_numbers_count_the_cases_of_a_year(services, crew):
    first = services.supervision.case(
        crew.inspector, made.inspected(services, crew.inspector)
    )
    second = services.supervision.case(
        crew.inspector, made.inspected(services, crew.inspector)
    )
    assert (first.row.number, second.row.number) == ("2026-0001", "2026-0002")


def test_a_finding_without_a_photo_leaves_nothing_behind(services, crew):
    site = made.toilet(services)
    code = services.supervision.checklist(crew.inspector)[0].code
    new = NewInspection(site, {code: 1}, {})
    refused(Code.EVIDENCE_MISSING, services.supervision.inspect, crew.inspector, new)
    with stored(services) as session:
        assert session.scalar(select(func.count()).select_from(Inspection)) == 0
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_an_inspection_without_findings_makes_no_case(services, crew):
    new = NewInspection(made.toilet(services), {}, {})
    assert services.supervision.inspect(crew.inspector, new) == ()


def test_the_same_fault_at_the_same_place_is_offered_and_never_merged(services, crew):
    site = made.toilet(services)
    first = made.inspected(services, crew.inspector, site)
    second = made.inspected(services, crew.inspector, site)
    page = services.supervision.case(crew.inspector, second)
    assert [row.ref for row in page.duplicates] == [first]
    assert services.supervision.listing(crew.inspector)[1] == 2


def test_a_photo_is_proof_only_once(services, crew):
    picture = made.photo()
    first = made.case(services, crew, Command.ACCEPT)
    second = made.case(services, crew, Command.ACCEPT)
    made.give(services, crew.party, first, Command.SUBMIT, photos=(picture,))
    refused(
        Code.EVIDENCE_REUSED,
        made.give,
        services,
        crew.party,
        second,
        Command.SUBMIT,
        photos=(picture,),
    )
    page = services.supervision.case(crew.party, second)
    assert page.row.state is CaseState.RECTIFYING
    assert [photo.role for photo in page.photos] == ["fault"]


def test_what_is_no_photo_is_refused_and_the_case_stays(services, crew):
    ref = made.case(services, crew, Command.ACCEPT)
    given = {"photos": (b"not a photo",)}
    refused(
        Code.PHOTO_INVALID, made.give, services, crew.party, ref, Command.SUBMIT, **given
    )
    assert services.supervision.case(crew.party, ref).row.state is CaseState.RECTIFYING


def test_a_photo_comes_back_small_upright_and_without_what_it_carried(services, crew):
    ref = made.case(services, crew, Command.SUBMIT)
    photo = services.supervision.case(crew.party, ref).photos[-1]
    shown = services.supervision.photo(crew.party, ref, photo.ref, 32)
    with stored(services) as session:
        row = session.scalar(select(CasePhoto).where(CasePhoto.ref == photo.ref))
    assert shown.startswith(b"\xff\xd8")
    assert b"sample" in services.blobs.get(row.sha256)
    assert b"sample" not in shown


def test_a_photo_that_is_cut_off_is_told_so_and_is_no_defect(services):
    whole = made.photo((320, 240))
    cut = whole[: len(whole) // 2]
    refused(Code.PHOTO_INVALID, photos.derivative, cut, 64)


def test_the_party_may_not_decide_and_the_inspector_may_not_rectify(services, crew):
    ref = made.case(services, crew, None)
    refused(Code.FORBIDDEN, made.give, services, crew.party, ref, Command.ISSUE)
    made.give(services, crew.inspector, ref, Command.ISSUE)
    refused(Code.FORBIDDEN, made.give, services, crew.inspector, ref, Command.ACCEPT)
    office = accounts.account(services, Role.OFFICE)
    refused(Code.FORBIDDEN, made.give, services, office, ref, Command.VOID)


def test_a_case_elsewhere_does_not_exist_for_a_district(services, crew):
    other = next(d for d in services.city.ranked_districts if d.code != home(services))
    street = services.city.streets_of(other.code)[0].code
    ref = made.case(
        services, crew, Command.ISSUE, made.toilet(services, Place(other.code, street))
    )
    refused(Code.NOT_FOUND, services.supervision.case, crew.party, ref)
    refused(Code.NOT_FOUND, made.give, services, crew.party, ref, Command.ACCEPT)
    assert services.supervision.listing(crew.party) == ((), 0)


def home(services):
    return services.city.streets[0].district_code


def test_a_contractor_sees_its_own_cases_and_no_others(services, crew):
    first = services.city.streets[0]
    one, two = (accounts.organisation(services, Kind.CONTRACTOR) for _ in range(2))
    here = Place(first.district_code, first.code, one)
    firm = accounts.account(services, Role.CONTRACTOR_VIEWER, place=here)
    own = made.case(services, crew, Command.ISSUE, made.toilet(services, here))
    beside = Place(first.district_code, first.code, two)
    made.case(services, crew, Command.ISSUE, made.toilet(services, beside))
    rows, total = services.supervision.listing(firm)
    assert ([row.ref for row in rows], total) == ([own], 1)
    made.give(services, firm, own, Command.ACCEPT)
    made.give(services, firm, own, Command.SUBMIT)


def test_the_look_back_needs_another_inspector_and_closing_needs_a_look_back(
    services, crew
):
    ref = made.case(services, crew, Command.PASS)
    refused(
        Code.CASE_TRANSITION,
        made.give,
        services,
        crew.inspector,
        ref,
        Command.LOOK_BACK_PASS,
    )
    refused(Code.CASE_TRANSITION, made.give, services, crew.another, ref, Command.CLOSE)


def test_a_failed_proof_opens_a_round_with_half_the_time_and_keeps_the_old_row(
    services, crew
):
    ref = made.case(services, crew, Command.CLAIM)
    made.give(services, crew.inspector, ref, Command.FAIL)
    page = services.supervision.case(crew.inspector, ref)
    assert (page.row.state, page.row.round) == (CaseState.RECTIFYING, 2)
    assert [kind for kind, *_ in page.deadlines] == ["accept", "rectify", "rework"]
    # S3: five working days, halved; issued on Wednesday 1 July 2026.
    assert page.row.due_at == datetime(2026, 7, 3, 10, tzinfo=UTC)


def test_deadlines_follow_the_working_calendar(services, crew):
    services.clock.move_to(datetime(2026, 9, 30, 2, tzinfo=UTC))
    ref = made.case(services, crew, Command.ISSUE)
    row = services.supervision.case(crew.inspector, ref).row
    # Over the National Day holidays, with the make-up Saturday of 10 October.
    assert row.due_at == datetime(2026, 10, 13, 10, tzinfo=UTC)
    assert not row.provisional


def test_an_extension_is_granted_once_before_the_date_and_within_bounds(services, crew):
    ref = made.case(services, crew, Command.ACCEPT)
    before = services.supervision.case(crew.inspector, ref).row.due_at
    extend = (services, crew.inspector, ref, Command.EXTEND)
    refused(Code.INVALID_INPUT, made.give, *extend, days=11)
    assert made.give(*extend).due_at > before
    refused(Code.CASE_TRANSITION, made.give, *extend)
    late = made.case(services, crew, Command.ACCEPT)
    services.clock.advance(timedelta(days=30))
    refused(Code.DEADLINE_PASSED, made.give, services, crew.inspector, late, Command.EXTEND)


def test_a_pause_stops_the_clock(services, crew):
    ref = made.case(services, crew, Command.ACCEPT)
    before = services.supervision.case(crew.inspector, ref).row.due_at
    made.give(services, crew.inspector, ref, Command.PAUSE)
    services.clock.advance(timedelta(days=7))
    assert made.give(services, crew.inspector, ref, Command.RESUME).due_at == before + (
        timedelta(days=7)
    )


def test_a_return_is_refused_after_the_time_to_accept_and_after_the_second(services, crew):
    ref = made.case(services, crew, Command.ISSUE)
    for _ in range(2):
        made.give(services, crew.party, ref, Command.RETURN)
        made.give(services, crew.inspector, ref, Command.ISSUE)
    refused(Code.CASE_TRANSITION, made.give, services, crew.party, ref, Command.RETURN)
    late = made.case(services, crew, Command.ISSUE)
    services.clock.advance(timedelta(days=10))
    refused(Code.DEADLINE_PASSED, made.give, services, crew.party, late, Command.RETURN)


@pytest.mark.parametrize("command", [Command.VOID, Command.GIVE_UP])
def test_one_officer_alone_neither_voids_nor_gives_up(services, crew, command):
    ref = made.case(services, crew, Command.ACCEPT)
    give = (services, crew.inspector, ref, command)
    refused(Code.SIGN_OFF_SAME_PERSON, made.give, *give)
    refused(Code.SIGN_OFF_SAME_PERSON, made.give, *give, second=crew.inspector.ref)
    assert made.give(*give, second=crew.another.ref).state is CaseState.CLOSED


def test_a_reason_is_asked_for_where_the_table_says_so(services, crew):
    ref = made.case(services, crew, Command.CLAIM)
    act = Act(ref, Command.FAIL, reason="  ")
    problem = refused(Code.INVALID_INPUT, services.supervision.act, crew.inspector, act)
    assert problem.facts["field"] == "reason"


def test_a_rectified_case_reopens_as_a_new_round_and_a_void_one_never(services, crew):
    ref = made.case(services, crew, Command.CLOSE)
    row = made.give(services, crew.inspector, ref, Command.REOPEN)
    assert (row.state, row.round, row.closing) == (CaseState.RECTIFYING, 2, None)
    void = made.case(services, crew, None)
    made.give(services, crew.inspector, void, Command.VOID, second=crew.another.ref)
    refused(Code.CASE_TRANSITION, made.give, services, crew.inspector, void, Command.REOPEN)


def test_the_page_offers_exactly_what_would_be_taken(services, crew):
    ref = made.case(services, crew, Command.PASS)
    offered = services.supervision.case(crew.another, ref).allowed
    assert Command.LOOK_BACK_PASS in offered
    first = services.supervision.case(crew.inspector, ref).allowed
    assert Command.LOOK_BACK_PASS not in first
    assert Command.CLOSE not in first


def test_counts_stand_with_their_denominators(services, crew):
    made.case(services, crew, Command.CLOSE)
    made.case(services, crew, Command.ACCEPT)
    services.clock.advance(timedelta(days=30))
    counts = services.supervision.counts(crew.inspector)
    assert (counts.open, counts.overdue) == (1, 1)
    assert (counts.rectified, counts.on_time, counts.first_time) == (1, 1, 1)


def test_each_side_is_told_what_waits_for_it(services, crew):
    ref = made.case(services, crew, None)
    (mine,) = services.supervision.due(crew.inspector)
    assert (mine.kind, mine.count) == ("cases_to_decide", 1)
    assert services.supervision.due(crew.party) == ()
    made.give(services, crew.inspector, ref, Command.ISSUE)
    (theirs,) = services.supervision.due(crew.party)
    assert (theirs.kind, theirs.count) == ("cases_to_rectify", 1)
    assert theirs.due_at is not None
