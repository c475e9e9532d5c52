"""How many sites each stratum gives, exact in whole numbers.

Source: protocol sanrandom-draw/1, section 3. Two sites are a pair. From the minimum on,
each next pair goes to the stratum with the greatest z^2 / (p (p + 1)): the exact integer
optimum of sum(z^2 / p), the variance if strata vary alike (Wright 2012).
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from math import isqrt

from sampling.split import strata, stratum_id, venue_of
from sampling.types import FrameRow, SamplingError, Shortage, Stratum

QUARTER_OF_A_STRATUM = Fraction(1, 4)


class Measure(StrEnum):
    """What a stratum's share of the sample follows."""

    WEIGHT = "weight"  # the venue type's weight: the default, within a street's total
    PROPORTIONAL = "proportional"  # sites in the frame
    POWER = "power"  # their square root, in thousandths
    EQUAL = "equal"
    NEYMAN = "neyman"  # sites in the frame times their spread


def sizes(rows: Iterable[FrameRow], young: Collection[str] = ()) -> dict[Stratum, int]:
    """Count the sites of each stratum, those in cool-off included."""
    return {stratum: len(members) for stratum, members in strata(rows, young).items()}


def allocate(
    sizes: Mapping[Stratum, int],
    weights: Mapping[str, int],
    per_street: int,
    *,
    minimum: int = 2,
    max_share: Fraction = QUARTER_OF_A_STRATUM,
    measure: Measure = Measure.WEIGHT,
    allow_short: bool = False,
    spreads: Mapping[Stratum, int] | None = None,
) -> dict[Stratum, int]:
    """Give every street the same total, spread over its venue types by their weight.

    sizes: sites per stratum. weights: whole numbers >= 1 by venue type. minimum: sites
    per stratum, all of a smaller one. max_share: no stratum gives more, except to reach
    the minimum. Where single sites make the rest odd, a street stays one below its total.
    Shortage names the street and venue type that have too few sites, and how many are
    missing; allow_short takes what there is instead (the minimum must still fit).
    spreads: standard deviations by stratum in any whole unit >= 1, for Neyman only.
    """
    streets: dict[str, dict[Stratum, int]] = defaultdict(dict)
    for stratum, count in sizes.items():
        streets[stratum[0]][stratum] = count
    given: dict[Stratum, int] = {}
    for street in sorted(streets):
        given |= allocate_total(
            streets[street],
            weights,
            per_street,
            minimum=minimum,
            max_share=max_share,
            measure=measure,
            allow_short=allow_short,
            spreads=spreads,
        )
    return given


def allocate_total(
    sizes: Mapping[Stratum, int],
    weights: Mapping[str, int],
    total: int,
    *,
    minimum: int = 2,
    max_share: Fraction = QUARTER_OF_A_STRATUM,
    measure: Measure = Measure.WEIGHT,
    allow_short: bool = False,
    spreads: Mapping[Stratum, int] | None = None,
) -> dict[Stratum, int]:
    """Spread one total over all strata given; arguments and errors as in `allocate`."""
    if not sizes:
        raise SamplingError("got no stratum, wanted at least one")
    measures = measures_of(measure, sizes, weights, spreads)
    given = _minimum(sizes, minimum, total)
    caps = {one: cap(count, max_share) for one, count in sizes.items()}
    waiting = [(_gain(measures[one], given[one]), stratum_id(one), one) for one in sizes]
    heapq.heapify(waiting)
    left = total - sum(given.values())
    full: list[Stratum] = []
    while waiting and left >= 2:
        one = heapq.heappop(waiting)[2]
        if given[one] + 2 > caps[one]:
            full.append(one)
            continue
        given[one] += 2
        left -= 2
        heapq.heappush(waiting, (_gain(measures[one], given[one]), stratum_id(one), one))
    if left >= 2 and not allow_short:
        raise _shortage(full[0], sizes[full[0]], given[full[0]], left, total)
    return {one: given[one] for one in sorted(given, key=stratum_id)}


def measures_of(
    measure: Measure,
    sizes: Mapping[Stratum, int],
    weights: Mapping[str, int],
    spreads: Mapping[Stratum, int] | None = None,
) -> dict[Stratum, int]:
    """Return z of each stratum; SamplingError where a weight or spread is missing."""
    if measure is not Measure.NEYMAN:
        return {one: _measure(measure, sizes[one], venue_of(one), weights) for one in sizes}
    for one in sizes:
        if (spreads or {}).get(one, 0) < 1:
            raise SamplingError(
                "got no spread, wanted a whole number of at least 1",
                where=f"street {one[0]}, venue type {one[1]}",
            )
    return {one: sizes[one] * (spreads or {})[one] for one in sizes}


def _measure(measure: Measure, count: int, venue: str, weights: Mapping[str, int]) -> int:
    if count < 1:
        raise SamplingError(f"got a stratum of {count} sites, wanted at least 1")
    if measure is Measure.PROPORTIONAL:
        return count
    if measure is Measure.POWER:
        return isqrt(10**6 * count)
    if measure is Measure.EQUAL:
        return 1
    if weights.get(venue, 0) < 1:
        raise SamplingError(
            f"got weight {weights.get(venue)}, wanted a whole number of at least 1",
            where=f"venue type {venue}",
        )
    return weights[venue]


def check_minimum(minimum: int) -> None:
    """Refuse a least number of sites a stratum that is no pair or pairs."""
    if minimum < 2 or minimum % 2:
        raise SamplingError(f"got minimum {minimum}, wanted an even number of at least 2")


def _minimum(sizes: Mapping[Stratum, int], minimum: int, total: int) -> dict[Stratum, int]:
    check_minimum(minimum)
    given = {one: min(minimum, count) for one, count in sizes.items()}
    over = sum(given.values()) - total
    if over > 0:
        street, venue = min(given, key=lambda one: (sizes[one], stratum_id(one)))
        raise Shortage(
            f"{minimum} sites a type make {total + over}, not {total}: {over} short",
            street=street,
            venue=venue,
            short=over,
        )
    return given


def cap(count: int, max_share: Fraction) -> int:
    """Return the most sites a stratum may give: its share in pairs, but at least one pair."""
    return 2 * max(1, count * max_share.numerator // (2 * max_share.denominator))


def _gain(measure: int, sites: int) -> Fraction:
    """Return minus the variance one more pair would save: the heap gives the least."""
    pairs = max(1, sites // 2)
    return -Fraction(measure * measure, pairs * (pairs + 1))


def _shortage(first: Stratum, size: int, given: int, left: int, total: int) -> Shortage:
    """Name the type with the first claim to the next pair, which its sites cannot give."""
    return Shortage(
        f"{left} sites short of {total}: the next would be of this type, but {given} of its"
        f" {size} sites are taken already, and no more than its share may be",
        street=first[0],
        venue=first[1],
        short=left,
    )
