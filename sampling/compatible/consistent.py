"""The consistent sampler: each id has a ticket of its own, a next one on replacement.

A ticket is a decimal fraction as text: the digits of a SHA-256 as a whole number, turned
round so that the evenly spread low digits come first. Texts compare as the fractions do.
"""

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A fraction such as 0.4103..., the id it belongs to, and which of its tickets it is."""

    fraction: str
    id: str
    generation: int = 1

    def shown(self, digits: int) -> str:
        """Return the fraction cut after so many digits behind its leading nines."""
        return self.fraction[: _after_nines(self.fraction) + digits]


def first_ticket(name: str, seed: str) -> Ticket:
    """Return an id's first ticket."""
    hashed = hashlib.sha256(seed.encode()).hexdigest()
    return Ticket(f"0.{_digits(hashed + name)}", name)


def next_ticket(ticket: Ticket) -> Ticket:
    """Return the ticket after this one: a fraction spread evenly over what lies above it.

    The leading nines stay and new digits follow, until the result is larger.
    """
    before, number = ticket.fraction, 1
    kept = before[: _after_nines(before)]
    found = kept + _digits(f"{before}:{number}")
    while found <= before:
        number += 1
        found = kept + _digits(f"{before}:{number}")
    return Ticket(found, ticket.id, ticket.generation + 1)


def without_replacement(names: Iterable[str], seed: str) -> list[Ticket]:
    """Return all ids in the order of their first tickets."""
    return sorted(first_ticket(name, seed) for name in names)


def with_replacement(names: Iterable[str], seed: str) -> Iterator[Ticket]:
    """Yield tickets without end: an id that was drawn comes back with its next one."""
    waiting = without_replacement(names, seed)
    while waiting:
        ticket = waiting[0]
        yield ticket
        heapq.heapreplace(waiting, next_ticket(ticket))


def _digits(text: str) -> str:
    return str(int(hashlib.sha256(text.encode()).hexdigest(), 16))[::-1]


def _after_nines(fraction: str) -> int:
    digits = fraction[2:]
    return 2 + len(digits) - len(digits.lstrip("9"))
