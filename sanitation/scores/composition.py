"""How an index is put together, read from the rubric a run pinned: weights and bands.

What recomputes, diagnoses or perturbs an index needs its weights; they are the rubric's,
never written down a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.rubric import Rubric
from scoring.steps import Step
from scoring.tables import Band
from scoring.vocabulary import Period, Rule

SITE_INDEX, INDEX = "site_index", "index"


@dataclass(frozen=True, slots=True)
class Composition:
    """The index of a level as a mean of the site index and what stands beside it.

    venues: weight by venue type; blend: weight by column, the site index among them.
    bands: best first, with least None for the rest; strict: the bound itself is below.
    """

    venues: Mapping[str, Fraction]
    blend: Mapping[str, Fraction]
    bands: tuple[Band, ...]
    strict: bool
    places: int

    @property
    def site_share(self) -> Fraction:
        """Return what one point of the site index is worth in the index."""
        return self.blend[SITE_INDEX] / sum(self.blend.values(), Fraction(0))

    @property
    def beside(self) -> tuple[str, ...]:
        """Return the columns blended with the site index."""
        return tuple(name for name in self.blend if name != SITE_INDEX)


def composition(parsed: Rubric, level: str, period: Period) -> Composition | None:
    """Read the weights of a level's index; None where it is put together otherwise."""
    site = _step(parsed, level, SITE_INDEX, Rule.WEIGHTED_MEAN)
    index = _step(parsed, level, INDEX, Rule.WEIGHTED_MEAN)
    if site is None or site.by != "venue" or index is None:
        return None
    if SITE_INDEX not in index.columns or not site.table or not index.table:
        return None
    weights = parsed.tables[index.table].on(period.first).numbers
    bands = _step(parsed, level, "grade", Rule.BANDS)
    graded = bands is not None and bands.columns == (INDEX,)
    entry = parsed.tables[bands.table].on(period.first) if bands and graded else None
    op = (bands.word("op") if bands else "") or (entry.op if entry else None) or ">="
    return Composition(
        venues=parsed.tables[site.table].on(period.first).numbers,
        blend={name: weights[name] for name in index.columns},
        bands=entry.bands if entry else (),
        strict=op == ">",
        places=parsed.publish.places,
    )


def _step(parsed: Rubric, level: str, out: str, rule: Rule) -> Step | None:
    return next(
        (s for s in parsed.steps if (s.at, s.out, s.rule) == (level, out, rule)), None
    )
