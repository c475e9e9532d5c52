"""Chances of ranks: analytic against drawn, joint against marginal, and who is above whom."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring import uncertainty
from scoring.rank_chances import STRIPS, drawn_ranks, marginal_intervals, rank_chances
from scoring.vocabulary import ScoringError

scores = st.lists(
    st.tuples(st.integers(8000, 9999), st.integers(1, 300)), min_size=2, max_size=9
)


def arrays(drawn):
    values = np.array([value / 100 for value, _ in drawn])
    return values, np.array([(error / 100) ** 2 for _, error in drawn])


@given(scores)
def test_the_chances_of_an_areas_ranks_add_to_one(drawn):
    chances = rank_chances(*arrays(drawn))

    assert chances.sum(axis=1) == pytest.approx(1)
    assert (chances >= -1e-12).all()


def test_the_chances_are_those_of_a_hundred_thousand_draws():
    values = np.array([90.0, 89.5, 89.4, 86.0, 91.0])
    variances = np.array([0.5, 1.0, 0.2, 2.0, 0.8])
    chances = rank_chances(values, variances)

    drawn = drawn_ranks(values, np.diag(variances), np.random.default_rng(1), 100_000)

    for area in range(5):
        shares = np.bincount(drawn[:, area], minlength=6)[1:] / 100_000
        assert chances[area] == pytest.approx(shares, abs=0.006)


def test_areas_that_move_together_keep_their_order():
    values, covariances = np.array([90.0, 89.0]), np.full((2, 2), 9.0)

    drawn = drawn_ranks(values, covariances, np.random.default_rng(1), 1000)

    assert (drawn == [1, 2]).all()


@given(scores)
@example([(8000, 67), (8205, 1)])  # the truth lies between two strips
def test_of_two_areas_the_chance_to_be_first_is_that_to_be_above(drawn):
    values, variances = (column[:2] for column in arrays(drawn))
    above = uncertainty.probability_above(values, variances)

    assert rank_chances(values, variances)[:, 0] == pytest.approx(
        [above[0, 1], above[1, 0]], abs=1 / (2 * STRIPS)
    )


@given(scores)
def test_one_is_above_the_other_or_the_other_above_the_one(drawn):
    above = uncertainty.probability_above(*arrays(drawn))

    assert above + above.T == pytest.approx(np.ones(above.shape))


def test_areas_that_depend_on_each_other_are_told_apart_more_surely():
    values, variances = np.array([91.0, 90.0]), np.array([1.0, 1.0])
    apart = uncertainty.probability_above(values, variances)
    together = uncertainty.probability_above(values, variances, np.full((2, 2), 0.9))

    assert 0.5 < apart[0, 1] < together[0, 1] < 1


@given(scores)
def test_a_marginal_interval_lies_inside_the_joint_one_for_most_and_holds_the_rank(drawn):
    values, variances = arrays(drawn)
    chances = rank_chances(values, variances)
    marginal = marginal_intervals(chances)

    for area, (low, high) in enumerate(marginal):
        assert 1 <= low <= high <= len(values)
        assert chances[area, low - 1 : high].sum() >= 0.95 - 1e-9


def test_74_streets_have_joint_intervals_far_wider_than_marginal_ones():
    dice = np.random.default_rng(3)
    values, variances = 89 + 2.2 * dice.standard_normal(74), np.full(74, 0.75**2)
    joint = uncertainty.rank_intervals(values, variances)
    marginal = marginal_intervals(rank_chances(values, variances))

    joint_width = np.mean([one.rank_high - one.rank_low + 1 for one in joint])
    marginal_width = np.mean([high - low + 1 for low, high in marginal])
    assert marginal_width < joint_width / 1.5


def test_without_error_a_rank_is_certain():
    chances = rank_chances(np.array([3.0, 1.0, 2.0]), np.zeros(3))

    assert marginal_intervals(chances) == [(1, 1), (3, 3), (2, 2)]


def test_an_area_without_a_variance_has_no_chances():
    with pytest.raises(ScoringError):
        rank_chances(np.array([3.0, 1.0]), np.array([1.0, np.nan]))


def test_an_area_of_unknown_variance_is_separated_from_no_other():
    values, variances = np.array([95.0, 90.0, 50.0]), np.array([0.1, np.nan, 0.1])

    made = uncertainty.rank_intervals(values, variances)

    assert [(one.rank_low, one.rank_high) for one in made] == [(1, 2), (1, 3), (2, 3)]
