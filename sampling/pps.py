"""Draws with probability proportional to size, by exact whole numbers.

Source: protocol sanrandom-draw/1, section 7 (option for a whole stratum without cells).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cmp_to_key

from sampling.tickets import tickets
from sampling.types import FrameRow, SamplingError

ONE = 2**65


class Order(StrEnum):
    """How tickets and sizes are brought together."""

    SEQUENTIAL_POISSON = "sequential_poisson"
    PARETO = "pareto"  # closer to the target probabilities


@dataclass(frozen=True, slots=True)
class Sized:
    """One site with the odd number u of its ticket: U = u / 2^65."""

    site_id: str
    size: int
    u: int


@dataclass(frozen=True, slots=True)
class SizeRank:
    """A site in the order of the draw; take / m is its target probability, exactly."""

    site_id: str
    ticket: str
    take: int
    m: int


def order_named(name: str) -> Order:
    """Return the rule a plan names; SamplingError for another."""
    if name not in list(Order):
        raise SamplingError(f"got {name!r}, wanted {' or '.join(Order)}", where="pps")
    return Order(name)


def draw_by_size(
    rows: Iterable[FrameRow], wanted: int, key: str, order: Order = Order.PARETO
) -> tuple[str, ...]:
    """Return the ids drawn: certainty sites by id first, then by rank.

    key: the stage key of sites. SamplingError if wanted is not 1 to the eligible sites.
    """
    ranked = rank_by_size(rows, wanted, key, order)
    return tuple(one.site_id for one in ranked[:wanted])


def rank_by_size(
    rows: Iterable[FrameRow], wanted: int, key: str, order: Order = Order.PARETO
) -> tuple[SizeRank, ...]:
    """Return every eligible site: the first `wanted` are drawn, the rest are reserves.

    Arguments and errors as in `draw_by_size`. The target of a certainty site is 1 / 1,
    of another lambda = n' size / X' over those that are left.
    """
    eligible = sorted((row for row in rows if row.eligible), key=lambda row: row.site_id)
    if not 1 <= wanted <= len(eligible):
        raise SamplingError(f"got {wanted} to draw, wanted 1 to {len(eligible)}")
    size_of = {row.site_id: row.size for row in eligible}
    sure = certain(list(size_of.items()), wanted)
    left, names = wanted - len(sure), [name for name in size_of if name not in sure]
    ticket_of = dict(zip(size_of, tickets(key, size_of), strict=True))
    pool = [
        Sized(name, size_of[name], 2 * int(ticket_of[name][:16], 16) + 1) for name in names
    ]
    total = sum(size_of[name] for name in names)
    surely = [SizeRank(name, ticket_of[name], 1, 1) for name in sorted(sure)]
    return (
        *surely,
        *(
            SizeRank(name, ticket_of[name], left * size_of[name], total)
            for name in ranked(pool, left, order)
        ),
    )


def certain(sizes: Sequence[tuple[str, int]], wanted: int) -> frozenset[str]:
    """Return the sites so large that each is drawn for sure, found repeatedly."""
    sure: set[str] = set()
    while True:
        rest = [(name, size) for name, size in sizes if name not in sure]
        left, total = wanted - len(sure), sum(size for _, size in rest)
        more = {name for name, size in rest if left > 0 and left * size >= total}
        if not more:
            return frozenset(sure)
        sure |= more


def ranked(pool: Sequence[Sized], wanted: int, order: Order) -> list[str]:
    """Return ids by rank; the first `wanted` of them are drawn."""
    total = sum(site.size for site in pool)
    before = _pareto(wanted, total) if order is Order.PARETO else _poisson

    def compare(one: Sized, other: Sized) -> int:
        left, right = before(one, other), before(other, one)
        return (left > right) - (left < right) or (
            (one.site_id > other.site_id) - (one.site_id < other.site_id)
        )

    return [site.site_id for site in sorted(pool, key=cmp_to_key(compare))]


def _poisson(one: Sized, other: Sized) -> int:
    return one.u * other.size


def _pareto(wanted: int, total: int) -> Callable[[Sized, Sized], int]:
    def rank(one: Sized, other: Sized) -> int:
        return one.u * (total - wanted * one.size) * (ONE - other.u) * other.size

    return rank
