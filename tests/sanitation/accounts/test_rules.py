"""Roles, scope, qualification and rotation decide as the tables say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.accounts.passwords import COMMON, LEAST, check_strength
from sanitation.accounts.rules import (
    EXCLUSIVE,
    HOME_LEVEL,
    PERMITTED,
    Action,
    Actor,
    Lack,
    Level,
    Place,
    Qualification,
    QualificationRule,
    Role,
    RotationRule,
    Scope,
    Worked,
    authorise,
    barred_streets,
    check_level,
    check_roles,
    lacks,
    may_visit,
)
from sanitation.catalog.quarter import Quarter
from sanitation.errors import Code, Problem

roles = st.frozensets(st.sampled_from(Role))
codes = st.sampled_from(["", "D1", "D2"])
DISTRICT_OF = {"S1": "D1", "S2": "D1", "S3": "D2"}
NOW = Quarter(2026, 3)
works = st.builds(
    lambda back, street: Worked(str(NOW.shifted(-back)), DISTRICT_OF[street], street),
    st.integers(-2, 9),
    st.sampled_from(sorted(DISTRICT_OF)),
)


@given(held=roles)
def test_one_person_holds_roles_of_one_line_only(held):
    lines = [line for line in EXCLUSIVE if held & line]
    if len(lines) <= 1:
        check_roles(held)
    else:
        with pytest.raises(Problem) as refused:
            check_roles(held)
        assert refused.value.code is Code.ROLES_EXCLUDE


def test_every_role_belongs_to_exactly_one_line():
    assert sorted(role for line in EXCLUSIVE for role in line) == sorted(Role)


def test_nobody_both_runs_the_index_and_judges_in_it():
    judging = {Action.REVIEW, Action.ADJUDICATE, Action.JUDGE_APPEAL}
    running = {Action.RUN_QUARTER, Action.PUBLISH, Action.MANAGE_ACCOUNTS, Action.AUDIT}
    for judge in judging:
        for run in running:
            assert not PERMITTED[judge] & PERMITTED[run]


@given(held=roles, action=st.sampled_from(Action))
def test_a_forbidden_action_is_forbidden_wherever_the_object_lies(held, action):
    actor = Actor(1, "r", "n", held, Scope(Level.STREET, "D1", "S1"))
    if held & PERMITTED[action]:
        authorise(actor, action, Place("D1", "S1"))
    else:
        with pytest.raises(Problem) as refused:
            authorise(actor, action, Place("D9", "S9"))
        assert refused.value.code is Code.FORBIDDEN


@given(
    level=st.sampled_from([Level.DISTRICT, Level.STREET, Level.CONTRACTOR]),
    own=codes,
    lies=codes,
)
def test_a_place_without_the_part_a_level_sees_by_is_seen_by_nobody_of_it(level, own, lies):
    scope, place = Scope(level, own, own, own), Place(lies, lies, lies)

    assert scope.sees(place) is (bool(lies) and lies == own)
    assert Scope(Level.CITY).sees(place)


def test_an_object_outside_the_scope_is_not_found_rather_than_forbidden():
    actor = Actor(
        1, "r", "n", frozenset({Role.DISTRICT_VIEWER}), Scope(Level.DISTRICT, "D1")
    )

    authorise(actor, Action.VIEW_FINDINGS, Place("D1", "S1"))
    with pytest.raises(Problem) as refused:
        authorise(actor, Action.VIEW_FINDINGS, Place("D2", "S3"))

    assert refused.value.code is Code.NOT_FOUND


@pytest.mark.parametrize("role", sorted(Role))
def test_a_role_stands_on_its_own_level_only(role):
    for level in Level:
        if level is HOME_LEVEL.get(role, Level.CITY):
            check_level(frozenset({role}), level)
        else:
            with pytest.raises(Problem) as refused:
                check_level(frozenset({role}), level)
            assert refused.value.code is Code.INVALID_INPUT


@given(
    hours=st.integers(0, 40),
    mock=st.none() | st.integers(0, 100),
    exam=st.none() | st.integers(0, 100),
    secret=st.booleans(),
    clean=st.booleans(),
)
def test_an_assessor_is_qualified_only_with_every_step(hours, mock, exam, secret, clean):
    file = Qualification(hours, mock, exam, secret, clean)
    missing = lacks(file, QualificationRule())

    assert (Lack.TRAINING in missing) is (hours < 16)
    assert (Lack.MOCK_TEST in missing) is (mock is None or mock < 80)
    assert (Lack.EXAM in missing) is (exam is None or exam < 80)
    assert (Lack.CONFIDENTIALITY in missing) is not secret
    assert (Lack.INTEGRITY in missing) is not clean


@given(history=st.lists(works), more=works)
def test_more_history_never_opens_a_barred_street(history, more):
    rule = RotationRule()
    before = barred_streets(history, str(NOW), rule, DISTRICT_OF)
    after = barred_streets([*history, more], str(NOW), rule, DISTRICT_OF)

    assert before <= after


@given(history=st.lists(works))
def test_the_barred_streets_are_those_one_may_not_visit(history):
    rule = RotationRule()
    barred = barred_streets(history, str(NOW), rule, DISTRICT_OF)
    allowed = {
        street
        for street, district in DISTRICT_OF.items()
        if may_visit(history, str(NOW), rule, district, street)
    }

    assert barred == DISTRICT_OF.keys() - allowed


@pytest.mark.parametrize(
    ("back", "district_free", "street_free"),
    [
        (0, True, True),
        (1, False, False),
        (2, True, False),
        (4, True, False),
        (5, True, True),
        (-1, True, True),
    ],
)
def test_a_district_rests_one_quarter_and_a_street_four(back, district_free, street_free):
    history = [Worked(str(NOW.shifted(-back)), "D1", "S1")]
    rule = RotationRule(district_quarters=1, street_quarters=4)

    assert may_visit(history, "2026Q3", rule, "D1", "S2") is district_free
    assert may_visit(history, "2026Q3", rule, "D1", "S1") is street_free
    assert may_visit(history, "2026Q3", rule, "D2", "S3")


def test_rotation_counts_over_the_end_of_the_year():
    history = [Worked("2025Q4", "D1", "S1")]

    assert barred_streets(history, "2026Q1", RotationRule(), DISTRICT_OF) == {"S1", "S2"}


@pytest.mark.parametrize(
    "weak",
    ["short", "x" * 40, "123456789012", "PassWord1234", "zhang.weizhang.wei", "ab" * 150],
)
def test_a_weak_password_is_refused(weak):
    with pytest.raises(Problem) as refused:
        check_strength(weak, "zhang.wei")

    assert refused.value.code is Code.WEAK_PASSWORD


@pytest.mark.parametrize(
    "good", ["我喜欢在深圳湾公园散步看海", "correct horse on a bicycle"]
)
def test_a_long_uncommon_password_is_taken_in_any_script(good):
    check_strength(good, "zhang.wei")


def test_the_common_passwords_would_otherwise_be_long_enough():
    assert len(COMMON) >= 100
    assert min(map(len, COMMON)) >= LEAST
