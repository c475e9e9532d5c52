"""Where the points went: what each indicator cost each area, adding up to the last digit.

    lost_points(work, level, column) -> {area: {(venue, item): points}}

A mean of sites is a sum of shares of sites, and what a site lacks is a sum over its items;
so 100 - value of an area is a sum over items, exactly. A site that failed as a whole, such
as one found locked, is not laid to any item: its loss stands under the item FAILED.
"""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from scoring import exact
from scoring.columns import HAS, Column, Source
from scoring.items import Marks
from scoring.vocabulary import Rule, ScoringError
from scoring.workspace import Workspace

FAILED = ""
MEANS = (Rule.MEAN, Rule.WEIGHTED_MEAN)

Key = tuple[str, str]  # venue, item
Shares = list[dict[int, Fraction]]  # by area: row of the first level -> share


def lost_points(
    work: Workspace, level: str, column: str
) -> Mapping[str, Mapping[Key, Fraction]]:
    """Take 100 - value of every area apart; areas without a value are left out.

    ScoringError where the column is not made of means of one `remain` of the first level.
    """
    bottom: dict[str, Column] = {}
    shares = _shares(work, level, column, bottom)
    if len(bottom) != 1:
        raise ScoringError(f"{column} is not a mean of the sites' scores")
    (score,) = bottom.values()
    losses = _losses(work, score)
    found = {}
    for area, inside in zip(work.areas[level].names, shares, strict=True):
        if inside:
            found[area] = _added(inside, losses)
    return found


def _shares(work: Workspace, level: str, name: str, bottom: dict[str, Column]) -> Shares:
    """Return the share of every first-level row in each area's value; they add to 1."""
    column = work.columns[level, name]
    count = len(column.reasons)
    if work.areas[level].first:
        _check_bottom(work, level, name)
        bottom[name] = column
        return [
            {row: Fraction(1)} if why == HAS else {}
            for row, why in enumerate(column.reasons.tolist())
        ]
    step = next((s for s in work.rubric.steps if (s.at, s.out) == (level, name)), None)
    if step is None or step.rule not in MEANS or not column.sources:
        raise ScoringError(f"{name} at level {level} is not a mean of finer rows")
    parts: list[list[tuple[Fraction, dict[int, Fraction]]]] = [[] for _ in range(count)]
    for source in column.sources:
        finer = _shares(work, source.level, source.column, bottom)
        for row, area in enumerate(source.target.tolist()):
            if area >= 0:
                parts[area].append((_weight(source, row), finer[row]))
    return [_joined(rows) for rows in parts]


def _check_bottom(work: Workspace, level: str, name: str) -> None:
    fits = any(
        (step.at, step.out, step.rule) == (level, name, Rule.REMAIN)
        and not step.word("per")
        for step in work.rubric.steps
    )
    if not fits:
        raise ScoringError(f"{name} is no remainder of the items of a site")


def _weight(source: Source, row: int) -> Fraction:
    if source.design is not None:
        return Fraction(int(source.design[0][row]), int(source.design[1][row]))
    return Fraction(1) if source.weights is None else source.weights[row]


def _joined(rows: list[tuple[Fraction, dict[int, Fraction]]]) -> dict[int, Fraction]:
    whole = sum((weight for weight, _ in rows), Fraction(0))
    found: dict[int, Fraction] = {}
    for weight, inside in rows:
        for site, share in inside.items():
            found[site] = found.get(site, Fraction(0)) + share * weight / whole
    return found


def _losses(work: Workspace, score: Column) -> list[dict[Key, Fraction]]:
    """Return what each row of the first level lost, by venue and item."""
    marks, areas = work.marks, work.areas[work.rubric.levels[0].id]
    if not isinstance(marks, Marks):
        raise ScoringError("the item results were added up elsewhere and not kept")
    row_of = areas.of_site
    venues = work.records.attributes.get("venue")
    found: list[dict[Key, Fraction]] = [{} for _ in areas.names]
    weighed = marks.points * marks.rated * marks.weights
    for site, row in enumerate(row_of.tolist()):
        value = score.values[row]
        if not isinstance(value, Fraction) or value == 100:
            continue
        venue = "" if venues is None else str(venues[site])
        lost = weighed[site]
        total = int(lost.sum())
        if marks.failed[site] or not total:
            found[row] = {(venue, FAILED): 100 - value}
            continue
        found[row] = {
            (venue, marks.items[number].id): (100 - value) * int(lost[number]) / total
            for number in np.flatnonzero(lost).tolist()
        }
    return found


def _added(
    shares: dict[int, Fraction], losses: list[dict[Key, Fraction]]
) -> dict[Key, Fraction]:
    pairs: dict[Key, list[tuple[Fraction, Fraction]]] = {}
    for row, share in shares.items():
        for key, lost in losses[row].items():
            pairs.setdefault(key, []).append((share, lost))
    return {key: exact.total(rows) for key, rows in sorted(pairs.items())}
