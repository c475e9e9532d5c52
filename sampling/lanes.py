"""SHA-256 of many short ids at once: what a ticket costs when a key is hashed only once.

Source: FIPS 180-4; protocol sanrandom-draw/1, sections 6 and 12. A stage key fills the
first of a ticket's two blocks, so its state is kept and each id costs one block. Lanes
stand side by side in memory, so that a compiler (numba, extra `fast`) turns each step
into one instruction for several ids. Without it only the constants here are of use.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

LANES = 32  # two or four registers of the widest kind: enough work to hide each wait
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Longs = NDArray[np.uint64]
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
    """Whether there is a compiler for these functions."""
    return find_spec("numba") is not None


def compile_(function: Function) -> Function:
    """Compile a function of NumPy arrays where numba is there; the machine code is kept."""
    if not compiled():
        return function
    return cast("Function", import_module("numba").njit(cache=True)(function))


@compile_
def _turn(word: np.uint32, by: int) -> np.uint32:
    return np.uint32((word >> np.uint32(by)) | (word << np.uint32(32 - by)))


@compile_
def word(a: np.uint8, b: np.uint8, c: np.uint8, d: np.uint8) -> np.uint32:
    """Put four bytes together, the first one highest."""
    return np.uint32(
        (np.uint32(a) << np.uint32(24))
        | (np.uint32(b) << np.uint32(16))
        | (np.uint32(c) << np.uint32(8))
        | np.uint32(d)
    )


@compile_
def _round(
    a: np.uint32, b: np.uint32, c: np.uint32, d: np.uint32, e: np.uint32, f: np.uint32,
    g: np.uint32, h: np.uint32,
) -> tuple[np.uint32, np.uint32]:  # fmt: skip
    """Return the new d and h of one round; h comes with constant and message added."""
    s1 = _turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)
    t1 = np.uint32(h + s1 + np.uint32((e & f) ^ (~e & g)))
    s0 = _turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)
    t2 = np.uint32(s0 + np.uint32((a & b) ^ (a & c) ^ (b & c)))
    return np.uint32(d + t1), np.uint32(t1 + t2)


@compile_
def _expand(w: Words) -> None:
    """Write the message schedule: rows 16 to 63 of w (64, lanes)."""
    for t in range(16, 64):
        for lane in range(LANES):
            low, high = w[t - 15, lane], w[t - 2, lane]
            s0 = _turn(low, 7) ^ _turn(low, 18) ^ np.uint32(low >> np.uint32(3))
            s1 = _turn(high, 17) ^ _turn(high, 19) ^ np.uint32(high >> np.uint32(10))
            w[t, lane] = np.uint32(w[t - 16, lane] + s0 + w[t - 7, lane] + s1)


@compile_
def compress(state: Words, w: Words, k: Words, out: Words) -> None:
    """Take a block of each lane, rows 0 to 15 of w, from state into out; 6.2.2.

    state, out (8, lanes): two places. Eight rounds at a time: then every variable is back
    in its own place.
    """
    _expand(w)
    for row in range(8):
        for lane in range(LANES):
            out[row, lane] = state[row, lane]
    for t in range(0, 64, 8):
        k0, k1, k2, k3 = k[t], k[t + 1], k[t + 2], k[t + 3]
        k4, k5, k6, k7 = k[t + 4], k[t + 5], k[t + 6], k[t + 7]
        for lane in range(LANES):
            a, b, c, d = out[0, lane], out[1, lane], out[2, lane], out[3, lane]
            e, f, g, h = out[4, lane], out[5, lane], out[6, lane], out[7, lane]
            d, h = _round(a, b, c, d, e, f, g, np.uint32(h + k0 + w[t, lane]))
            c, g = _round(h, a, b, c, d, e, f, np.uint32(g + k1 + w[t + 1, lane]))
            b, f = _round(g, h, a, b, c, d, e, np.uint32(f + k2 + w[t + 2, lane]))
            a, e = _round(f, g, h, a, b, c, d, np.uint32(e + k3 + w[t + 3, lane]))
            h, d = _round(e, f, g, h, a, b, c, np.uint32(d + k4 + w[t + 4, lane]))
            g, c = _round(d, e, f, g, h, a, b, np.uint32(c + k5 + w[t + 5, lane]))
            f, b = _round(c, d, e, f, g, h, a, np.uint32(b + k6 + w[t + 6, lane]))
            e, a = _round(b, c, d, e, f, g, h, np.uint32(a + k7 + w[t + 7, lane]))
            out[0, lane], out[1, lane], out[2, lane], out[3, lane] = a, b, c, d
            out[4, lane], out[5, lane], out[6, lane], out[7, lane] = e, f, g, h
    for row in range(8):
        for lane in range(LANES):
            out[row, lane] = np.uint32(out[row, lane] + state[row, lane])


@compile_
def _fill(w: Words, lane: int, name: Bytes) -> None:
    """Write an id's second block: comma, id, the end bit, and the length in bits.

    name: padded with zeros to a width of 3, 7, 11, ..., so that no word is cut.
    """
    size, rows = len(name), (len(name) + 1) // 4
    w[0, lane] = word(np.uint8(0x2C), name[0], name[1], name[2])
    for row in range(1, rows):
        at = 4 * row - 1
        w[row, lane] = word(name[at], name[at + 1], name[at + 2], name[at + 3])
    w[rows, lane] = 0
    while name[size - 1] == 0:
        size -= 1
    end = size + 1
    w[end // 4, lane] |= np.uint32(0x80) << np.uint32(24 - 8 * (end % 4))
    w[15, lane] = np.uint32((65 + size) * 8)


@compile_
def _hash(names: Bytes, state: Words, k: Words, found: Words) -> None:
    """Write the digest of each id (ids, 8), after the key's block."""
    w = np.zeros((64, LANES), dtype=np.uint32)
    out = np.zeros((8, LANES), dtype=np.uint32)
    for start in range(0, len(names), LANES):
        for lane in range(LANES):  # the last lanes repeat the last id
            _fill(w, lane, names[min(start + lane, len(names) - 1)])
        compress(state, w, k, out)
        for lane in range(min(LANES, len(names) - start)):
            found[start + lane] = out[:, lane]


@compile_
def _hash_first(names: Bytes, state: Words, k: Words, found: Longs) -> None:
    """Write the first 64 bits of each digest (ids,): enough to order nearly all of them."""
    w = np.zeros((64, LANES), dtype=np.uint32)
    out = np.zeros((8, LANES), dtype=np.uint32)
    for start in range(0, len(names), LANES):
        for lane in range(LANES):
            _fill(w, lane, names[min(start + lane, len(names) - 1)])
        compress(state, w, k, out)
        for lane in range(min(LANES, len(names) - start)):
            high, low = np.uint64(out[0, lane]), np.uint64(out[1, lane])
            found[start + lane] = (high << np.uint64(32)) | low


def first_state() -> Words:
    """Return the state before any block, in every lane (8, lanes)."""
    return np.repeat(FIRST_STATE[:, None], LANES, axis=1)


def _after_key(key: str) -> Words:
    """Return the state after the block that the key fills, in every lane (8, lanes)."""
    w = np.zeros((64, LANES), dtype=np.uint32)
    w[:16] = np.frombuffer(key.encode("ascii"), dtype=">u4")[:, None]
    out = np.zeros((8, LANES), dtype=np.uint32)
    compress(first_state(), w, ROUND_CONSTANTS, out)
    return out


def digests(key: str, names: Bytes) -> Bytes:
    """Return SHA-256(key "," id) of each id, as bytes (ids, 32).

    key: 64 hex characters. names (ids, width): ASCII padded with zeros to a width of 3,
    7, 11, ... 55, see `table.padded`.
    """
    found = np.empty((len(names), 8), dtype=np.uint32)
    if len(names):
        _hash(names, _after_key(key), ROUND_CONSTANTS, found)
    return found.astype(">u4").view(np.uint8)


def prefixes(key: str, names: Bytes) -> Longs:
    """Return the first 64 bits of what `digests` returns, as whole numbers (ids,)."""
    found = np.empty(len(names), dtype=np.uint64)
    if len(names):
        _hash_first(names, _after_key(key), ROUND_CONSTANTS, found)
    return found
