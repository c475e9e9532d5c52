"""Uniform numbers that follow from a text: anybody can make the same ones, anywhere."""

import hashlib
from dataclasses import dataclass

import numpy as np

from scoring.vocabulary import Floats

WORDS = 4  # numbers of 64 bits in one SHA-256


@dataclass(frozen=True, slots=True)
class HashedNumbers:
    """The SHA-256 of "seed/0", "seed/1", … read as numbers of 64 bits, in [0, 1)."""

    seed: str

    def uniform(self, low: float, high: float, size: tuple[int, int]) -> Floats:
        """Return (rows, columns) numbers in [low, high); the shape is part of the seed."""
        rows, columns = size
        blocks = -(-rows * columns // WORDS)
        name = f"{self.seed}/{rows}x{columns}"
        data = b"".join(
            hashlib.sha256(f"{name}/{number}".encode()).digest() for number in range(blocks)
        )
        words = np.frombuffer(data, dtype=">u8")[: rows * columns].astype(np.float64)
        return np.asarray(low + (high - low) * (words / 2.0**64).reshape(rows, columns))
