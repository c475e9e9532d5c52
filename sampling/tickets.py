"""The number that decides the order of a site or a person."""

import hashlib
from collections.abc import Iterable


def ticket(key: str, name: str) -> str:
    """Return SHA-256(key "," name) as 64 hex characters; key is a stage key in hex.

    Source: protocol sanrandom-draw/1, section 6. It depends on nothing but the key and
    the id, so a row more or less in the frame never moves another one.
    """
    return hashlib.sha256(f"{key},{name}".encode("ascii")).hexdigest()


def tickets(key: str, names: Iterable[str]) -> list[str]:
    """Return the tickets of many ids, in their order."""
    start = hashlib.sha256(f"{key},".encode("ascii"))
    found = []
    for name in names:
        one = start.copy()  # the key fills the first block, hashed only once
        one.update(name.encode("ascii"))
        found.append(one.hexdigest())
    return found


def in_order(key: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (ticket, id) in the order of the draw: by ticket, equal tickets by id."""
    listed = list(names)
    return sorted(zip(tickets(key, listed), listed, strict=True))
