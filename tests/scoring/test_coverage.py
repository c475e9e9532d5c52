"""With a known truth: 95 % intervals hold it about 95 times in 100, joint ranks more often.

A smaller form of `benchmarks/coverage.py`, the same each time.
"""

from functools import cache

import numpy as np
import pytest

from benchmarks.coverage import held
from tests.scoring.city import city

STREETS, REPLICATES = 8, 250


@cache
def shares():
    """How often each kind of interval held the truth, and how often all ranks did."""
    made = city(STREETS, seed=2, locked=0.01)
    found = held(made, np.random.default_rng(3), REPLICATES)
    return {name: float(np.mean(rows)) for name, rows in found.items()}


@pytest.mark.parametrize("kind", ["street index", "street change"])
def test_intervals_of_streets_and_of_their_change_hold_the_truth(kind):
    assert 0.93 <= shares()[kind] <= 0.97


@pytest.mark.parametrize(
    ("kind", "areas"),
    [("district index", 2), ("district change", 2), ("city index", 1), ("city change", 1)],
)
def test_intervals_of_districts_and_of_the_city_hold_the_truth(kind, areas):
    # few a replicate: within two and a half standard errors of 0.95
    assert abs(shares()[kind] - 0.95) <= 2.5 * (0.95 * 0.05 / (REPLICATES * areas)) ** 0.5


def test_rank_intervals_hold_for_all_streets_at_once():
    assert shares()["joint ranks"] >= 0.95
