"""Two sites per k-d cell on the reference population: exact spread, honest errors."""

import numpy as np
import pytest

from benchmarks import spatial

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def drawn():
    points, values = spatial.population()
    cells = spatial.leaves(points)
    return values, cells, *spatial.draws(values, cells, np.random.default_rng(20260101))


def test_the_exact_spread_is_the_published_one(drawn):
    values, cells, _, _ = drawn
    assert cells.shape == (100, 100)
    assert spatial.exact_sd(values, cells) == pytest.approx(
        [0.2389, 0.8457, 0.8404], abs=5e-5
    )
    assert spatial.srs_sd(values) == pytest.approx([0.7176, 1.0790, 0.8404], abs=5e-5)


def test_the_mean_is_unbiased_and_its_estimated_variance_too(drawn):
    values, cells, means, errors = drawn
    exact = spatial.exact_sd(values, cells)
    bias = means.mean(axis=0) - values.mean(axis=0)
    assert (np.abs(bias) < 3 * exact / np.sqrt(len(means))).all()
    assert (errors**2).mean(axis=0) == pytest.approx(exact**2, rel=0.03)
    assert means.std(axis=0, ddof=1) == pytest.approx(exact, rel=0.04)


def test_intervals_cover_as_often_as_they_say(drawn):
    values, _, means, errors = drawn
    inside = np.abs(means - values.mean(axis=0)) <= 1.959964 * errors
    coverage = inside.mean(axis=0)
    assert ((coverage >= 0.935) & (coverage <= 0.96)).all()
