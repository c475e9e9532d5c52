"""A frame in columns has the bytes, the cells and the errors of a frame in rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import (
    allocation,
    canonical,
    cells,
    columns,
    fast,
    framing,
    lanes,
    merkle,
    reading,
    rooting,
    split,
    writing,
)
from sampling.types import FrameRow, SamplingError
from tests.sampling import examples

MODULES = (framing, reading, writing, cells)


@pytest.fixture(params=[True, False], ids=["compiled", "plain"])
def compiler(request, monkeypatch):
    for module in MODULES:
        monkeypatch.setattr(module, "compiled", lambda: request.param and lanes.compiled())


@st.composite
def registers(draw):
    """Rows without cells, births and rests among them, and sizes for every stratum."""
    rows = [
        row if row.reason else replace(row, reason=draw(st.sampled_from(["", "cooloff"])))
        for row in draw(examples.sites(1, 60))
    ]
    young = draw(st.sampled_from([(), ("2025Q4",)]))
    sizes = allocation.sizes(rows, young)
    return rows, young, {one: draw(st.integers(1, n + 2)) for one, n in sizes.items()}


@pytest.mark.usefixtures("compiler")
class TestBothWays:
    @given(registers())
    def test_cells_and_bytes_are_those_of_the_plain_path(self, made):
        rows, young, wanted = made
        frozen = _frozen(rows, young, wanted)
        assert framing.strata(frozen, young).sizes() == allocation.sizes(rows, young)
        expected = cells.assign_cells(rows, wanted, young)
        assert tuple(frozen.rows()) == expected
        assert writing.frame_bytes(frozen) == canonical.frame_bytes(expected)

    @given(registers())
    def test_the_file_reads_back_as_the_same_rows(self, made):
        rows = cells.assign_cells(made[0], made[2], made[1])
        read = reading.read_frame(canonical.frame_bytes(rows))
        assert tuple(read.rows()) == rows
        table, wanted = read.table(), columns.columns_of(rows).table()
        assert table.cells == wanted.cells
        assert table.names.tolist() == wanted.names.tolist()
        assert table.cell_of.tolist() == wanted.cell_of.tolist()
        assert table.eligible.tolist() == wanted.eligible.tolist()

    @given(registers(), st.data())
    def test_a_damaged_file_gets_the_same_refusal(self, made, data):
        rows = cells.assign_cells(made[0], made[2], made[1])
        file = bytearray(canonical.frame_bytes(rows))
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(file) - 1))
            file[at : at + 1] = data.draw(st.sampled_from(DAMAGE))
        assert _told(reading.read_frame, bytes(file)) == _told(
            canonical.parse_frame, bytes(file)
        )

    @pytest.mark.parametrize(
        "wrong",
        [
            {"site_id": "a"},
            {"street": "S,1"},
            {"venue": ""},
            {"street": "S\n1"},
            {"venue": 'V"1'},
            {"venue": "V\u0041\u030a"},
            {"size": 0},
            {"x": 2**53},
            {"birth": "2025"},
            {"reason": "closed"},
            {"cell": "S01-V02-C01"},
            {"cell": "S01-V01-B2025Q4-C01"},
            {"cell": "nonsense"},
        ],
    )
    def test_columns_refuse_the_row_the_plain_path_refuses(self, wrong):
        rows = [replace(row, cell="S01-V01-C01") for row in examples.grid(5)]
        rows[2] = replace(rows[2], **wrong)
        rows.sort(key=lambda row: row.site_id)
        told = _told(canonical.frame_bytes, rows)
        assert isinstance(told, str)
        assert _told(writing.frame_bytes, columns.columns_of(rows)) == told

    def test_an_id_that_is_there_twice_is_named(self):
        rows = columns.columns_of([*examples.grid(3), examples.grid(3)[1]])
        with pytest.raises(SamplingError, match="S01-V01-001 twice"):
            framing.ascending(rows)


DAMAGE = [
    b"",
    b",",
    b"\n",
    b'"',
    b"\r",
    b"-",
    b"0",
    b"00",
    b"Q",
    b"closed",
    b"\xe4\xb8\x80",
]


def _frozen(rows, young, wanted):
    ordered = framing.ascending(columns.columns_of(rows))
    grouped = framing.strata(ordered, young)
    leaves = framing.leaves_of(grouped.sizes(), wanted)
    return framing.with_cells(ordered, grouped, leaves)


def _told(work, *arguments):
    try:
        found = work(*arguments)
    except SamplingError as error:
        return str(error)
    return tuple(found.rows()) if isinstance(found, columns.Columns) else found


@given(st.lists(st.binary(max_size=200), max_size=130))
def test_the_root_in_lanes_is_that_of_the_tree(rows):
    if not lanes.compiled():
        pytest.skip("needs a compiler")
    data = np.frombuffer(b"".join(rows) + b"\0", dtype=np.uint8)
    ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
    starts = ends - np.array([len(row) for row in rows], dtype=np.int64)
    assert rooting.root(data, starts, ends) == merkle.root(rows)


@pytest.mark.parametrize("count", [rooting.PART, rooting.PART + 1, 2 * rooting.PART + 3])
def test_the_root_of_several_parts_is_that_of_the_tree(count):
    rows = [b"%d" % number for number in range(count)]
    data = b"header\n" + b"".join(row + b"\n" for row in rows)
    assert rooting.merkle_root(data) == merkle.root(rows)


def test_strata_that_stay_keep_their_cells():
    rows = [replace(row, cell="S01-V01-C01") for row in examples.grid(9)]
    rows += examples.grid(9, "S02")
    ordered = columns.columns_of(rows)
    grouped = framing.strata(ordered)
    leaves = dict.fromkeys(grouped.listed, 3)
    found = framing.with_cells(ordered, grouped, leaves, stay=[("S01", "V01")])
    assert {row.cell for row in found.rows() if row.street == "S01"} == {"S01-V01-C01"}
    assert len({row.cell for row in found.rows() if row.street == "S02"}) == 3


def test_a_stratum_without_a_number_is_named_in_columns_too():
    ordered = columns.columns_of(examples.grid(4))
    with pytest.raises(SamplingError, match="street S01, venue type V01"):
        framing.with_cells(ordered, framing.strata(ordered), {})


def test_classes_join_their_stratum_where_they_have_no_rest():
    young = [replace(row, birth="2025Q4") for row in examples.grid(4, "S02")]
    ordered = columns.columns_of([*examples.grid(3), *young])
    grouped = framing.strata(ordered, {"2025Q4"})
    assert grouped.sizes() == {("S01", "V01"): 3, ("S02", "V01-B2025Q4"): 4}
    joined = grouped.homes(lambda one: (one[0], split.venue_of(one)))
    assert joined.sizes() == {("S01", "V01"): 3, ("S02", "V01"): 4}


def test_a_draw_from_columns_is_the_draw_from_rows():
    rows, facts = examples.simple()
    plan = canonical.parse_plan(canonical.plan_bytes(facts))
    seed = examples.seed_for(facts)
    table = reading.read_frame(canonical.frame_bytes(rows)).table()
    drawn = fast.named(table, plan, fast.kept_of(table, plan, seed))
    assert drawn == fast.draw_sites(rows, plan, seed)


def test_an_id_of_every_length_is_ordered_and_written():
    rows = [
        FrameRow("Z" * n, "S01", "V01", "", n, -n, 10**n % 2**53) for n in range(54, 0, -1)
    ]
    frozen = _frozen(rows, (), {("S01", "V01"): 8})
    expected = cells.assign_cells(rows, {("S01", "V01"): 8})
    assert writing.frame_bytes(frozen) == canonical.frame_bytes(expected)
