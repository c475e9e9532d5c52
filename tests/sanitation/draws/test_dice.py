"""Dice are read by two people, each without seeing the other's digits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.draws.rules import DrawState
from sanitation.errors import Code, Problem
from tests.factories import accounts, ceremony
from tests.factories.ceremony import DICE, MADE_UP
from tests.world import small_world

digits = st.text("0123456789", min_size=20, max_size=20)


@pytest.fixture
def made():
    with small_world() as services:
        found = ceremony.committed(services)
        services.clock.move_to(found.due - timedelta(hours=1))
        yield found


def refusal(call, *arguments) -> Code:
    with pytest.raises(Problem) as refused:
        call(*arguments)
    return refused.value.code


def enter(made, person, given=DICE):
    return made.services.ceremony.enter_dice(person, made.ref, given)


def test_equal_digits_of_two_people_are_published_at_once(made):
    assert enter(made, made.house.office) is False
    page = made.services.ceremony.public_page(made.ref)
    assert page.draw.dice == ""
    assert [row.digits for row in page.dice] == [""]
    assert enter(made, made.house.second) is True
    page = made.services.ceremony.public_page(made.ref)
    assert page.draw.dice == DICE
    assert page.draw.dice_at == made.services.clock.now()
    assert [row.digits for row in page.dice] == [DICE, DICE]


def test_the_same_person_does_not_enter_twice(made):
    enter(made, made.house.office)
    assert refusal(enter, made, made.house.office) is Code.DICE_SAME_PERSON
    assert made.services.ceremony.public_page(made.ref).draw.dice_at is None


def test_two_who_differ_both_enter_again_and_no_digit_is_told(made):
    enter(made, made.house.office)
    assert refusal(enter, made, made.house.second, DICE[::-1]) is Code.DICE_DIFFER
    page = made.services.ceremony.public_page(made.ref)
    assert page.differed
    assert page.draw.dice == ""
    assert [row.digits for row in page.dice] == ["", ""]
    assert enter(made, made.house.second) is False
    assert enter(made, made.house.office) is True
    assert [row.attempt for row in made.services.ceremony.public_page(made.ref).dice] == [
        1,
        1,
        2,
        2,
    ]


@given(first=digits, second=digits)
def test_dice_are_the_draws_exactly_when_both_entries_are_equal(first, second):
    with small_world() as services:
        made = ceremony.committed(services)
        services.clock.move_to(made.due - timedelta(hours=1))
        enter(made, made.house.office, first)
        if first == second:
            assert enter(made, made.house.second, second) is True
        else:
            assert refusal(enter, made, made.house.second, second) is Code.DICE_DIFFER
        agreed = services.ceremony.public_page(made.ref).draw.dice
        assert agreed == (first if first == second else "")


@pytest.mark.parametrize("given", ["", DICE[1:], DICE + "0", "x" * 20, "１" * 20])
def test_digits_of_another_length_or_kind_are_refused(made, given):
    assert refusal(enter, made, made.house.office, given) is Code.DICE_INVALID
    assert made.services.ceremony.public_page(made.ref).dice == ()


def test_after_two_agreed_nobody_enters_more(made):
    enter(made, made.house.office)
    enter(made, made.house.second)
    third = accounts.account(made.services, *made.house.office.roles)
    assert refusal(enter, made, third) is Code.ALREADY_DONE


def test_dice_that_come_when_the_beacon_is_known_are_refused(made):
    made.services.clock.move_to(made.due + timedelta(seconds=1))
    assert refusal(enter, made, made.house.office) is Code.DICE_TOO_LATE


def test_no_draw_before_two_people_agreed_on_the_dice(made):
    enter(made, made.house.office)
    made.services.clock.move_to(made.due + timedelta(minutes=1))
    draw = made.services.ceremony.draw
    assert refusal(draw, made.house.office, made.ref, MADE_UP) is Code.WRONG_STATE
    assert made.services.draws.public_page(made.ref).draw.state is DrawState.COMMITTED


def test_one_plan_is_drawn_once():
    with small_world() as services:
        made = ceremony.drawn(services)
        draw, office = services.ceremony.draw, made.house.office
        assert refusal(draw, office, made.ref, MADE_UP) is Code.PLAN_ALREADY_DRAWN
        assert refusal(enter, made, office) is Code.WRONG_STATE
