"""Cells follow from coordinates and ids alone, in two forms that agree."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import cells, lanes, split
from sampling.types import SamplingError
from tests.sampling import examples


@given(examples.sites(), st.integers(1, 12))
def test_leaves_differ_by_one_site_at_most(rows, leaves):
    leaves = min(leaves, len(rows))
    found = split.split(rows, leaves)
    counts = [len(leaf) for leaf in found]
    assert len(counts) == leaves
    assert max(counts) - min(counts) <= 1
    assert sorted(row.site_id for leaf in found for row in leaf) == sorted(
        row.site_id for row in rows
    )


@given(examples.sites(), st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_sites_changes_no_leaf(rows, leaves, random):
    leaves = min(leaves, len(rows))
    mixed = list(rows)
    random.shuffle(mixed)

    def ids(listed):
        return [{row.site_id for row in leaf} for leaf in split.split(listed, leaves)]

    assert ids(mixed) == ids(rows)


@given(examples.sites(), st.integers(1, 12))
def test_the_numpy_form_gives_the_same_leaves(rows, leaves):
    leaves = min(leaves, len(rows))
    ordered = sorted(rows, key=lambda row: row.site_id)
    points = np.array([(row.x, row.y) for row in ordered], dtype=np.int64)
    found = cells.split_points(points, leaves)
    plain = split.split(rows, leaves)
    assert [{ordered[i].site_id for i in leaf} for leaf in found] == [
        {row.site_id for row in leaf} for leaf in plain
    ]


def test_a_large_stratum_takes_the_numpy_form_and_agrees():
    rows = examples.grid(cells.LARGE + 100)
    placed = cells.assign_cells(rows, {("S01", "V01"): 40})
    plain = split.split(rows, 20)
    for number, leaf in enumerate(plain, start=1):
        inside = {row.site_id for row in placed if row.cell == f"S01-V01-C{number:02d}"}
        assert inside == {row.site_id for row in leaf}


@given(examples.frames())
def test_gone_sites_have_no_cell_and_all_others_have_one(made):
    for row in made[0]:
        assert bool(row.cell) == (row.reason == "")
        assert not row.cell or row.cell.startswith(f"{row.street}-{row.venue}-C")


def test_two_sites_are_taken_per_cell_and_an_odd_one_from_the_largest():
    rows = examples.grid(11)
    placed = cells.assign_cells(rows, {("S01", "V01"): 7})
    takes = split.take_per_cell(placed, {("S01", "V01"): 7})
    assert takes == {"S01-V01-C01": 3, "S01-V01-C02": 2, "S01-V01-C03": 2}


@pytest.mark.parametrize("wanted", [3, 4, 9])
def test_a_stratum_that_gives_all_its_sites_is_one_cell(wanted):
    placed = cells.assign_cells(examples.grid(3), {("S01", "V01"): wanted})
    assert split.take_per_cell(placed, {("S01", "V01"): wanted}) == {"S01-V01-C01": 3}


def test_a_young_class_is_a_stratum_of_its_own():
    rows = [*examples.grid(4)]
    young = [
        type(row)(f"Y{row.site_id}", "S01", "V01", "", 1, row.x, row.y, "2025Q4")
        for row in rows
    ]
    wanted = {("S01", "V01"): 2, ("S01", "V01-B2025Q4"): 2}
    placed = cells.assign_cells(rows + young, wanted, young={"2025Q4"})
    assert {row.cell for row in placed} == {"S01-V01-C01", "S01-V01-B2025Q4-C01"}


def test_a_stratum_without_a_number_is_named():
    with pytest.raises(SamplingError, match="street S01, venue type V01"):
        cells.assign_cells(examples.grid(4), {})


def test_nothing_to_draw_is_refused():
    with pytest.raises(SamplingError):
        cells.assign_cells(examples.grid(4), {("S01", "V01"): 0})


@given(examples.sites(), st.integers(1, 9), st.integers(1, 5), st.booleans())
def test_columns_give_the_cells_of_the_rows(rows, one, other, compiled):
    rows = sorted(rows, key=lambda row: row.site_id)
    named = sorted({row.street for row in rows})
    held = Counter(row.street for row in rows)
    asked = dict(zip(named, (one, other), strict=False))
    leaves = {street: min(asked[street], held[street]) for street in named}
    expected = {
        row.site_id: number
        for street in named
        for number, leaf in enumerate(
            split.split([row for row in rows if row.street == street], leaves[street]),
            start=1,
        )
        for row in leaf
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "compiled", lambda: compiled and lanes.compiled())
        found = cells.cell_numbers(
            np.array([(row.x, row.y) for row in rows], dtype=np.int64),
            np.array([named.index(row.street) for row in rows], dtype=np.int32),
            np.array([leaves[street] for street in named], dtype=np.int64),
        )
    assert found.tolist() == [expected[row.site_id] for row in rows]


def test_places_too_far_apart_for_one_number_are_cut_the_same():
    rows = [
        replace(row, x=(-1) ** n * 2**52 + n % 3) for n, row in enumerate(examples.grid(9))
    ]
    points = np.array([(row.x, row.y) for row in rows], dtype=np.int64)
    far = [[rows[i] for i in leaf] for leaf in cells.split_points(points * 2**8, 3)]
    wide = [replace(row, x=row.x * 2**8, y=row.y * 2**8) for row in rows]
    expected = [[one.site_id for one in leaf] for leaf in split.split(wide, 3)]
    assert [[row.site_id for row in leaf] for leaf in far] == expected
