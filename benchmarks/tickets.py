"""Tickets of 300 000 sites: the compiled path and the plain one against a bare hash loop."""

import hashlib

from benchmarks._report import report, timed
from sampling import fast, tickets

SITES = 300_000
KEY = hashlib.sha256(b"benchmark").hexdigest()


def main() -> None:
    """Print both ratios; the answers must be the same bytes."""
    names = [f"440303001-V01-{number:06d}" for number in range(SITES)]
    prefix = f"{KEY},".encode()

    def bare() -> list[bytes]:
        return [hashlib.sha256(prefix + name.encode()).digest() for name in names]

    plain = tickets.tickets(KEY, names)
    assert fast.tickets(KEY, names) == plain
    floor = timed(bare, 3)
    report("tickets plain", timed(lambda: tickets.tickets(KEY, names), 3), floor,
           "seconds for 300 000 tickets, hashlib loop", "<= 1.5")  # fmt: skip
    report("tickets fast", timed(lambda: fast.tickets(KEY, names), 3), floor,
           "seconds for 300 000 tickets, hashlib loop", "<= 1")  # fmt: skip


if __name__ == "__main__":
    main()
