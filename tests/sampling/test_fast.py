"""The compiled path gives the plain path's bytes, with and without a compiler."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import fast, tickets
from sampling.table import Table, draw_table, padded, table_of
from sampling.types import SamplingError
from tests.sampling.examples import SITE_IDS, grid

KEYS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(KEYS, st.lists(SITE_IDS, max_size=40))
def test_tickets_are_the_same_bytes(key, names):
    assert fast.tickets(key, names) == tickets.tickets(key, names)
    assert fast.in_order(key, names) == tickets.in_order(key, names)


def test_every_length_of_an_id_is_the_same():
    names = ["Z" * length for length in range(1, 55)]
    assert fast.tickets("f" * 64, names) == tickets.tickets("f" * 64, names)


@given(KEYS, st.lists(SITE_IDS, max_size=9))
def test_without_a_compiler_the_tickets_are_the_same(key, names):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "compiled", lambda: False)
        assert fast.tickets(key, names) == tickets.tickets(key, names)


@pytest.mark.parametrize("name", ["", "A" * 55, "\u4e00", "A\0"])
def test_an_id_that_does_not_fit_one_block_is_refused(name):
    with pytest.raises(SamplingError):
        fast.tickets("f" * 64, [name])


def test_a_short_key_is_refused():
    with pytest.raises(SamplingError):
        fast.tickets("f" * 63, ["A"])


@given(KEYS, st.lists(SITE_IDS, min_size=1, max_size=70, unique=True))
def test_prefixes_are_the_first_64_bits_with_and_without_a_compiler(key, names):
    table = padded(names)
    wanted = [int(ticket[:16], 16) for ticket in tickets.tickets(key, names)]
    assert fast.table_prefixes(key, table).tolist() == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "compiled", lambda: False)
        assert fast.table_prefixes(key, table).tolist() == wanted


@st.composite
def tables(draw):
    """A table with its columns, and how many of each cell are kept."""
    names = sorted(draw(st.sets(SITE_IDS, min_size=1, max_size=40)))
    cells = draw(st.integers(1, 4))
    code, able = st.integers(-1, cells - 1), st.booleans()
    made = Table(
        padded(names),
        np.array([draw(code) for _ in names], dtype=np.int32),
        np.array([draw(able) for _ in names], dtype=bool),
        tuple(f"C{n}" for n in range(cells)),
    )
    wanted = [draw(st.integers(0, 6)) for _ in range(cells)]
    return names, made, np.array(wanted, dtype=np.int64)


def stub(distinct, tails):
    """A hash with so few first 64 bits that they are equal at nearly every cut."""

    def digest(key, names):
        rows = []
        for name in names:
            full = hashlib.sha256(key.encode() + name.tobytes().rstrip(b"\0")).digest()
            first = (full[0] % distinct) << 63 | full[1] % distinct  # above 2^63 too
            rows.append(list(first.to_bytes(8, "big") + bytes([full[2] % tails]) * 24))
        return np.array(rows, dtype=np.uint8).reshape(len(names), 32)

    def prefix(key, names):
        first = np.ascontiguousarray(digest(key, names)[:, :8])
        return first.view(">u8").ravel().astype(np.uint64)

    return prefix, digest


@given(tables(), st.integers(1, 3), st.integers(1, 3), st.text("ab", max_size=3))
def test_equal_first_bits_at_a_cut_are_told_apart_by_the_full_ticket(
    made, distinct, tails, key
):
    names, table, wanted = made
    prefix, digest = stub(min(2, distinct), tails)
    kept = draw_table(table, wanted, key, prefix, digest)
    full = [row.tobytes() for row in digest(key, table.names)]
    expected = []
    for cell, number in enumerate(wanted):
        able = [
            (full[row], names[row], row)
            for row in range(len(names))
            if table.cell_of[row] == cell and table.eligible[row]
        ]
        expected += [row for _, _, row in sorted(able)[:number]]
    assert kept.rows.tolist() == expected
    assert [ticket.tobytes() for ticket in kept.tickets] == [full[row] for row in expected]


def test_the_table_is_ordered_and_counts_who_rests():
    rows = [replace(one, cell="S01-V01-C01") for one in grid(3)]
    rows += [replace(grid(5)[3], reason="cooloff", cell="S01-V01-C01")]
    rows += [replace(grid(5)[4], reason="closed")]
    table = table_of(rows[::-1])
    assert table.cell_of.tolist() == [0, 0, 0, 0, -1]
    assert table.eligible.tolist() == [True, True, True, False, False]
    assert table.sizes.tolist() == [4]
