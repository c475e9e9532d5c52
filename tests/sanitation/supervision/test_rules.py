"""The table of cases: every state with every command, and what no history reaches."""

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sanitation.errors import Code, Problem
from sanitation.supervision.rules import (
    OPEN,
    TRANSITIONS,
    CaseState,
    Command,
    Hands,
    Side,
    check_hands,
    diagram,
    next_state,
)

PEOPLE = ("first", "second", "third")
OFFICERS = frozenset({"first", "second"})
WAYS_OUT = frozenset({Command.VOID, Command.GIVE_UP, Command.ESCALATE})


@pytest.mark.parametrize(
    ("state", "command"), list(itertools.product(CaseState, Command)), ids="-".join
)
def test_a_command_outside_the_table_is_refused_and_one_inside_leads_where_it_says(
    state, command
):
    row = TRANSITIONS.get((state, command))
    if row is not None:
        assert next_state(state, command) is row
        return
    with pytest.raises(Problem) as refused:
        next_state(state, command)
    assert refused.value.code is Code.CASE_TRANSITION


def test_a_closed_case_allows_nothing_but_reopening():
    assert {c for s, c in TRANSITIONS if s is CaseState.CLOSED} == {Command.REOPEN}
    assert all((state, Command.VOID) in TRANSITIONS for state in OPEN)


def test_only_the_inspecting_side_gives_a_command_that_closes():
    closing = [row for row in TRANSITIONS.values() if row.to is CaseState.CLOSED]
    assert closing
    assert {row.side for row in closing} == {Side.CITY}


def test_whoever_handed_in_the_proof_never_closes_even_after_a_look_back():
    with pytest.raises(Problem) as refused:
        check_hands(Command.CLOSE, "a", Hands(submitter="a", looked_back=True))
    assert refused.value.code is Code.RECTIFIER_MAY_NOT_CLOSE


@pytest.mark.parametrize("command", [Command.LOOK_BACK_PASS, Command.LOOK_BACK_FAIL])
def test_whoever_made_the_first_visit_never_looks_back(command):
    hands = Hands(first_visitor="a", submitter="b")
    for barred in ("a", "b"):
        with pytest.raises(Problem):
            check_hands(command, barred, hands)
    check_hands(command, "c", hands)


@pytest.mark.parametrize("command", [Command.PASS, Command.FAIL])
def test_only_the_officer_who_claimed_a_proof_judges_it(command):
    with pytest.raises(Problem):
        check_hands(command, "a", Hands(reviewer="b"))
    check_hands(command, "b", Hands(reviewer="b"))


def test_the_diagram_names_every_step_but_the_two_that_lead_from_everywhere():
    drawn = diagram()
    for (state, command), row in TRANSITIONS.items():
        line = f"{state} --> {row.to}: {command}"
        assert (line in drawn) is (command not in {Command.VOID, Command.ESCALATE})


class History(RuleBasedStateMachine):
    """Commands by anybody, kept as the service keeps them; refusals change nothing."""

    def __init__(self):
        super().__init__()
        self.state = CaseState.DRAFT
        self.hands = Hands(issuer="first", first_visitor="first")
        self.looked = ""  # who passed the look-back of the present round
        self.closed_by = ""  # who closed it as rectified

    @rule(data=st.data(), actor=st.sampled_from(PEOPLE))
    def give(self, data, actor):
        # Only commands of the state, and none that ends it early: else few go far.
        here = [c for s, c in TRANSITIONS if s is self.state and c not in WAYS_OUT]
        command = data.draw(st.sampled_from(here))
        row = next_state(self.state, command)
        if (row.side is Side.CITY) is not (actor in OFFICERS):
            return
        try:
            check_hands(command, actor, self.hands)
        except Problem:
            return
        self.state = row.to
        self.keep(command, actor)

    def keep(self, command, actor):
        hands = self.hands
        again = command in {Command.FAIL, Command.LOOK_BACK_FAIL, Command.REOPEN}
        passed = command is Command.LOOK_BACK_PASS
        self.looked = "" if again else actor if passed else self.looked
        self.closed_by = "" if again else self.closed_by
        if command is Command.CLOSE:
            self.closed_by = actor
        self.hands = Hands(
            issuer="first",
            first_visitor="first",
            submitter=actor if command is Command.SUBMIT else hands.submitter,
            reviewer=actor if command is Command.CLAIM else hands.reviewer,
            looked_back=False if again else hands.looked_back or passed,
        )

    @invariant()
    def a_rectified_case_was_looked_back_at_in_its_last_round_by_a_second_person(self):
        assert not self.closed_by or self.looked == "second"

    @invariant()
    def no_one_of_the_rectifying_side_ever_closed_it(self):
        assert self.closed_by in OFFICERS | {""}
        assert not self.closed_by or self.closed_by != self.hands.submitter


class TestHistories(History.TestCase):
    """No history closes a case as rectified without a look-back, or by the rectifier."""

    settings = settings(stateful_step_count=60, deadline=None)


def test_such_a_history_can_reach_the_end():
    machine = History()
    way = (
        ("first", Command.ISSUE),
        ("third", Command.ACCEPT),
        ("third", Command.SUBMIT),
        ("first", Command.CLAIM),
        ("first", Command.PASS),
        ("second", Command.LOOK_BACK_PASS),
        ("first", Command.CLOSE),
    )
    for actor, command in way:
        check_hands(command, actor, machine.hands)
        machine.state = next_state(machine.state, command).to
        machine.keep(command, actor)
    assert machine.state is CaseState.CLOSED
    assert (machine.looked, machine.closed_by) == ("second", "first")
