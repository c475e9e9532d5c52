"""What an interval may say: never more than its sites can, never what cannot be."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from scoring import engine, rubric, uncertainty
from scoring.records import Records
from scoring.vocabulary import ScoringError, SiteState, quarter
from tests.scoring.strategies import quarters, toml
from tests.scoring.strategies import records as random_records

HEAD = """
schema = "sanrubric/1"
id = "precision"
version = 1
from = 2020-01-01
method = "m"
"""
SITES = (
    HEAD
    + """
levels = [
  { id = "site" }, { id = "area", by = ["area"] },
  { id = "kind", by = ["kind"], min_n = 3, flag_n = 5 },
]
items = [{ id = "fault", kind = "count", each = 10, cap = 100 }]
publish = { min_n = 2, flag_n = 4 }
steps = [
  { out = "score", at = "site", rule = "remain" },
  { out = "mean", at = "area", rule = "mean", in = "score", design = true },
  { out = "rank", at = "area", rule = "rank", in = "mean" },
  { out = "mean", at = "kind", rule = "mean", in = "score", design = true },
]
"""
)


def run(sites, text=SITES):
    """Score sites (area, kind, findings), each area one cell of 20."""
    areas = np.array([area for area, *_ in sites])
    return engine.run(
        rubric.parse(text.encode()),
        Records(
            sites=np.array([f"s{k}" for k in range(len(sites))]),
            attributes={"area": areas, "kind": np.array([kind for _, kind, _ in sites])},
            items=("fault",),
            findings=np.array([[n] for *_, n in sites], dtype=np.int64),
            states=np.zeros((len(sites), 1), dtype=np.int8),
            site_states=np.full(len(sites), SiteState.OPEN, dtype=np.int8),
            stratum=areas,
            cell=areas,
            frame_sizes=np.full(len(sites), 20, dtype=np.int64),
        ),
        quarter("2026Q1"),
    )


@given(quarters())
def test_no_shown_interval_leaves_what_a_score_can_be(drawn):
    plan, sites = drawn
    result = engine.run(
        rubric.parse(toml(plan)), random_records(plan, sites), quarter("2024Q1")
    )

    for level in ("venue", "street"):
        for name in result.columns(level):
            for figure in result.figures(level, name).values():
                if figure.low is not None and name != "rank":
                    assert 0 <= figure.low <= figure.value <= figure.high <= 100


def test_two_sites_leave_one_degree_of_freedom():
    figure = run([("A", "", 2), ("A", "", 3)]).figure("area", "A", "mean")

    low, high = uncertainty.t_interval(75, figure.se**2, 1)
    assert (figure.low, figure.high) == (max(low, 0), min(high, 100))
    assert high - low > 60


def test_two_sites_that_say_the_same_do_not_make_a_certain_figure():
    result = run([("A", "", 0), ("A", "", 0), ("B", "", 9), ("B", "", 2)])
    alike = result.figure("area", "A", "mean")

    assert (alike.value, alike.low, alike.high) == (100, None, None)
    assert (alike.rank, alike.rank_low, alike.rank_high) == (1, 1, 2)


def test_one_site_has_no_interval():
    text = SITES.replace("min_n = 2", "min_n = 1")
    lone = run([("A", "", 1), ("B", "", 2), ("B", "", 4)], text)

    figure = lone.figure("area", "A", "mean")
    assert (figure.value, figure.low, figure.rank_low, figure.rank_high) == (90, None, 1, 2)


def test_a_cell_visited_whole_has_no_sampling_error():
    whole = run([("A", "", 1)] * 20 + [("B", "", 2), ("B", "", 4)])

    figure = whole.figure("area", "A", "mean")
    assert (figure.low, figure.value, figure.high) == (90, 90, 90)


def test_a_share_of_sites_has_an_interval_on_the_logit_scale():
    text = (
        HEAD
        + """
levels = [{ id = "visit" }, { id = "area", by = ["area"] }]
inputs = [{ id = "good", at = "visit", min = 0, max = 100 }]
steps = [{ out = "share", at = "area", rule = "mean", in = "good" }]
"""
    )
    names = [f"v{k}" for k in range(10)]
    good = {name: Fraction(100 * (k < 9)) for k, name in enumerate(names)}
    records = Records(
        sites=np.array(names),
        attributes={"area": np.full(10, "A")},
        findings=np.zeros((10, 0), dtype=np.int64),
        states=np.zeros((10, 0), dtype=np.int8),
        site_states=np.zeros(10, dtype=np.int8),
        inputs={("visit", "good"): good},
    )
    figure = engine.run(rubric.parse(text.encode()), records, quarter("2026Q1")).figure(
        "area", "A", "share"
    )

    low, high = uncertainty.logit_interval(0.9, figure.se**2 / 100**2, 9)
    assert (figure.low, figure.high) == pytest.approx((100 * low, 100 * high))
    assert high < 1


def test_a_level_may_have_its_own_least_number_of_sites():
    sites = [("A", "x", 1)] * 2 + [("A", "y", 1)] * 3 + [("A", "z", 1)] * 5
    result = run(sites)
    found = {
        kind: (figure.reason, "few_sites" in figure.flags)
        for kind, figure in result.figures("kind", "mean").items()
    }

    assert found == {
        "x": ("suppressed", True),
        "y": (None, True),
        "z": (None, False),
    }
    assert result.figure("area", "A", "mean").flags == ()


def test_an_input_outside_its_span_is_refused_with_its_place():
    text = (
        HEAD
        + """
levels = [{ id = "area", by = ["area"] }]
inputs = [{ id = "satisfaction", at = "area", min = 0, max = 100 }]
steps = [{ out = "shown", at = "area", rule = "round", in = "satisfaction" }]
"""
    )
    given_ = {("area", "satisfaction"): {"A": Fraction(101)}}
    records = Records(sites=np.zeros(0, dtype=np.str_), inputs=given_)

    with pytest.raises(ScoringError, match="satisfaction of A: got 101"):
        engine.run(rubric.parse(text.encode()), records, quarter("2026Q1"))
