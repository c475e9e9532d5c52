"""Accounts, grants, contracts: who may, what is refused, and what the ledger keeps."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sanitation import bootstrap, config
from sanitation.accounts import queries
from sanitation.accounts.rules import EXCLUSIVE, Kind, Level, Place, Role
from sanitation.accounts.values import AccountEdit, NewAccount, NewContract
from sanitation.db.base import Base
from sanitation.errors import Code, Problem
from sanitation.ledger.models import LedgerBody, LedgerEntry
from tests.factories import accounts
from tests.world import small_world, stored


def code_of(call, *args, **given):
    with pytest.raises(Problem) as refused:
        call(*args, **given)
    return refused.value.code


def entries(services, ref):
    with stored(services) as session:
        rows = session.execute(
            select(LedgerEntry.kind, LedgerBody.body)
            .join(LedgerBody, LedgerBody.seq == LedgerEntry.seq)
            .where(LedgerEntry.object == ref)
            .order_by(LedgerEntry.seq)
        )
        return [(kind, json.loads(body)) for kind, body in rows]


@given(wanted=st.lists(st.sampled_from(sorted(Role)), min_size=1, max_size=4, unique=True))
def test_no_order_of_grants_gives_one_person_roles_of_two_lines(wanted):
    with small_world() as services:
        made = accounts.account(services)
        for role in wanted:
            with suppress(Problem):
                services.accounts.grant(None, made.ref, role)
        held = set(services.accounts.account(None, made.ref).roles)

        assert sum(bool(held & line) for line in EXCLUSIVE) <= 1


def test_every_change_of_an_account_is_one_entry_with_what_it_became():
    with small_world() as services:
        administrator = accounts.account(services, Role.ADMINISTRATOR)
        made = accounts.account(services, Role.REVIEWER)
        services.accounts.grant(administrator, made.ref, Role.ADJUDICATOR)
        services.accounts.revoke(administrator, made.ref, Role.REVIEWER, "left the team")
        services.accounts.set_active(administrator, made.ref, active=False, reason="gone")

        kept = entries(services, made.ref)

        assert [kind for kind, _ in kept] == [
            "AccountCreated",
            "RoleGranted",
            "RoleRevoked",
            "AccountClosed",
        ]
        assert [body["facts"]["roles"] for _, body in kept] == [
            ["reviewer"],
            ["adjudicator", "reviewer"],
            ["adjudicator"],
            ["adjudicator"],
        ]
        assert kept[2][1]["reason"] == "left the team"
        assert kept[1][1]["actor"] == administrator.ref
        assert kept[1][1]["role"] == "administrator"


def test_a_refused_command_leaves_no_entry():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER)
        before = entries(services, made.ref)

        assert code_of(services.accounts.grant, None, made.ref, Role.OFFICE)
        assert code_of(services.accounts.revoke, None, made.ref, Role.OFFICE)

        assert entries(services, made.ref) == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_administrators_manage_accounts(role):
    with small_world() as services:
        actor = accounts.account(services, role)
        manage = services.accounts
        for call, args in (
            (manage.page, ()),
            (manage.create, (NewAccount("x", "x", "x"),)),
            (manage.grant, (actor.ref, Role.AUDITOR)),
            (manage.revoke, (actor.ref, role)),
            (manage.invite, (actor.ref,)),
            (manage.sessions_of, (actor.ref,)),
        ):
            assert code_of(call, actor, *args) is Code.FORBIDDEN


def test_an_administrator_grants_nothing_to_themselves():
    with small_world() as services:
        administrator = accounts.account(services, Role.ADMINISTRATOR)
        grant = services.accounts.grant

        assert (
            code_of(grant, administrator, administrator.ref, Role.AUDITOR) is Code.FORBIDDEN
        )


def test_the_last_administrator_stays():
    with small_world() as services:
        last = accounts.account(services, Role.ADMINISTRATOR)
        revoke, active = services.accounts.revoke, services.accounts.set_active

        assert code_of(revoke, None, last.ref, Role.ADMINISTRATOR) is Code.WRONG_STATE
        assert code_of(active, None, last.ref, active=False) is Code.WRONG_STATE
        accounts.account(services, Role.ADMINISTRATOR)
        revoke(None, last.ref, Role.ADMINISTRATOR)


def test_a_name_to_sign_in_is_given_once():
    with small_world() as services:
        accounts.account(services, Role.REVIEWER, handle="taken")
        again = NewAccount("taken", "Another", accounts.organisation(services))

        assert code_of(services.accounts.create, None, again) is Code.NAME_TAKEN


def test_a_street_account_takes_its_district_from_the_catalogue():
    with small_world() as services:
        street = services.city.streets[-1]
        made = accounts.account(
            services, Role.STREET_VIEWER, place=Place(street=street.code)
        )

        assert made.scope.street == street.code
        assert made.scope.district == street.district_code


@pytest.mark.parametrize(
    ("level", "kind", "code"),
    [
        (Level.STREET, Kind.STREET, Code.UNKNOWN_PLACE),
        (Level.DISTRICT, Kind.DISTRICT, Code.UNKNOWN_PLACE),
        (Level.CONTRACTOR, Kind.AGENCY, Code.INVALID_INPUT),
        (Level.CITY, Kind.CONTRACTOR, Code.INVALID_INPUT),
    ],
)
def test_an_account_stands_where_its_level_can_stand(level, kind, code):
    with small_world() as services:
        body = accounts.organisation(services, kind)
        new = NewAccount("x", "x", body, level, district="nowhere", street="nowhere")

        assert code_of(services.accounts.create, None, new) is code


def test_an_edit_of_an_account_somebody_changed_meanwhile_is_refused():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER)
        seen = services.accounts.account(None, made.ref)
        edit = AccountEdit(
            "New name", seen.organisation_ref, seen.level, version=seen.version
        )
        services.accounts.edit(None, made.ref, edit)

        assert code_of(services.accounts.edit, None, made.ref, edit) is Code.STALE_VERSION


@given(words=st.text(alphabet="aAnNb%_\\ Ç岸", max_size=3))
def test_searching_finds_exactly_who_has_the_words(words):
    with small_world() as services:
        body = accounts.organisation(services, name="柳岸 bureau")
        for handle in ("ann%", "bob_n", "c\\ aa"):
            accounts.account(services, Role.REVIEWER, handle=handle, body=body)
        everybody = services.accounts.page(None).rows
        found = services.accounts.page(None, words)

        wanted = [row for row in everybody if words.casefold() in searched(row)]
        assert list(found.rows) == wanted
        assert found.total == len(wanted)


def searched(row):
    return "\n".join((row.handle, row.name, row.organisation)).casefold()


def test_who_keeps_a_street_follows_the_contract_of_the_day():
    with small_world() as services:
        street = services.city.streets[0].code
        old, new, toilets = (
            accounts.organisation(services, Kind.CONTRACTOR) for _ in range(3)
        )
        for contract in (
            NewContract(old, street, "", date(2025, 1, 1), date(2025, 12, 31)),
            NewContract(new, street, "", date(2026, 1, 1)),
            NewContract(toilets, street, "V12", date(2026, 6, 1)),
        ):
            services.accounts.contract(None, contract)

        def keeper(venue, day):
            with stored(services) as session:
                found = queries.contractor_of(session, street, venue, day)
                return found and found.ref

        assert keeper("V01", date(2025, 12, 31)) == old
        assert keeper("V01", date(2026, 1, 1)) == new
        assert keeper("V12", date(2026, 5, 31)) == new
        assert keeper("V12", date(2026, 6, 1)) == toilets
        assert keeper("V01", date(2024, 12, 31)) is None


def test_who_worked_as_assessor_this_quarter_judges_nothing_in_it():
    with small_world() as services:
        made = accounts.assessor(services, services.accounts.quarter_now())
        services.accounts.revoke(None, made.ref, Role.ASSESSOR)
        grant = services.accounts.grant

        assert code_of(grant, None, made.ref, Role.REVIEWER) is Code.ROLES_EXCLUDE
        services.clock.advance(timedelta(days=92))
        grant(None, made.ref, Role.REVIEWER)


def test_two_grants_at_the_same_moment_do_not_add_up(tmp_path):
    """On a database of its own: savepoints of one connection would queue by themselves."""
    settings = config.from_environment({"SANITATION_CITY": "linxi"}, tmp_path)
    services = bootstrap.build(settings)
    Base.metadata.create_all(services.sessions.engine)
    wanted = (Role.ASSESSOR, Role.REVIEWER, Role.OFFICE, Role.AUDITOR)
    for _ in range(3):
        made = accounts.account(services)
        start = Barrier(len(wanted))

        def grant(role, made=made, start=start):
            start.wait()
            with suppress(Problem):
                services.accounts.grant(None, made.ref, role)

        with ThreadPoolExecutor(len(wanted)) as threads:
            list(threads.map(grant, wanted))
        assert len(services.accounts.account(None, made.ref).roles) == 1
    services.sessions.engine.dispose()
