"""Texts numbered by their order: what np.unique says, without comparing texts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.naming import numbered


@given(st.lists(st.text(st.sampled_from("ab|\u0001街道😀"), max_size=4), max_size=30))
def test_texts_are_numbered_as_sorting_them_would(texts):
    column = np.array(texts, dtype=np.str_)
    names, place = numbered(column)
    wanted, inverse = np.unique(column, return_inverse=True)

    assert names.tolist() == wanted.tolist()
    assert place.tolist() == inverse.tolist()
