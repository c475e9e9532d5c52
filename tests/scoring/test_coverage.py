"""With a known truth: 95 % intervals hold it about 95 times in 100, joint ranks more often."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from scoring import engine, rubric
from scoring.records import Records
from scoring.vocabulary import quarter

STREETS, SIZE = 5, 30  # two of the SIZE sites of every cell are drawn
WEIGHTS = np.array([14, 8, 12, 10, 10, 8, 8, 5, 6, 7, 4, 8]) / 100  # the default's
CELLS = (4, 3, 4, 3, 3, 3, 3, 2, 2, 2, 1, 2)  # by venue type: 64 sites a street
ROWS = [
    (street, venue, cell)
    for street, venue in product(range(STREETS), range(len(CELLS)))
    for cell in range(CELLS[venue])
]
STREET, VENUE = (np.array(column) for column in list(zip(*ROWS, strict=True))[:2])
REPLICATES = 200
RUBRIC = """
schema = "sanrubric/1"
id = "truth"
version = 1
from = 2020-01-01
method = "m"
levels = [
  { id = "site" }, { id = "venue", by = ["street", "venue"] }, { id = "street", by = ["street"] },
  { id = "city_venue", by = ["city", "venue"] }, { id = "city", by = ["city"] },
]
items = [{ id = "lost", kind = "count", cap = 100 }]
steps = [
  { out = "score", at = "site", rule = "remain" },
  { out = "mean", at = "venue", rule = "mean", in = "score", design = true },
  { out = "index", at = "street", rule = "weighted_mean", in = "mean", by = "venue", table = "w" },
  { out = "rank", at = "street", rule = "rank", in = "index" },
  { out = "change", at = "street", rule = "change", in = "index", as = "difference" },
  { out = "pooled", at = "city_venue", rule = "mean", in = "score", design = true },
  { out = "index", at = "city", rule = "weighted_mean", in = "pooled", by = "venue", table = "w" },
]
[tables.w]
"""


def parsed():
    weights = "\n".join(f"V{v:02d} = {round(100 * w)}" for v, w in enumerate(WEIGHTS))
    return rubric.parse((RUBRIC + weights).encode())


def truth(seed):
    """What every site of the frame loses, (cells, SIZE): places differ, losses are skewed."""
    dice = np.random.default_rng(seed)
    street, near = 2 * dice.random(STREETS), 4 * dice.random(len(ROWS))
    level = (6 + street[STREET] + near)[:, None]
    drawn = dice.gamma(2.0, level / 2, (len(ROWS), SIZE))
    return np.minimum(np.rint(drawn), 100).astype(np.int64)


def indices(lost):
    """The true index of every street, and of the city: the mean by venue type, weighted."""
    by_cell = 100 - lost.mean(axis=1)
    venues = [
        [by_cell[(s == STREET) & (v == VENUE)].mean() for v in range(12)] for s in range(5)
    ]
    city = [by_cell[v == VENUE].mean() for v in range(12)]
    return np.array(venues) @ WEIGHTS, float(np.array(city) @ WEIGHTS)


def drawn(lost, dice, name):
    """Draw two sites of every cell."""
    picks = np.argsort(dice.random(lost.shape), axis=1)[:, :2]
    cells = np.repeat([f"{s}-{v:02d}-{c}" for s, v, c in ROWS], 2)
    numbers = picks.ravel()
    return Records(
        sites=np.array([f"{a}-{n}-{name}" for a, n in zip(cells, numbers, strict=True)]),
        attributes={
            "street": np.repeat([f"S{s}" for s in STREET], 2),
            "venue": np.repeat([f"V{v:02d}" for v in VENUE], 2),
            "city": np.full(len(cells), "C"),
        },
        items=("lost",),
        findings=np.take_along_axis(lost, picks, axis=1).reshape(-1, 1),
        states=np.zeros((len(cells), 1), dtype=np.int8),
        site_states=np.zeros(len(cells), dtype=np.int8),
        stratum=np.repeat([f"{s}-{v}" for s, v, _ in ROWS], 2),
        cell=cells,
        frame_sizes=np.full(len(cells), SIZE, dtype=np.int64),
    )


def held(figures, truths):
    return [one.low <= t <= one.high for one, t in zip(figures, truths, strict=True)]


@cache
def hits():
    """How often each kind of interval held the truth, and how often all ranks did."""
    method, dice = parsed(), np.random.default_rng(5)
    before, now = truth(1), truth(2)
    (streets_before, _), (streets_now, city_now) = indices(before), indices(now)
    order = np.argsort(np.argsort(-streets_now)) + 1
    found = {"street": [], "city": [], "change": [], "ranks": []}
    for _ in range(REPLICATES):
        past = engine.run(method, drawn(before, dice, "b"), quarter("2026Q1"))
        result = engine.run(method, drawn(now, dice, "n"), quarter("2026Q2"), past)
        streets = result.figures("street", "index").values()
        changes = result.figures("street", "change").values()
        found["street"] += held(streets, streets_now)
        found["change"] += held(changes, streets_now - streets_before)
        found["city"] += held([result.figure("city", "C", "index")], [city_now])
        ranks = zip(streets, order, strict=True)
        found["ranks"].append(all(one.rank_low <= r <= one.rank_high for one, r in ranks))
    return {name: float(np.mean(values)) for name, values in found.items()}


@pytest.mark.parametrize("kind", ["street", "change"])
def test_intervals_of_streets_and_of_their_change_hold_the_truth(kind):
    assert 0.93 <= hits()[kind] <= 0.97


def test_the_citys_interval_holds_the_truth():
    # one a replicate: within two and a half standard errors of 0.95
    assert abs(hits()["city"] - 0.95) <= 2.5 * (0.95 * 0.05 / REPLICATES) ** 0.5


def test_rank_intervals_hold_for_all_streets_at_once():
    assert hits()["ranks"] >= 0.95
