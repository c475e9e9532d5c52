"""What the next grade needs, and which fixes would pay most. Pure: published figures in.

Every gain is exact: what an indicator cost the site index, times the site index's share in
the index. What a gain would be next quarter nobody knows, for other sites will be drawn; so
each line says on how many visited sites it rests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erf, sqrt

from sanitation.publication.values import AreaRow, Figure, LostItem
from sanitation.scores.composition import Composition
from scoring.tables import Band

FIXES = 10


@dataclass(frozen=True, slots=True)
class NextGrade:
    """The next band above: its bound, how far it is, how likely the truth is there already.

    gap, site_points: points of the index, and the same in points of the site index.
    chance: that the street's true index is at or above the bound; None without an error.
    alone: the site index would suffice, however low the rest stays.
    """

    label: str
    least: Fraction
    gap: Fraction
    site_points: Fraction
    chance: float | None
    alone: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One venue type as a way to the next grade.

    share_pct: its weight in the index, in percent of all weights present. to_city, most:
    points of the index to gain if it were as clean as the city's, or without a loss.
    needed: the score that would close the gap by itself; None where 100 is not enough.
    """

    venue: str
    score: Fraction
    city: Fraction | None
    n: int | None
    share_pct: Fraction
    to_city: Fraction
    most: Fraction
    needed: Fraction | None


@dataclass(frozen=True, slots=True)
class Fix:
    """One indicator to put right.

    gain: points of the index if it cost nothing; to_city: if it cost what it costs in the
    city. total: the gains from the first fix to this one. closes: with it the gap is closed.
    thin: it was found at one site only, which says little of the street.
    """

    item: LostItem
    gain: Fraction
    to_city: Fraction
    total: Fraction
    closes: bool
    thin: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a street or a district could do; next is None at the best grade."""

    next: NextGrade | None
    ways: tuple[Way, ...]
    fixes: tuple[Fix, ...]
    site_share: Fraction


def diagnose(
    area: AreaRow,
    venues: Sequence[tuple[str, Figure, Figure]],
    lost: Sequence[LostItem],
    made: Composition,
) -> Diagnosis | None:
    """Diagnose an area from its published figures; None where its index is empty."""
    index = exact(area.index)
    if index is None:
        return None
    found = next_grade(area, index, made)
    gap = found.gap if found else None
    ways = sorted(_ways(venues, found, made), key=lambda one: (-one.to_city, -one.most))
    fixes = tuple(_fixes(lost, gap, made.site_share))
    return Diagnosis(found, tuple(ways), fixes, made.site_share)


def exact(figure: Figure) -> Fraction | None:
    """Return a figure's exact value."""
    return None if figure.exact is None else Fraction(figure.exact)


def next_grade(area: AreaRow, index: Fraction, made: Composition) -> NextGrade | None:
    """Return the lowest band the index does not reach; None where it has the best."""
    above = [band for band in made.bands if not _reaches(index, band, made)]
    if not above:
        return None
    band = above[-1]
    least = band.least if band.least is not None else Fraction(0)
    gap, site = least - index, exact(area.site_index)
    points = gap / made.site_share
    return NextGrade(
        label=band.label,
        least=least,
        gap=gap,
        site_points=points,
        chance=_chance(float(-gap), area.index.standard_error),
        alone=site is not None and site + points <= 100,
    )


def _reaches(index: Fraction, band: Band, made: Composition) -> bool:
    if band.least is None:
        return True
    return index > band.least if made.strict else index >= band.least


def _chance(gap: float, error: float | None) -> float | None:
    """Return P(true value >= bound) for a normal estimate this far above it."""
    if not error:
        return None
    return (1 + erf(gap / error / sqrt(2))) / 2


def _ways(
    venues: Sequence[tuple[str, Figure, Figure]], found: NextGrade | None, made: Composition
) -> Iterator[Way]:
    present = {
        venue: (value, here, exact(whole))
        for venue, here, whole in venues
        if (value := exact(here)) is not None and made.venues.get(venue)
    }
    whole = sum((made.venues[venue] for venue in present), Fraction(0))
    for venue, (value, here, city) in present.items():
        worth = made.venues[venue] / whole * made.site_share
        needed = value + found.gap / worth if found else None
        yield Way(
            venue=venue,
            score=value,
            city=city,
            n=here.n,
            share_pct=100 * worth,
            to_city=worth * max(Fraction(0), (city or value) - value),
            most=worth * (100 - value),
            needed=needed if needed is not None and needed <= 100 else None,
        )


def _fixes(
    lost: Sequence[LostItem], gap: Fraction | None, site_share: Fraction
) -> Iterator[Fix]:
    total = Fraction(0)
    for item in sorted(lost, key=lambda one: (-one.exact, one.venue, one.item))[:FIXES]:
        gain, before = item.exact * site_share, total
        total += gain
        city = item.elsewhere[-1] if item.elsewhere else None
        over = item.exact - Fraction(city) if city is not None else Fraction(0)
        yield Fix(
            item=item,
            gain=gain,
            to_city=max(Fraction(0), over) * site_share,
            total=total,
            closes=gap is not None and before < gap <= total,
            thin=item.with_findings == 1,
        )
