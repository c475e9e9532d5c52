"""The publicly verifiable choice of RFC 3797, as used for nominating committees."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sampling.types import SamplingError


@dataclass(frozen=True, slots=True)
class Choice:
    """One round: the digest, the number left to choose from, and the place chosen."""

    digest: str  # MD5, 32 hex characters
    left: int
    place: int  # in the list as given, from 1


def key_of(sources: Sequence[str]) -> str:
    """Return the key of several sources of numbers, each parted by spaces.

    Numbers of a source are sorted and each ends with a dot, a source with a slash.
    """
    return "".join(
        "".join(f"{number}." for number in sorted(map(int, source.split()))) + "/"
        for source in sources
    )


def choose(key: str, count: int, wanted: int) -> tuple[Choice, ...]:
    """Return the choices in order; SamplingError unless wanted is 0 to count."""
    if not 0 <= wanted <= count:
        raise SamplingError(f"got {wanted} to choose, wanted 0 to {count}")
    remaining, made = list(range(1, count + 1)), []
    for number in range(wanted):
        mark = number.to_bytes(2, "big")
        digest = hashlib.md5(mark + key.encode() + mark, usedforsecurity=False).hexdigest()
        left = len(remaining)
        place = remaining.pop(int(digest, 16) % left)
        made.append(Choice(digest, left, place))
    return tuple(made)
