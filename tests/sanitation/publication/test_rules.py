"""Who may sign, what may be proposed, who may read."""

import pytest

from sanitation.accounts.rules import Actor, Level, Role, Scope
from sanitation.errors import Code, Problem
from sanitation.publication.rules import (
    PUBLIC,
    STANDING,
    ReleaseState,
    Stage,
    check_can_propose,
    check_can_sign,
    visible_to,
)


def actor(role):
    return Actor(1, "a", "A", frozenset({role}), Scope(Level.CITY))


def test_whoever_proposed_may_not_sign():
    with pytest.raises(Problem) as refused:
        check_can_sign(ReleaseState.DRAFT, "a", "a")
    assert refused.value.code is Code.SIGN_OFF_SAME_PERSON
    check_can_sign(ReleaseState.DRAFT, "a", "b")


@pytest.mark.parametrize("state", [s for s in ReleaseState if s is not ReleaseState.DRAFT])
def test_only_a_proposal_is_signed(state):
    with pytest.raises(Problem) as refused:
        check_can_sign(state, "a", "b")
    assert refused.value.code is Code.WRONG_STATE


def test_a_final_release_needs_a_provisional_one_and_no_open_appeal():
    check_can_propose(Stage.FINAL, ReleaseState.PROVISIONAL, 0, imported=False)
    for standing, waiting in (
        (None, 0),
        (ReleaseState.FINAL, 0),
        (ReleaseState.PROVISIONAL, 1),
    ):
        with pytest.raises(Problem):
            check_can_propose(Stage.FINAL, standing, waiting, imported=False)


def test_an_imported_table_is_final_at_once_and_never_provisional():
    check_can_propose(Stage.FINAL, None, 0, imported=True)
    with pytest.raises(Problem):
        check_can_propose(Stage.PROVISIONAL, None, 0, imported=True)


def test_the_public_and_blind_roles_read_final_figures_only():
    assert visible_to(None) == PUBLIC
    for role in (Role.ASSESSOR, Role.REVIEWER, Role.CONTRACTOR_VIEWER, Role.ADMINISTRATOR):
        assert visible_to(actor(role)) == PUBLIC
    for role in (Role.OFFICE, Role.AUDITOR, Role.DISTRICT_VIEWER, Role.STREET_VIEWER):
        assert visible_to(actor(role)) == STANDING
