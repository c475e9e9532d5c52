"""Rivest's sampler of 2011 for election audits: SHA-256(seed, i) mod N, plus one."""

import hashlib
from collections.abc import Iterator
from itertools import count, islice

from sampling.types import SamplingError


def picks(seed: str, total: int) -> Iterator[int]:
    """Return numbers from 1 to total without end, some of them more than once."""
    if total < 1:
        raise SamplingError(f"got a total of {total}, wanted at least 1")
    for number in count(1):
        digest = hashlib.sha256(f"{seed},{number}".encode()).hexdigest()
        yield int(digest, 16) % total + 1


def with_replacement(seed: str, total: int, wanted: int) -> tuple[int, ...]:
    """Return the first picks, repeats included."""
    return tuple(islice(picks(seed, total), wanted))


def without_replacement(seed: str, total: int, wanted: int) -> tuple[int, ...]:
    """Return the first picks that are new; SamplingError if there are too few."""
    if wanted > total:
        raise SamplingError(f"got {wanted} to pick, wanted at most {total}")
    found: dict[int, None] = {}
    for number in picks(seed, total):
        if len(found) == wanted:
            break
        found[number] = None
    return tuple(found)
