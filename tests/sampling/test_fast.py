"""The compiled path gives the plain path's bytes, with and without a compiler."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import fast, tickets
from sampling.types import SamplingError
from tests.sampling.examples import SITE_IDS

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


@pytest.mark.parametrize("name", ["", "A" * 55, "\u4e00"])
def test_an_id_that_does_not_fit_one_block_is_refused(name):
    with pytest.raises(SamplingError):
        fast.tickets("f" * 64, [name])


def test_a_short_key_is_refused():
    with pytest.raises(SamplingError):
        fast.tickets("f" * 63, ["A"])
