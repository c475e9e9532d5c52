"""Sessions live on the server, the throttle in the database, links work once."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from sanitation.accounts import passwords
from sanitation.accounts.models import LoginFailure, LoginSession, OneTimeLink
from sanitation.accounts.rules import (
    ABSOLUTE,
    ACCOUNT_FAILURES,
    CONFIRMED_FOR,
    IDLE,
    PAIR_FAILURES,
    Role,
)
from sanitation.errors import Code, Problem
from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from tests.world import small_world, stored


@pytest.fixture(autouse=True)
def fast_hashes(monkeypatch):
    """Hash with the least argon2 allows: these tests are about what surrounds it."""

    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()


def known(services):
    made = accounts.account(services, Role.REVIEWER, handle="known")
    services.accounts.set_password(None, made.ref, PASSWORD)
    return made


def code_of(call, *args, **given):
    with pytest.raises(Problem) as refused:
        call(*args, **given)
    return refused.value.code


def test_signing_in_opens_a_session_that_says_who_acts():
    with small_world() as services:
        made = known(services)
        token = services.accounts.sign_in("known", PASSWORD, source="a", device="b")

        assert services.accounts.actor_of(token) == made
        assert [one.current for one in services.accounts.own_sessions(made, token)] == [
            True
        ]


def test_neither_token_nor_password_nor_link_is_kept_in_the_clear():
    with small_world() as services:
        made = known(services)
        link = services.accounts.invite(None, made.ref)
        token = services.accounts.sign_in("known", PASSWORD)

        with stored(services) as session:
            kept = [one.token_hash for one in session.scalars(select(LoginSession))]
            kept += [one.token_hash for one in session.scalars(select(OneTimeLink))]
        row = services.accounts.account(None, made.ref)
        assert token not in kept
        assert link not in kept
        assert not hasattr(row, "password_hash")


@pytest.mark.parametrize("handle", ["known", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(handle):
    with small_world() as services:
        known(services)

        assert code_of(services.accounts.sign_in, handle, "wrong") is Code.BAD_CREDENTIALS


def test_a_closed_account_cannot_sign_in_and_is_out_at_once():
    with small_world() as services:
        made = known(services)
        token = services.accounts.sign_in("known", PASSWORD)
        services.accounts.set_active(None, made.ref, active=False)

        assert services.accounts.actor_of(token) is None
        assert code_of(services.accounts.sign_in, "known", PASSWORD) is Code.BAD_CREDENTIALS


def test_five_failures_from_one_place_stop_that_place_for_fifteen_minutes():
    with small_world() as services:
        known(services)
        sign_in = services.accounts.sign_in
        for _ in range(PAIR_FAILURES):
            assert code_of(sign_in, "known", "wrong", source="a") is Code.BAD_CREDENTIALS

        assert code_of(sign_in, "known", PASSWORD, source="a") is Code.TOO_MANY_ATTEMPTS
        assert sign_in("known", PASSWORD, source="b")
        services.clock.advance(timedelta(minutes=15))
        assert sign_in("known", PASSWORD, source="a")


def test_twenty_failures_from_anywhere_stop_the_account_for_an_hour():
    with small_world() as services:
        known(services)
        sign_in = services.accounts.sign_in
        for number in range(ACCOUNT_FAILURES):
            assert code_of(sign_in, "known", "wrong", source=str(number))

        assert code_of(sign_in, "known", PASSWORD, source="new") is Code.TOO_MANY_ATTEMPTS
        services.clock.advance(timedelta(hours=1))
        assert sign_in("known", PASSWORD, source="new")


def test_success_is_not_counted_as_failure():
    with small_world() as services:
        known(services)
        for _ in range(PAIR_FAILURES + 1):
            services.accounts.sign_in("known", PASSWORD, source="a")

        with stored(services) as session:
            assert session.scalars(select(LoginFailure)).all() == []


@pytest.mark.parametrize(
    ("steps", "alive"),
    [
        ([IDLE - timedelta(seconds=1)], True),
        ([IDLE], False),
        ([timedelta(minutes=29)] * 24, True),
        ([timedelta(minutes=29)] * 25, False),
    ],
)
def test_a_session_ends_when_idle_or_after_twelve_hours(steps, alive):
    assert timedelta(minutes=29) * 24 < ABSOLUTE < timedelta(minutes=29) * 25
    with small_world() as services:
        token = accounts.signed_in(services, known(services))
        found = None
        for step in steps:
            services.clock.advance(step)
            found = services.accounts.actor_of(token)

        assert (found is not None) is alive


def test_signing_in_again_ends_the_browsers_old_session():
    with small_world() as services:
        known(services)
        old = services.accounts.sign_in("known", PASSWORD)
        new = services.accounts.sign_in("known", PASSWORD, old=old)

        assert services.accounts.actor_of(old) is None
        assert services.accounts.actor_of(new) is not None


def test_confirming_gives_a_new_token_and_counts_for_ten_minutes():
    with small_world() as services:
        made = known(services)
        old = services.accounts.sign_in("known", PASSWORD)
        services.clock.advance(CONFIRMED_FOR)
        assert not services.accounts.recently_confirmed(old)

        new = services.accounts.confirm_password(made, old, PASSWORD)

        assert services.accounts.actor_of(old) is None
        assert services.accounts.recently_confirmed(new)
        services.clock.advance(CONFIRMED_FOR)
        assert not services.accounts.recently_confirmed(new)
        assert services.accounts.actor_of(new) is not None


def test_the_owner_and_an_administrator_may_end_a_session_and_nobody_else():
    with small_world() as services:
        made = known(services)
        other = accounts.account(services, Role.REVIEWER)
        administrator = accounts.account(services, Role.ADMINISTRATOR)
        first, second = (accounts.signed_in(services, made) for _ in range(2))
        refs = {one.current: one.ref for one in services.accounts.own_sessions(made, first)}

        assert code_of(services.accounts.end_session, other, refs[True]) is Code.NOT_FOUND
        services.accounts.end_session(made, refs[True])
        services.accounts.end_session(administrator, refs[False])

        assert services.accounts.actor_of(first) is None
        assert services.accounts.actor_of(second) is None


def test_a_changed_password_ends_every_session_made_with_the_old_one():
    with small_world() as services:
        made = known(services)
        here, there = (services.accounts.sign_in("known", PASSWORD) for _ in range(2))
        new = services.accounts.change_password(made, here, PASSWORD, "another long walk")

        assert services.accounts.actor_of(here) is None
        assert services.accounts.actor_of(there) is None
        assert services.accounts.actor_of(new) == made
        assert services.accounts.sign_in("known", "another long walk")


def test_a_link_sets_a_password_once():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER, handle="fresh")
        link = services.accounts.invite(None, made.ref)

        assert services.accounts.use_link(link, PASSWORD) == "fresh"
        assert services.accounts.sign_in("fresh", PASSWORD)
        assert code_of(services.accounts.use_link, link, PASSWORD) is Code.LINK_INVALID


def test_a_weak_password_does_not_use_up_the_link():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER)
        link = services.accounts.invite(None, made.ref)

        assert code_of(services.accounts.use_link, link, "short") is Code.WEAK_PASSWORD
        assert services.accounts.use_link(link, PASSWORD)


def test_a_link_dies_after_three_days_and_when_a_later_one_is_made():
    with small_world() as services:
        made = accounts.account(services, Role.REVIEWER)
        first = services.accounts.invite(None, made.ref)
        second = services.accounts.invite(None, made.ref)

        assert code_of(services.accounts.link_owner, first) is Code.LINK_INVALID
        services.clock.advance(timedelta(days=3))
        assert code_of(services.accounts.link_owner, second) is Code.LINK_INVALID


def test_the_first_administrator_gets_a_link_until_one_can_sign_in():
    with small_world() as services:
        forgotten = services.accounts.first_administrator_link()
        link = services.accounts.first_administrator_link()

        assert code_of(services.accounts.link_owner, forgotten) is Code.LINK_INVALID
        assert services.accounts.use_link(link, PASSWORD) == "admin"
        assert services.accounts.first_administrator_link() is None
        token = services.accounts.sign_in("admin", PASSWORD)
        assert services.accounts.actor_of(token).roles == {Role.ADMINISTRATOR}


def test_the_security_log_names_who_failed_but_not_what_strangers_typed():
    with small_world() as services:
        known(services)
        auditor = accounts.account(services, Role.AUDITOR)
        for handle in ("known", "known", "somebody's password"):
            assert code_of(services.accounts.sign_in, handle, "wrong")

        failures = services.accounts.security(auditor).failures

        assert {(one.handle, one.failures) for one in failures} == {("known", 2), ("", 1)}
