"""A change between two periods: its value, and an interval that knows the common sites."""

import csv
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import engine, rubric
from scoring.records import Records
from scoring.vocabulary import quarter
from tests.reference import reference_file

RUBRIC = """
schema = "sanrubric/1"
id = "change"
version = 1
from = 2020-01-01
method = "{method}"
levels = [{{ id = "site" }}, {{ id = "area", by = ["area"] }}]
items = [{{ id = "y", kind = "measure", direction = "up" }}]
steps = [
  {{ out = "x", at = "site", rule = "sum" }},
  {{ out = "mean", at = "area", rule = "mean", in = "x", design = true }},
  {{ out = "difference", at = "area", rule = "change", in = "mean", as = "difference" }},
  {{ out = "progress", at = "area", rule = "change", in = "mean", as = "percent" }},
]
"""


def parsed(method="m"):
    return rubric.parse(RUBRIC.format(method=method).encode())


def records(rows):
    """Make records of rows (site, stratum, M, y); every area is the whole."""
    names, strata, sizes, y = zip(*rows, strict=True)
    return Records(
        sites=np.array(names),
        attributes={"area": np.full(len(rows), "all")},
        items=("y",),
        findings=np.array(y, dtype=np.int64)[:, None],
        states=np.zeros((len(rows), 1), dtype=np.int8),
        site_states=np.zeros(len(rows), dtype=np.int8),
        stratum=np.array(strata),
        cell=np.array(strata),
        frame_sizes=np.array(sizes, dtype=np.int64),
    )


def both(before, after, method="m"):
    first = engine.run(parsed(method), records(before), quarter("2026Q1"))
    return first, engine.run(parsed(), records(after), quarter("2026Q2"), first)


def variance(figure):
    return figure.se**2


@pytest.mark.reference
def test_the_engine_gives_r_the_change_of_its_panel_with_common_sites():
    with reference_file("sampling/r_panel_two_quarters.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    halves = [
        [
            (r["site"], r["stype"], round(float(r["w"]) * 60), int(r["y"]))
            for r in rows
            if r["quarter"] == q
        ]
        for q in "12"
    ]

    _, after = both(*halves)

    change = after.figure("area", "all", "difference")
    assert float(change.value) == pytest.approx(36.7182676783984, rel=1e-9)
    assert change.se == pytest.approx(15.7718463318543, rel=1e-9)


def drawn(names, low=0):
    """Sites of one cell of 40: two or more with their points."""
    row = st.tuples(st.sampled_from(["A", "B"]), st.integers(low, 100))
    return st.lists(row, min_size=4, max_size=12).map(
        lambda rows: [
            (f"{names}{k:02d}", stratum, 40, y) for k, (stratum, y) in enumerate(rows)
        ]
    )


@given(drawn("p", low=1), drawn("q"))
def test_without_common_sites_the_variances_add_without_their_corrections(before, after):
    first, second = both(before, after)
    change = second.figure("area", "all", "difference")
    now, then = second.figure("area", "all", "mean"), first.figure("area", "all", "mean")

    assert change.value == now.value - then.value
    if change.se is not None and now.se and then.se:
        assert variance(change) >= (variance(now) + variance(then)) * (1 - 1e-12)


@given(drawn("p", low=1))
def test_the_same_sites_with_the_same_points_have_not_changed_for_certain(rows):
    _, second = both(rows, rows)
    change = second.figure("area", "all", "difference")

    assert change.value == 0
    assert change.se == pytest.approx(0, abs=1e-12)


@given(drawn("p", low=1), st.integers(1, 20))
def test_progress_is_the_percent_of_the_quarter_before(rows, more):
    after = [(site, stratum, size, y + more) for site, stratum, size, y in rows]
    first, second = both(rows, after)
    base = first.figure("area", "all", "mean").value

    assert second.figure("area", "all", "progress").value == 100 * Fraction(more) / base


def test_places_all_visited_in_both_quarters_change_without_sampling_error():
    before = [("a", "A", 1, 60), ("b", "B", 2, 70), ("c", "B", 2, 80)]
    after = [("a", "A", 1, 90), ("b", "B", 2, 75), ("c", "B", 2, 80)]

    _, second = both(before, after)

    change = second.figure("area", "all", "progress")
    assert (change.se, change.low) == (0.0, pytest.approx(float(change.value)))


def test_another_method_or_no_quarter_before_gives_no_change():
    rows = [("a", "A", 9, 60), ("b", "A", 9, 70)]
    _, second = both(rows, rows, method="older")
    alone = engine.run(parsed(), records(rows), quarter("2026Q2"))

    for result in (second, alone):
        figure = result.figure("area", "all", "progress")
        assert (figure.value, figure.reason) == (None, "no_data")


def test_a_printed_table_gives_a_change_without_an_interval():
    rows = [("a", "A", 9, 60), ("b", "A", 9, 70)]
    first = engine.run(parsed(), records(rows), quarter("2026Q1")).past()
    printed = replace(first, sites=(), cells=(), design=None, errors={})

    second = engine.run(parsed(), records(rows), quarter("2026Q2"), printed)

    figure = second.figure("area", "all", "progress")
    assert (figure.value, figure.se, figure.low) == (0, None, None)
