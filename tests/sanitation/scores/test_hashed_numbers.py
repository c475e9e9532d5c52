"""Numbers that follow from a text: the same everywhere, and as even as chance."""

import hashlib

import numpy as np
import pytest

from sanitation.scores.hashed_numbers import HashedNumbers


def test_they_are_the_words_of_the_hashes_one_after_the_other():
    made = HashedNumbers("abc").uniform(0.0, 1.0, (2, 3))
    first = hashlib.sha256(b"abc/2x3/0").digest()
    second = hashlib.sha256(b"abc/2x3/1").digest()
    words = [int.from_bytes((first + second)[8 * k : 8 * k + 8], "big") for k in range(6)]

    assert made.ravel().tolist() == pytest.approx([word / 2**64 for word in words])


def test_they_fill_the_range_evenly():
    made = HashedNumbers("x").uniform(-0.25, 0.25, (1000, 12))

    assert made.min() >= -0.25
    assert made.max() < 0.25
    counts, _ = np.histogram(made, bins=10, range=(-0.25, 0.25))
    assert counts.min() > 1050  # of 1200 expected
    assert counts.max() < 1350
