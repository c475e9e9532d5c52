"""How far a ranking can be trusted: chance, the weights, and what a model would say.

Advice beside published figures. Nothing here feeds a score, a grade or a rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from sanitation.catalog.city import City
from sanitation.publication import pages
from sanitation.publication.models import Release
from sanitation.publication.values import AreaRow, Figure, ReleaseRow
from sanitation.scores import queries as scores
from sanitation.scores.composition import SITE_INDEX, Composition
from sanitation.scores.hashed_numbers import HashedNumbers
from sanitation.scores.standings import Standings, standings
from scoring.sensitivity import RankSpread, Sensitivity, perturbed_blend
from scoring.smoothing import smooth
from scoring.vocabulary import Floats, ScoringError

RHO = 0.25  # how far each weight may move, either way; declared on the page
REPLICATES = 1000
INDEX = "index"


@dataclass(frozen=True, slots=True)
class SmoothedValue:
    """A site index drawn towards what satisfaction predicts. own: weight of its own value."""

    value: float
    error: float
    own: float


@dataclass(frozen=True, slots=True)
class TrustRow:
    """One ranked area: its rank when weights move, and its smoothed site index."""

    area: AreaRow
    spread: RankSpread | None
    smoothed: SmoothedValue | None


@dataclass(frozen=True, slots=True)
class Certainty:
    """All of it for one level. shift: mean move of a rank; slopes: constant, satisfaction."""

    release: ReleaseRow
    standings: Standings
    rows: tuple[TrustRow, ...]
    rho: float
    replicates: int
    shift: float | None
    slopes: tuple[float, ...]


def certainty(
    session: Session,
    city: City,
    release: Release,
    level: str,
    made: Composition | None,
    venues: Mapping[str, Mapping[str, Figure]],
) -> Certainty:
    """Say how far the ranks of a level can be trusted; venues: scores by area and type."""
    table = scores.table(session, release.run_id, level, (INDEX,))
    areas = [
        row
        for row in pages.ranking(session, city, release, level).areas
        if row.index.rank is not None
    ]
    moved = _sensitivity(areas, made, venues, release.run.result_sha256)
    smoothed, slopes = _smoothed(areas)
    rows = tuple(
        TrustRow(area, moved.areas[place] if moved else None, smoothed.get(area.code))
        for place, area in enumerate(areas)
    )
    return Certainty(
        pages.release_row(city, release),
        standings(table, INDEX),
        rows,
        RHO,
        REPLICATES,
        moved.shift if moved else None,
        slopes,
    )


def _sensitivity(
    areas: Sequence[AreaRow],
    made: Composition | None,
    venues: Mapping[str, Mapping[str, Figure]],
    seed: str,
) -> Sensitivity | None:
    """Rank again under moved weights; the run's own digest is the seed, so it replays."""
    if made is None or not areas or made.beside != ("satisfaction",):
        return None
    types = [venue for venue, weight in made.venues.items() if weight]
    inner = np.array(
        [
            [_number(venues.get(area.code, {}).get(venue)) for venue in types]
            for area in areas
        ]
    )
    beside = np.array([[_number(area.satisfaction)] for area in areas])
    weights = np.array([float(made.blend[one]) for one in (SITE_INDEX, *made.beside)])
    return perturbed_blend(
        inner,
        np.array([float(made.venues[venue]) for venue in types]),
        beside,
        weights,
        HashedNumbers(seed),
        rho=RHO,
        replicates=REPLICATES,
    )


def _smoothed(
    areas: Sequence[AreaRow],
) -> tuple[dict[str, SmoothedValue], tuple[float, ...]]:
    """Smooth the site index, with the street's own satisfaction to predict it."""
    known = [
        area
        for area in areas
        if area.site_index.number is not None
        and area.site_index.standard_error
        and area.satisfaction.number is not None
    ]
    values = np.array([area.site_index.number or 0.0 for area in known])
    errors = np.array([area.site_index.standard_error or 0.0 for area in known])
    people = np.array([area.satisfaction.number or 0.0 for area in known])
    try:
        found = smooth(values, errors**2, _covariates(people))
    except ScoringError:  # too few areas, or all as satisfied
        return {}, ()
    made = {
        area.code: SmoothedValue(float(value), float(error) ** 0.5, float(own))
        for area, value, error, own in zip(
            known, found.values, found.errors, found.own, strict=True
        )
    }
    return made, tuple(float(slope) for slope in found.slopes)


def _covariates(people: Floats) -> Floats:
    """Return a column of ones and the satisfaction around its mean."""
    middle = people.mean() if len(people) else 0.0
    return np.column_stack([np.ones(len(people)), people - middle])


def _number(figure: Figure | None) -> float:
    return float("nan") if figure is None or figure.number is None else figure.number
