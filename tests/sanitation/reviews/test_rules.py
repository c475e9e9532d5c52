"""Who judges what, when a review may be sealed, and what stands."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.errors import Code, Problem
from sanitation.reviews.rules import (
    SITE_ITEM,
    Candidate,
    Judgement,
    MarkState,
    Record,
    ReviewState,
    assign,
    check_can_seal,
    in_dispute,
    items_to_judge,
    may_judge,
    settle,
    stand_in,
)

ITEMS = ("A1", "A2", "A3")
judgements = st.builds(
    Judgement, st.just(MarkState.COUNTED), st.integers(0, 9)
) | st.sampled_from([Judgement(MarkState.NA), Judgement(MarkState.MISSING)])
full_marks = st.fixed_dictionaries(dict.fromkeys(ITEMS, judgements))


def ticket(name):
    return hashlib.sha256(name.encode()).hexdigest()


def record(number, district="D1", street="S1", people=()):
    return Record(number, f"r{number}", district, street, frozenset(), frozenset(people))


def person(number, **bars):
    return Candidate(number, f"p{number}", **{k: frozenset(v) for k, v in bars.items()})


@given(first=full_marks, second=full_marks)
def test_two_reviews_that_agree_stand_and_a_dispute_waits(first, second):
    disputed = in_dispute(first, second)
    stands = settle(first, second, {})
    assert (stands is None) == bool(disputed)
    if stands is not None:
        assert stands == first == second


@given(first=full_marks, second=full_marks, third=full_marks)
def test_a_decision_touches_only_what_was_in_dispute(first, second, third):
    disputed = in_dispute(first, second)
    stands = settle(first, second, third)
    for item in ITEMS:
        assert stands[item] == (third[item] if item in disputed else first[item])


def test_a_sealed_review_refuses_a_second_seal():
    marks = {item: Judgement(MarkState.COUNTED, 1) for item in ITEMS}
    with pytest.raises(Problem) as refused:
        check_can_seal(ReviewState.SEALED, marks, ITEMS)
    assert refused.value.code is Code.REVIEW_ALREADY_SEALED


@given(left_out=st.sampled_from(ITEMS))
def test_every_indicator_has_to_be_judged(left_out):
    marks = {i: Judgement(MarkState.COUNTED, 0) for i in ITEMS if i != left_out}
    with pytest.raises(Problem) as refused:
        check_can_seal(ReviewState.ASSIGNED, marks, ITEMS)
    assert refused.value.code is Code.MARKS_MISMATCH
    assert refused.value.facts["items"] == left_out


def test_a_locked_site_is_judged_by_its_state_alone():
    assert items_to_judge(()) == (SITE_ITEM,)
    assert items_to_judge(["B", "A"]) == ("A", "B")


@pytest.mark.parametrize(
    "bars",
    [{"districts": ["D1"]}, {"streets": ["S1"]}],
)
def test_a_tie_to_the_place_bars_a_judge(bars):
    assert not may_judge(person(1, **bars), record(1))
    assert may_judge(person(1, **bars), record(1, "D2", "S2"))


def test_who_made_a_record_never_judges_it():
    assert not may_judge(person(7), record(1, people=[7]))


@given(st.permutations(range(40)), st.integers(2, 9))
def test_assignment_ignores_the_order_of_records_and_balances_loads(order, people):
    pool = [person(number) for number in range(100, 100 + people)]
    records = [record(number) for number in order]
    seats, short = assign(records, pool, {}, ticket)
    assert not short
    assert set(seats) == set(
        assign(sorted(records, key=lambda r: r.id), pool, {}, ticket)[0]
    )
    loads = Counter(seat.person for seat in seats)
    assert sum(loads.values()) == 80
    assert max(loads.values()) - min(loads.values()) <= 1
    for one in records:
        pair = [seat for seat in seats if seat.record == one.id]
        assert [seat.slot for seat in pair] == [1, 2]
        assert pair[0].person != pair[1].person


def test_a_record_with_fewer_than_two_eligible_people_is_listed_and_not_assigned():
    pool = [person(1), person(2, streets=["S1"])]
    seats, short = assign([record(1)], pool, {}, ticket)
    assert seats == ()
    assert [one.id for one in short] == [1]


def test_loads_carry_over_from_the_batch_before():
    pool = [person(1), person(2), person(3)]
    seats, _ = assign([record(1)], pool, {1: 5, 2: 5}, ticket)
    assert 3 in {seat.person for seat in seats}


@given(st.lists(st.integers(0, 9), min_size=4, max_size=8))
def test_a_stand_in_is_free_of_the_record_and_carries_the_least(given_loads):
    pool = [person(number) for number in range(len(given_loads))]
    loads = dict(enumerate(given_loads))
    one = record(1, people=[3])

    drawn = stand_in(one, pool, {0, 1}, loads, ticket)

    free = [p for p in pool if p.id not in {0, 1, 3}]
    assert drawn in free
    assert loads[drawn.id] == min(loads[p.id] for p in free)


def test_nobody_left_is_no_stand_in():
    with pytest.raises(Problem) as refused:
        stand_in(record(1), [person(1), person(2)], {1, 2}, {}, ticket)
    assert refused.value.code is Code.TOO_FEW_REVIEWERS
