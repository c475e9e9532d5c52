"""How ranks react to the weights: replayable, and still where nothing can move."""

import numpy as np
import pytest

from scoring.sensitivity import leave_one_out, perturbed, perturbed_blend
from scoring.vocabulary import ScoringError

PARTS = np.array([[90.0, 80.0, 85.0], [88.0, 90.0, 70.0], [70.0, 71.0, 72.0]])
WEIGHTS = np.array([50.0, 30.0, 20.0])


def dice():
    return np.random.default_rng(7)


def test_the_same_generator_gives_the_same_answer():
    assert perturbed(PARTS, WEIGHTS, dice()) == perturbed(PARTS, WEIGHTS, dice())


def test_without_play_nothing_moves():
    made = perturbed(PARTS, WEIGHTS, dice(), rho=0.0, replicates=50)

    assert made.shift == 0
    assert [(one.nominal, one.low, one.high) for one in made.areas] == [
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
    ]


def test_an_area_that_is_worst_in_everything_is_last_whatever_the_weights():
    made = perturbed(PARTS, WEIGHTS, dice(), rho=0.9)

    assert (made.areas[2].low, made.areas[2].high) == (3, 3)
    assert made.areas[0].low < made.areas[0].high


def test_a_part_an_area_does_not_have_is_left_out_of_its_mean():
    parts = PARTS.copy()
    parts[0, 1] = np.nan

    made = perturbed(parts, WEIGHTS, dice(), rho=0.0, replicates=1)

    assert [one.nominal for one in made.areas] == [1, 2, 3]


def test_leaving_out_what_an_area_is_good_at_costs_it_its_rank():
    ranks = leave_one_out(PARTS, WEIGHTS)

    assert ranks.tolist() == [[1, 1, 3], [1, 2, 3], [2, 1, 3]]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: perturbed(PARTS, WEIGHTS[:2], dice()),
        lambda: perturbed(PARTS, WEIGHTS, dice(), rho=1.0),
        lambda: perturbed(PARTS, WEIGHTS, dice(), replicates=0),
        lambda: leave_one_out(PARTS[:, :1], WEIGHTS[:1]),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ScoringError):
        wrong()


def test_a_blend_moves_both_sets_of_weights_and_starts_from_the_nominal_ranks():
    beside = np.array([[80.0], [70.0], [75.0]])
    weights = np.array([90.0, 10.0])
    made = perturbed_blend(PARTS, WEIGHTS, beside, weights, dice())
    index = 0.9 * PARTS @ WEIGHTS / WEIGHTS.sum() + 0.1 * beside[:, 0]

    order = np.argsort(-index)
    assert [made.areas[area].nominal for area in order] == [1, 2, 3]
    still = perturbed_blend(PARTS, WEIGHTS, beside, weights, dice(), rho=0.0)
    assert still.shift == 0


def test_in_a_blend_an_area_without_what_stands_beside_comes_last():
    beside = np.array([[np.nan], [70.0], [75.0]])
    made = perturbed_blend(PARTS, WEIGHTS, beside, np.array([90.0, 10.0]), dice())

    assert (made.areas[0].low, made.areas[0].high) == (3, 3)


def test_a_blend_of_other_shapes_is_refused():
    with pytest.raises(ScoringError, match="weights"):
        perturbed_blend(PARTS, WEIGHTS, np.ones((3, 1)), np.array([1.0]), dice())
