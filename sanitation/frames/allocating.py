"""How many sites each stratum gives when cells are cut, from counts alone. Pure.

Works on numbers of sites by stratum and never on sites, so that frames held as rows and
frames held in columns share it.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from sampling import allocation
from sampling.allocation import Measure
from sampling.split import leaves_for, stratum_id, venue_of
from sampling.two_way import Margin, allocate_two_way
from sampling.types import SamplingError, Shortage, Stratum
from sanitation.errors import Code, Problem
from sanitation.frames.choices import LEAST_BY_SIZE, LEAST_SIZED, Choices

FINE = 1000  # a spread is kept in thousandths of a mark
Counts = Mapping[Stratum, int]


def sizes_at_cut(
    counts: Counts,
    weights: Mapping[str, int],
    choices: Choices,
    spreads: Mapping[str, int] | None = None,
) -> dict[Stratum, int]:
    """Return how many sites every stratum gives; counts: sites in the frame by stratum.

    weights: by venue type, whole numbers. spreads: by venue type, in thousandths of a
    mark, for Neyman. PLAN_IMPOSSIBLE names the street or venue type that falls short and
    by how many sites; INVALID_INPUT a stratum too small to be drawn by size.
    """
    spread = {one: (spreads or {}).get(venue_of(one), 0) for one in counts}
    try:
        if not choices.two_way:
            found = _street_by_street(counts, weights, choices, spread)
        else:
            found = _two_way(counts, weights, choices, spread)
    except Shortage as error:
        raise _short(error) from error
    except SamplingError as error:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=str(error)) from error
    _check_by_size(counts, found, choices)
    return found


def leaves(sites: int, wanted: int, *, single: bool) -> int:
    """Return into how many cells a stratum of so many sites is cut."""
    return 1 if single else leaves_for(sites, wanted)


def street_sums(sizes: Counts) -> Counter[str]:
    """Add the sizes of each street."""
    sums: Counter[str] = Counter()
    for (street, _venue), number in sizes.items():
        sums[street] += number
    return sums


def _street_by_street(
    counts: Counts, weights: Mapping[str, int], choices: Choices, spread: Counts
) -> dict[Stratum, int]:
    found: dict[Stratum, int] = {}
    for street in sorted({one[0] for one in counts}):
        own = {one: count for one, count in counts.items() if one[0] == street}
        found |= allocation.allocate_total(
            own,
            weights,
            choices.street_total(street),
            minimum=choices.minimum,
            max_share=Fraction(1, choices.max_share),
            measure=choices.measure,
            allow_short=not choices.exact,
            spreads=spread if choices.measure is Measure.NEYMAN else None,
        )
    return found


def _two_way(
    counts: Counts, weights: Mapping[str, int], choices: Choices, spread: Counts
) -> dict[Stratum, int]:
    """Keep limits on streets and venue types at once, with the least sum(z^2 / p)."""
    if choices.total:
        streets, total = _limits(choices.street_least, choices.street_most), choices.total
    else:
        alone = street_sums(_street_by_street(counts, weights, choices, spread))
        streets = {street: Margin(number, number) for street, number in alone.items()}
        total = sum(alone.values())
    return allocate_two_way(
        counts,
        weights,
        total,
        streets=streets,
        venues=_limits(choices.venue_least, choices.venue_most),
        minimum=choices.minimum,
        max_share=Fraction(1, choices.max_share),
        measure=choices.measure,
        spreads=spread if choices.measure is Measure.NEYMAN else None,
    )


def _limits(least: Mapping[str, int], most: Mapping[str, int]) -> dict[str, Margin]:
    return {code: Margin(least.get(code, 0), most.get(code)) for code in {*least, *most}}


def _check_by_size(counts: Counts, sizes: Counts, choices: Choices) -> None:
    faults = []
    named = {stratum_id(one): one for one in counts}
    for wanted in sorted(choices.single - named.keys()):
        row = {"column": "by_size", "got": wanted, "wanted": "a stratum with a site"}
        faults.append(row)
    for name in sorted(set(choices.by_size) & named.keys()):
        drawn, sites = sizes[named[name]], counts[named[name]]
        if drawn < LEAST_BY_SIZE or sites < LEAST_SIZED:
            told = f"at least {LEAST_BY_SIZE} of {LEAST_SIZED} sites"
            got = f"{name}: {drawn} / {sites}"
            faults.append({"column": "by_size", "got": got, "wanted": told})
    if faults:
        raise Problem(Code.INVALID_INPUT, rows=tuple(faults), field="by_size")


def _short(error: Shortage) -> Problem:
    """Say which street, which venue type and how many sites are missing, each apart."""
    row = {
        "column": "street" if error.street else "venue" if error.venue else "total",
        "got": " ".join(part for part in (error.street, error.venue) if part),
        "wanted": f"{error.short} more sites",
    }
    return Problem(
        Code.PLAN_IMPOSSIBLE,
        rows=(row,),
        detail=str(error),
        street=error.street,
        venue=error.venue,
        short=error.short,
    )
