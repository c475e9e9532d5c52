"""An assessor goes on duty only with every step of the quarter's file."""

import pytest

from sanitation.accounts import queries
from sanitation.accounts.assessors import check_qualified
from sanitation.accounts.pledges import PLEDGES, Pledge
from sanitation.accounts.rules import Lack, Role, Tie
from sanitation.accounts.values import FileEdit
from sanitation.errors import Code, Problem
from tests.factories import accounts
from tests.world import small_world, stored

QUARTER = "2026Q3"


def code_of(call, *args, **given):
    with pytest.raises(Problem) as refused:
        call(*args, **given)
    return refused.value.code


def qualified(services, quarter=QUARTER):
    with stored(services) as session:
        rule = services.accounts.qualification_rule()
        found = queries.qualified_assessors(session, quarter, rule)
        return {account.ref for account, _ in found}


@pytest.mark.parametrize("left_out", sorted(Lack))
def test_who_lacks_one_step_cannot_enter_a_draw(left_out):
    with small_world() as services:
        made = accounts.account(services, Role.ASSESSOR)
        steps = FileEdit(
            training_hours=15 if left_out is Lack.TRAINING else 16,
            mock_agreement_pct=79 if left_out is Lack.MOCK_TEST else 80,
            exam_score=79 if left_out is Lack.EXAM else 80,
        )
        services.accounts.edit_file(None, made.ref, QUARTER, steps)
        for pledge in Pledge:
            if left_out.value != f"{pledge.value}_pledge":
                sha256 = PLEDGES[pledge].sha256
                services.accounts.sign_pledge(made, QUARTER, pledge, sha256)

        assert qualified(services) == set()
        assert services.accounts.own_file(made, QUARTER).lacks == (left_out,)
        with stored(services) as session:
            account = queries.account_by_ref(session, made.ref)
            rule = services.accounts.qualification_rule()
            with pytest.raises(Problem) as refused:
                check_qualified(session, account, QUARTER, rule)
        assert refused.value.code is Code.NOT_QUALIFIED
        assert refused.value.facts["lacks"] == left_out.value


def test_qualification_counts_for_its_quarter_only():
    with small_world() as services:
        made = accounts.assessor(services, QUARTER)

        assert qualified(services) == {made.ref}
        assert qualified(services, "2026Q4") == set()


def test_a_closed_account_or_a_lost_role_leaves_the_roster():
    with small_world() as services:
        closed, former = accounts.assessor(services), accounts.assessor(services)
        services.accounts.set_active(None, closed.ref, active=False)
        services.accounts.revoke(None, former.ref, Role.ASSESSOR)

        assert qualified(services) == set()


def test_a_third_exam_in_a_quarter_is_refused():
    with small_world() as services:
        made = accounts.account(services, Role.ASSESSOR)
        edit = services.accounts.edit_file
        for score in (50, 60, 60):
            edit(None, made.ref, QUARTER, FileEdit(16, 80, score))

        refused = code_of(edit, None, made.ref, QUARTER, FileEdit(16, 80, 70))

        assert refused is Code.WRONG_STATE
        assert services.accounts.own_file(made, QUARTER).exam_score == 60
        edit(None, made.ref, "2026Q4", FileEdit(16, 80, 70))


def test_a_pledge_is_signed_once_and_as_it_is_worded_today():
    with small_world() as services:
        made = accounts.account(services, Role.ASSESSOR)
        sign, integrity = services.accounts.sign_pledge, PLEDGES[Pledge.INTEGRITY]

        assert (
            code_of(sign, made, QUARTER, Pledge.INTEGRITY, "0" * 64) is Code.STALE_VERSION
        )
        sign(made, QUARTER, Pledge.INTEGRITY, integrity.sha256)
        again = code_of(sign, made, QUARTER, Pledge.INTEGRITY, integrity.sha256)

        assert again is Code.ALREADY_DONE


def test_a_file_somebody_changed_meanwhile_is_not_overwritten():
    with small_world() as services:
        made = accounts.assessor(services)
        seen = services.accounts.own_file(made, QUARTER)
        edit = FileEdit(20, 90, 85, version=seen.version)
        services.accounts.edit_file(None, made.ref, QUARTER, edit)

        stale = code_of(services.accounts.edit_file, None, made.ref, QUARTER, edit)

        assert stale is Code.STALE_VERSION


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE}))
def test_only_the_office_keeps_files(role):
    with small_world() as services:
        made, actor = accounts.assessor(services), accounts.account(services, role)
        keep = services.accounts

        assert code_of(keep.files, actor, QUARTER) is Code.FORBIDDEN
        assert code_of(keep.file, actor, made.ref, QUARTER) is Code.FORBIDDEN
        edit = FileEdit(16, 80, 80)
        assert code_of(keep.edit_file, actor, made.ref, QUARTER, edit) is Code.FORBIDDEN


def test_people_without_the_role_have_no_file():
    with small_world() as services:
        reviewer = accounts.account(services, Role.REVIEWER)
        office = accounts.account(services, Role.OFFICE)

        found = code_of(services.accounts.file, office, reviewer.ref, QUARTER)

        assert found is Code.NOT_FOUND


def test_one_declares_ones_own_ties_and_only_the_office_ends_them():
    with small_world() as services:
        made, other = accounts.assessor(services), accounts.assessor(services)
        office = accounts.account(services, Role.OFFICE)
        street = services.city.streets[0].code
        declare = services.accounts.declare_conflict
        withdraw = services.accounts.withdraw_conflict

        tie = declare(made, made.ref, Tie.HOME, street=street)

        assert code_of(declare, other, made.ref, Tie.KIN, street=street) is Code.FORBIDDEN
        assert code_of(declare, made, made.ref, Tie.KIN) is Code.INVALID_INPUT
        assert code_of(declare, made, made.ref, Tie.KIN, street="x") is Code.UNKNOWN_PLACE
        assert code_of(withdraw, made, tie) is Code.FORBIDDEN
        with stored(services) as session:
            assert [one.street for one in queries.conflicts(session, [made.id])] == [street]
        withdraw(office, tie, "moved away")
        with stored(services) as session:
            assert queries.conflicts(session, [made.id, other.id]) == []


def test_what_is_due_says_who_still_has_to_do_something():
    with small_world() as services:
        office = accounts.account(services, Role.OFFICE)
        fresh = accounts.account(services, Role.ASSESSOR)
        accounts.assessor(services)

        mine = {one.kind: one.count for one in services.accounts.due(fresh)}
        theirs = {one.kind: one.count for one in services.accounts.due(office)}

        assert mine == {"pledges_to_sign": 2}
        assert theirs == {"assessors_to_qualify": 1}
