"""What may be appealed and what a ruling may say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.appeals.rules import Outcome, check_can_file, check_outcome, draw_panel
from sanitation.errors import Code, Problem

CLOSES = datetime(2026, 10, 20, 10, tzinfo=UTC)


def test_an_appeal_is_filed_until_the_window_closes_and_not_after():
    check_can_file(CLOSES, CLOSES, 1, exists=False)
    with pytest.raises(Problem) as refused:
        check_can_file(CLOSES + timedelta(seconds=1), CLOSES, 1, exists=False)
    assert refused.value.code is Code.APPEAL_WINDOW_CLOSED


def test_one_finding_has_one_appeal():
    with pytest.raises(Problem) as refused:
        check_can_file(CLOSES, CLOSES, 1, exists=True)
    assert refused.value.code is Code.APPEAL_EXISTS


def test_nothing_found_is_nothing_to_appeal():
    with pytest.raises(Problem) as refused:
        check_can_file(CLOSES, CLOSES, 0, exists=False)
    assert refused.value.code is Code.NOT_FOUND


@given(stood=st.integers(1, 9), stands=st.integers(0, 12), outcome=st.sampled_from(Outcome))
def test_a_ruling_never_adds_findings_and_fits_its_word(stood, stands, outcome):
    fits = {
        Outcome.UPHELD: stands == 0,
        Outcome.PARTLY: 0 < stands < stood,
        Outcome.DISMISSED: stands == stood,
        Outcome.REVISIT: stands == stood,
    }[outcome]
    if fits:
        check_outcome(outcome, stood, stands)
        assert stands <= stood
    else:
        with pytest.raises(Problem) as refused:
            check_outcome(outcome, stood, stands)
        assert refused.value.code is Code.INVALID_INPUT


def test_a_panel_is_the_smallest_tickets_whatever_the_order():
    people = [(number, f"p{number}") for number in range(6)]
    first = draw_panel(people, "a1", str.swapcase, 2)
    assert first == draw_panel(people[::-1], "a1", str.swapcase, 2)
    assert len(set(first)) == 2


def test_too_few_people_without_a_conflict_are_no_panel():
    with pytest.raises(Problem) as refused:
        draw_panel([(1, "p1")], "a1", str.swapcase, 2)
    assert refused.value.code is Code.APPEAL_PANEL_CONFLICT
