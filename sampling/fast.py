"""Tickets for millions of sites, byte-identical to the plain path.

A stage key fills the first of the two SHA-256 blocks of a ticket, so its state is kept
and each id costs one block. Compiled where numba is installed (extra `fast`); otherwise
hashlib does the same more slowly.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from sampling.draw import draw_sites as draw_plain
from sampling.types import Drawn, FrameRow, Plan, SamplingError

KEY_CHARACTERS, LONGEST_ID = 64, 54
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., Any])


def _roots(power: int) -> tuple[int, ...]:
    """Return the first 32 bits of the fractional roots of the first 64 primes."""
    primes = [n for n in range(2, 312) if all(n % d for d in range(2, n))]
    return tuple(_root(prime << (32 * power), power) & 0xFFFFFFFF for prime in primes)


def _root(number: int, power: int) -> int:
    low, high = 0, 1 << 48
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**power <= number else (low, middle)
    return low


# FIPS 180-4, 4.2.2 and 5.3.3: the constants are cube roots, the first state square roots.
ROUND_CONSTANTS = np.array(_roots(3), dtype=np.uint32)
FIRST_STATE = np.array(_roots(2)[:8], dtype=np.uint32)


def compiled() -> bool:
    """Whether tickets are computed by compiled code."""
    return find_spec("numba") is not None


def _compile(function: Function) -> Function:
    """Compile a function of NumPy arrays where numba is there; the machine code is kept."""
    if not compiled():
        return function
    return cast("Function", import_module("numba").njit(cache=True)(function))


@_compile
def _turn(word: np.uint32, by: int) -> np.uint32:
    return np.uint32((word >> np.uint32(by)) | (word << np.uint32(32 - by)))


@_compile
def _compress(state: Words, w: Words, constants: Words) -> None:
    """Take one block, the first 16 words of w, into the state (FIPS 180-4, 6.2.2)."""
    for t in range(16, 64):
        low, high = w[t - 15], w[t - 2]
        s0 = _turn(low, 7) ^ _turn(low, 18) ^ np.uint32(low >> np.uint32(3))
        s1 = _turn(high, 17) ^ _turn(high, 19) ^ np.uint32(high >> np.uint32(10))
        w[t] = np.uint32(w[t - 16] + s0 + w[t - 7] + s1)
    a, b, c, d = state[0], state[1], state[2], state[3]
    e, f, g, h = state[4], state[5], state[6], state[7]
    for t in range(64):
        s1 = _turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)
        t1 = np.uint32(h + s1 + ((e & f) ^ (~e & g)) + constants[t] + w[t])
        s0 = _turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)
        t2 = np.uint32(s0 + ((a & b) ^ (a & c) ^ (b & c)))
        h, g, f, e, d, c, b = g, f, e, np.uint32(d + t1), c, b, a
        a = np.uint32(t1 + t2)
    for place, word in enumerate((a, b, c, d, e, f, g, h)):
        state[place] = np.uint32(state[place] + word)


@_compile
def _hash_ids(
    data: Bytes, ends: Ints, after_key: Words, constants: Words, out: Words
) -> None:
    """Hash the second block of each id: comma, id, the end bit, the length in bits."""
    w = np.zeros(64, dtype=np.uint32)
    start = 0
    for row in range(len(ends)):
        w[:16] = 0
        w[0] = np.uint32(0x2C) << np.uint32(24)
        size = ends[row] - start
        for at in range(size + 1):
            byte = np.uint32(data[start + at]) if at < size else np.uint32(0x80)
            place = at + 1
            w[place // 4] |= np.uint32(byte << np.uint32(24 - 8 * (place % 4)))
        w[15] = np.uint32((65 + size) * 8)
        out[row] = after_key
        _compress(out[row], w, constants)
        start = ends[row]


def digests(key: str, names: Sequence[str]) -> Bytes:
    """Return the tickets of ids as bytes (ids, 32).

    key: a stage key, 64 hex characters. Ids: 1 to 54 ASCII characters, or SamplingError.
    """
    if len(key) != KEY_CHARACTERS or not key.isascii():
        raise SamplingError(f"got a key of {len(key)} characters, wanted {KEY_CHARACTERS}")
    if not all(1 <= len(name) <= LONGEST_ID and name.isascii() for name in names):
        raise SamplingError(f"wanted ids of 1 to {LONGEST_ID} ASCII characters")
    return _compiled_digests(key, names) if compiled() else _plain_digests(key, names)


def tickets(key: str, names: Sequence[str]) -> list[str]:
    """Return the tickets of ids as 64 hex characters, in their order."""
    text = digests(key, names).tobytes().hex()
    return [text[start : start + 64] for start in range(0, len(text), 64)]


def in_order(key: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (ticket, id) in the order of the draw."""
    listed = list(names)
    return sorted(zip(tickets(key, listed), listed, strict=True))


def draw_sites(
    rows: Iterable[FrameRow], plan: Plan, seed: bytes, *, label: str = ""
) -> tuple[Drawn, ...]:
    """Return what `draw.draw_sites` returns."""
    return draw_plain(rows, plan, seed, label=label, in_order=in_order)


def _plain_digests(key: str, names: Sequence[str]) -> Bytes:
    start = hashlib.sha256(f"{key},".encode("ascii"))
    found = bytearray()
    for name in names:
        one = start.copy()
        one.update(name.encode("ascii"))
        found += one.digest()
    return np.frombuffer(bytes(found), dtype=np.uint8).reshape(len(names), 32)


def _compiled_digests(key: str, names: Sequence[str]) -> Bytes:
    data = np.frombuffer("".join(names).encode("ascii"), dtype=np.uint8)
    ends = np.cumsum([len(name) for name in names], dtype=np.int64)
    words = np.frombuffer(key.encode("ascii"), dtype=">u4").astype(np.uint32)
    state = FIRST_STATE.copy()
    schedule = np.zeros(64, dtype=np.uint32)
    schedule[:16] = words
    _compress(state, schedule, ROUND_CONSTANTS)
    out = np.empty((len(names), 8), dtype=np.uint32)
    _hash_ids(data, ends, state, ROUND_CONSTANTS, out)
    return out.astype(">u4").view(np.uint8)
