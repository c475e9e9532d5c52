"""The one table of cases: every state with every command, and what no history reaches."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.errors import Code, Problem
from sanitation.supervision.rules import (
    TRANSITIONS,
    CaseState,
    Command,
    Hands,
    Side,
    check_hands,
    diagram,
    next_state,
)

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "cases.md"
EVERY = [(state, command) for state in CaseState for command in Command]


@pytest.mark.parametrize(("state", "command"), EVERY)
def test_every_state_answers_every_command_as_the_table_says(state, command):
    if (state, command) in TRANSITIONS:
        assert next_state(state, command) is TRANSITIONS[state, command]
        return
    with pytest.raises(Problem) as refused:
        next_state(state, command)
    assert refused.value.code is Code.CASE_TRANSITION


def test_only_the_inspecting_side_closes():
    closing = [row for row in TRANSITIONS.values() if row.to is CaseState.CLOSED]
    assert closing
    assert all(row.side is Side.CITY for row in closing)


@given(
    st.lists(st.sampled_from([c for c in Command if c is not Command.VOID]), max_size=30)
)
def test_no_history_is_rectified_without_a_look_back(commands):
    state, looked_back = CaseState.DRAFT, False
    for command in commands:
        row = TRANSITIONS.get((state, command))
        if row is None:
            continue
        if command is Command.CLOSE:
            assert looked_back
        state = row.to
        looked_back = command is Command.LOOK_BACK_PASS or (
            looked_back and state in {CaseState.REINSPECTED, CaseState.CLOSED}
        )


def test_the_rectifier_never_closes():
    with pytest.raises(Problem) as refused:
        check_hands(Command.CLOSE, "a", Hands(submitter="a", looked_back=True))
    assert refused.value.code is Code.RECTIFIER_MAY_NOT_CLOSE


def test_a_look_back_needs_somebody_else():
    for hands in (Hands(first_visitor="a"), Hands(submitter="a")):
        with pytest.raises(Problem):
            check_hands(Command.LOOK_BACK_PASS, "a", hands)
    check_hands(Command.LOOK_BACK_PASS, "b", Hands(first_visitor="a", submitter="c"))


def test_the_documentation_shows_the_table_in_force():
    assert diagram() in DOCUMENT.read_text(encoding="utf-8")
