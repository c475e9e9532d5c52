"""Variances from inclusion probabilities: against every sample there is, and two per cell."""

from itertools import combinations

import numpy as np
import pytest

from scoring import estimate, unequal
from scoring.vocabulary import ScoringError

SIZES = np.array([1.0, 2.0, 2.0, 3.0, 5.0])
Y = np.array([4.0, 9.0, 7.0, 13.0, 26.0])
PAIRS = list(combinations(range(len(SIZES)), 2))


def chances():
    """A draw of two of five that favours the large: probability of every sample."""
    odds = np.array([SIZES[i] * SIZES[j] for i, j in PAIRS])
    of_pair = odds / odds.sum()
    joint = np.zeros((5, 5))
    for (i, j), p in zip(PAIRS, of_pair, strict=True):
        joint[i, j] = joint[j, i] = p
    return of_pair, joint.sum(axis=1), joint


def test_the_variance_of_a_total_is_right_on_average_over_every_sample():
    of_pair, pi, joint = chances()
    totals, variances = [], []
    for pair in PAIRS:
        here = list(pair)
        made = estimate.total(unequal.weights(pi[here]), Y[here])
        totals.append(made.value)
        variances.append(
            unequal.sen_yates_grundy(made.z, pi[here], joint[np.ix_(here, here)])
        )

    mean = float(of_pair @ totals)
    assert mean == pytest.approx(Y.sum(), rel=1e-12)
    spread = float(of_pair @ (np.array(totals) - mean) ** 2)
    assert float(of_pair @ variances) == pytest.approx(spread, rel=1e-9)


def test_two_sites_of_every_cell_give_the_formula_of_cells():
    cell, size = np.array([0, 0, 1, 1, 2, 2]), np.array([4, 4, 9, 9, 2, 2])
    y = np.array([3.0, 8.0, 1.0, 2.5, 7.0, 4.0])
    pi = 2 / size
    same = cell[:, None] == cell[None, :]
    joint = np.where(same, 2 / (size * (size - 1)), np.outer(pi, pi))
    made = estimate.mean(unequal.weights(pi), y)

    got = unequal.sen_yates_grundy(made.z, pi, joint)

    assert got == pytest.approx(
        estimate.variance(estimate.design(cell, size), made.z), rel=1e-12
    )


def test_a_size_that_tells_everything_leaves_no_error():
    _, pi, joint = chances()
    here = [1, 4]
    z = unequal.weights(pi[here]) * pi[here]

    assert unequal.sen_yates_grundy(z, pi[here], joint[np.ix_(here, here)]) == 0
    assert estimate.deville(pi[here], pi[here]) == pytest.approx(0, abs=1e-12)


def test_with_equal_chances_the_variance_by_deville_is_that_of_a_simple_sample():
    y, size = np.array([3.0, 8.0, 1.0, 2.5]), 10
    pi = np.full(4, 4 / size)
    made = estimate.total(unequal.weights(pi), y)

    simple = estimate.variance(estimate.design(np.zeros(4), np.full(4, size)), made.z)

    assert estimate.deville(y, pi) == pytest.approx(simple, rel=1e-12)


@pytest.mark.parametrize("pi", [[0.0, 0.5], [0.5, 1.1], [0.5, float("nan")]])
def test_a_chance_that_is_none_is_refused(pi):
    with pytest.raises(ScoringError, match="inclusion probability"):
        unequal.weights(pi)


def test_a_pair_that_could_not_be_drawn_is_refused():
    with pytest.raises(ScoringError, match="above 0"):
        unequal.sen_yates_grundy(np.ones(2), [0.5, 0.5], np.zeros((2, 2)))
