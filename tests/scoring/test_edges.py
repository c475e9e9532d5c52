"""The edges the norm names: bounds of grades, rounding, vetoes, empty sites, thin cells."""

from fractions import Fraction

import numpy as np
import pytest

from sanitation.catalog.rubrics import SHIPPED
from scoring import engine, rubric
from scoring.cells import cells_of
from scoring.ranking import rounded, shown
from scoring.records import Records
from scoring.vocabulary import ItemState, Period, Reason, ScoringError, SiteState, quarter

HEAD = (
    'schema = "sanrubric/1"\nid = "edges"\nversion = 1\nfrom = 2020-01-01\nmethod = "m"\n'
)
GRADES = """
levels = [{ id = "area", by = ["area"] }]
inputs = [{ id = "index", at = "area" }]
tables.grades = [
  { label = "A+", min = 93 }, { label = "A", min = 90 }, { label = "B", min = 87 }, { label = "C" },
]
tables.strict = [{ label = "over", min = 93 }, { label = "rest" }]
tables.cap = { op = ">=", index = 93 }
steps = [
  { out = "shown", at = "area", rule = "round", in = "index", mode = "half_up", places = 2 },
  { out = "exact", at = "area", rule = "bands", in = "index", table = "grades" },
  { out = "printed", at = "area", rule = "bands", in = "shown", table = "grades" },
  { out = "strict", at = "area", rule = "bands", in = "index", table = "strict", op = ">" },
  { out = "stopped", at = "area", rule = "veto", in = "index", table = "cap", set = 0 },
]
"""


def graded(value):
    given = {("area", "index"): {"A": Fraction(value)}}
    records = Records(sites=np.zeros(0, dtype=np.str_), inputs=given)
    result = engine.run(rubric.parse((HEAD + GRADES).encode()), records, quarter("2024Q1"))
    return {name: result.figure("area", "A", name) for name in result.columns("area")}


@pytest.mark.parametrize(
    ("value", "exact", "printed"),
    [
        ("92.995", "A", "A+"),
        ("92.994999", "A", "A"),
        ("93", "A+", "A+"),
        ("89.995", "B", "A"),
        ("90", "A", "A"),
        ("86.995", "C", "B"),
        ("87", "B", "B"),
    ],
)
def test_a_grade_is_of_the_value_it_is_given_before_or_after_rounding(
    value, exact, printed
):
    found = graded(value)

    assert (found["exact"].label, found["printed"].label) == (exact, printed)


def test_a_bound_is_in_or_out_as_the_rubric_says():
    below, at, above = (graded(value) for value in ("92.999", "93", "93.001"))

    assert [one["strict"].label for one in (below, at, above)] == ["rest", "rest", "over"]
    assert [one["stopped"].value for one in (at, above)] == [0, 0]
    assert below["stopped"].value == Fraction("92.999")


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("2.675", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("-0.005", 2, "-0.01"),
        ("-0.0049", 2, "0.00"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("99.995", 2, "100.00"),
    ],
)
def test_a_tie_is_rounded_away_from_zero_also_below_it(value, places, printed):
    assert rounded(Fraction(value), places) == Fraction(printed)
    assert shown(Fraction(value), places) == printed


SITES = """
levels = [{ id = "site" }, { id = "area", by = ["area"] }]
items = [{ id = "a", kind = "count", cap = 10 }, { id = "b", kind = "count", cap = 30 }]
states.na = "exclude"
states.missing = "exclude"
states.max_missing = 20
states.locked = "fail"
states.closed = "exclude"
on_fail = { score = 0 }
steps = [
  { out = "score", at = "site", rule = "remain" },
  { out = "mean", at = "area", rule = "mean", in = "score" },
]
"""
RATED, NA, MISSING = ItemState.RATED, ItemState.NA, ItemState.MISSING


def site(findings, states, state=SiteState.OPEN):
    records = Records(
        sites=np.array(["s"]),
        attributes={"area": np.array(["A"])},
        items=("a", "b"),
        findings=np.array([findings], dtype=np.int64),
        states=np.array([states], dtype=np.int8),
        site_states=np.array([state], dtype=np.int8),
    )
    result = engine.run(rubric.parse((HEAD + SITES).encode()), records, quarter("2024Q1"))
    figure = result.figure("area", "A", "mean")
    return figure.value, figure.reason


def test_what_does_not_apply_is_no_zero_and_no_loss():
    assert site([5, 0], [RATED, NA]) == (50, None)
    assert site([0, 0], [NA, NA])[0] is None


def test_a_site_of_which_too_much_was_not_seen_is_void():
    assert site([5, 0], [RATED, MISSING]) == (None, Reason.NO_DATA)  # 30 of 40 marks
    # a quarter of the marks is more than 20 %, though the other item is perfect
    assert site([0, 0], [MISSING, RATED]) == (None, Reason.NO_DATA)


def test_a_locked_place_is_zero_a_closed_one_nothing_and_an_unvisited_one_unknown():
    assert site([0, 0], [RATED, RATED], SiteState.LOCKED) == (0, None)
    assert site([0, 0], [NA, NA], SiteState.LOCKED) == (0, None)
    assert site([0, 0], [RATED, RATED], SiteState.CLOSED) == (None, Reason.NA)
    assert site([0, 0], [RATED, RATED], SiteState.MISSING) == (None, Reason.NO_DATA)


def test_more_findings_than_the_cap_lose_the_cap():
    assert site([99, 0], [RATED, RATED]) == (75, None)


def cells(*rows):
    """Merge cells of one stratum; rows: (cell, M, valid sites, sites that are not)."""
    cell = [name for name, _, valid, out in rows for _ in range(valid + out)]
    size = [m for _, m, valid, out in rows for _ in range(valid + out)]
    seen = [k < valid for _, _, valid, out in rows for k in range(valid + out)]
    count = len(cell)
    records = Records(
        sites=np.array([f"s{k}" for k in range(count)]),
        stratum=np.full(count, "S"),
        cell=np.array(cell),
        frame_sizes=np.array(size, dtype=np.int64),
    )
    found = cells_of(records, np.array(seen))
    return found.merged, sorted(
        zip(found.design.drawn.tolist(), found.design.size.tolist(), strict=True)
    )


def test_a_cell_with_one_or_no_valid_site_is_merged_with_its_neighbour():
    assert cells(("c1", 9, 2, 0), ("c2", 8, 3, 0)) == (0, [(2, 9), (3, 8)])
    assert cells(("c1", 9, 1, 1), ("c2", 8, 2, 0)) == (1, [(3, 17)])
    assert cells(("c1", 9, 2, 0), ("c2", 8, 0, 2)) == (1, [(2, 17)])  # the last: backwards
    assert cells(("c1", 9, 0, 2), ("c2", 8, 0, 2), ("c3", 7, 2, 0)) == (2, [(2, 24)])
    assert cells(("c1", 1, 1, 0), ("c2", 8, 2, 0)) == (0, [(1, 1), (2, 8)])  # all of it


def test_a_period_before_the_first_weights_is_an_error_and_no_guess():
    found = rubric.parse((SHIPPED / "shenzhen-composite.toml").read_bytes())
    given = {
        ("street", name): {"A": Fraction(90)} for name in ("site_index", "satisfaction")
    }
    records = Records(sites=np.zeros(0, dtype=np.str_), inputs=given)
    day = found.first

    with pytest.raises(ScoringError, match=r"holds from|nothing before"):
        engine.run(found, records, Period(day.replace(year=day.year - 1), day, "early"))
