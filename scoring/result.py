"""What a run found: every figure with what stands beside it, and where it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from scoring import estimate, explanation, uncertainty
from scoring.columns import HAS, REASONS, Column, Value
from scoring.coverage import Coverage, coverages
from scoring.explanation import Part
from scoring.levels import Areas
from scoring.steps import Step
from scoring.transform import plain_variance
from scoring.uncertainty import RankInterval
from scoring.vocabulary import Floats, Ints, Reason, Rule, ScoringError
from scoring.workspace import Past, Workspace

LEVEL = 0.95
FEW, INCOMPLETE, PART = "few_sites", "incomplete", "site_part_only"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of a published table; what is unknown is None, never 0.

    value: exact, or None with a reason. label: the text of a column of bands. n: valid
    sites behind it; size: how many stand for them in the frame (M). coverage: percent of
    the planned sites that are valid. se, low, high: standard error and 95 % interval; where
    flags have `site_part_only` they leave out an input that came without an error. rank,
    rank_low, rank_high, tier, ranked: where a step ranks this column; ranked = how many.
    """

    area: str
    value: Fraction | None
    label: str | None
    reason: Reason | None
    n: int | None
    size: int | None
    coverage: Fraction | None
    se: float | None
    low: float | None
    high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    tier: int | None
    ranked: int | None
    grade: str | None
    flags: tuple[str, ...]

    @property
    def flag(self) -> str:
        """Return the flags as one text; empty where there is none."""
        return " ".join(self.flags)


@dataclass(frozen=True, slots=True)
class Errors:
    """Per area: variance (NaN unknown), degrees of freedom, n, M, and partial errors."""

    variance: Floats
    df: Ints
    n: Ints
    size: Ints
    partial: list[bool]


@dataclass(frozen=True)
class Result:
    """The tables of one run; figures are made when they are asked for, then kept."""

    work: Workspace

    @cached_property
    def _kept(self) -> dict[tuple[str, str], dict[str, Figure]]:
        return {}

    @property
    def sha256(self) -> str:
        """Return the digest of the rubric that made it."""
        return self.work.rubric.sha256

    def levels(self) -> tuple[str, ...]:
        """Return the levels, finest first."""
        return tuple(level.id for level in self.work.rubric.levels)

    def columns(self, level: str) -> tuple[str, ...]:
        """Return the columns of a level, inputs first, then in the order of the steps."""
        return tuple(name for at, name in self.work.columns if at == level)

    def areas(self, level: str) -> Areas:
        """Return the areas of a level: names, and keys by attribute."""
        return self.work.areas[level]

    def coverage(self, level: str) -> Mapping[str, Coverage]:
        """Return the counts of sites of each area."""
        areas = self.work.areas[level]
        rows = coverages(self.work.records, areas, self.work.marks)
        return dict(zip(areas.names, rows, strict=True))

    def figure(self, level: str, area: str, column: str) -> Figure:
        """Return one figure; ScoringError if there is no such area or column."""
        found = self.figures(level, column).get(area)
        if found is None:
            raise ScoringError(f"there is no {level} {area!r}")
        return found

    def figures(self, level: str, column: str) -> Mapping[str, Figure]:
        """Return a column's figures by area, in the order of the areas' codes."""
        key = (level, column)
        if key not in self.work.columns:
            raise ScoringError(f"there is no column {column!r} at level {level}")
        if key not in self._kept:
            self._kept[key] = self._make(level, column)
        return self._kept[key]

    def explain(self, level: str, area: str, column: str) -> tuple[Part, ...]:
        """List the parts that made a number: their values and weights."""
        return explanation.parts(self.work, level, area, column)

    def past(self) -> Past:
        """Return what a later period needs to compute a change."""
        values, variances = {}, {}
        for (level, name), column in self.work.columns.items():
            areas = self.work.areas[level]
            if areas.first and not areas.level.by:
                continue
            shown = zip(
                areas.names, column.values, self.work.hidden[level].tolist(), strict=True
            )
            values[level, name] = {
                area: value
                for area, value, hidden in shown
                if isinstance(value, Fraction) and not hidden
            }
            plain = plain_variance(self.work, column)
            if plain is not None:
                variances[level, name] = dict(zip(areas.names, plain.tolist(), strict=True))
        return Past(self.work.rubric.method, values, variances)

    def _make(self, level: str, name: str) -> dict[str, Figure]:
        column = self.work.columns[level, name]
        areas, hidden = self.work.areas[level], self.work.hidden[level]
        errors = _errors(self.work, column)
        ranks = _Ranks(self.work, level, name)
        grades = _beside(self.work, Rule.BANDS, level, name)
        covered = list(self.coverage(level).values()) if self._counted(level) else None
        rows = zip(
            areas.names,
            column.values,
            column.reasons.tolist(),
            hidden.tolist(),
            strict=True,
        )
        found = {}
        for row, (area, value, why, out) in enumerate(rows):
            reason = Reason.SUPPRESSED if out and why == HAS else REASONS[why]
            if out and why != HAS and covered and covered[row].valid:
                reason = Reason.SUPPRESSED
            se, low, high = _interval(errors, row, value) if not out else (None, None, None)
            found[area] = Figure(
                area=area,
                value=value if isinstance(value, Fraction) and not out else None,
                label=value if isinstance(value, str) and not out else None,
                reason=reason,
                n=None if errors is None else int(errors.n[row]),
                size=None
                if errors is None or not errors.size[row]
                else int(errors.size[row]),
                coverage=None if covered is None else covered[row].percent,
                se=se,
                low=low,
                high=high,
                **ranks.of(row),
                grade=grades[row] if grades else None,
                flags=tuple(_flags(self.work, column, errors, covered, row)),
            )
        return found

    def _counted(self, level: str) -> bool:
        return bool(len(self.work.records.sites)) and not self.work.areas[level].first


def _errors(work: Workspace, column: Column) -> Errors | None:
    inner = column.influence
    if inner is None:
        return None
    count = len(column.reasons)
    units = len(work.cells.design.cell)
    variance, _, df = estimate.variances(
        work.cells.design, inner.area, inner.unit, inner.z, count
    )
    seen = np.unique(inner.area * max(units, 1) + inner.unit)
    area, unit = seen // max(units, 1), seen % max(units, 1)
    cell = work.cells.design.cell[unit]
    pairs = np.unique(area * (len(work.cells.design.size) + 1) + cell)
    owner, cells = (
        pairs // (len(work.cells.design.size) + 1),
        pairs % (len(work.cells.design.size) + 1),
    )
    size = np.bincount(owner, work.cells.design.size[cells], count)
    return Errors(
        variance=variance + inner.outside,
        df=df,
        n=np.bincount(area, minlength=count).astype(np.int64),
        size=np.where(np.isfinite(size), size, 0).astype(np.int64),
        partial=inner.partial.tolist(),
    )


def _interval(
    errors: Errors | None, row: int, value: Value
) -> tuple[float | None, float | None, float | None]:
    if errors is None or not isinstance(value, Fraction) or np.isnan(errors.variance[row]):
        return None, None, None
    if not errors.n[row] and errors.partial[row]:
        return None, None, None
    variance = float(errors.variance[row])
    df = float(errors.df[row]) if errors.n[row] else float("inf")
    if variance == 0:
        return 0.0, float(value), float(value)
    low, high = uncertainty.t_interval(float(value), variance, df, LEVEL)
    known = not np.isnan(low)
    return variance**0.5, low if known else None, high if known else None


def _flags(
    work: Workspace,
    column: Column,
    errors: Errors | None,
    covered: list[Coverage] | None,
    row: int,
) -> Iterator[str]:
    if covered is not None and covered[row].valid < work.rubric.publish.flag_n:
        yield FEW
    if column.is_incomplete[row]:
        yield INCOMPLETE
    if errors is not None and errors.partial[row] and errors.n[row]:
        yield PART


def _step_of(work: Workspace, rule: Rule, level: str, name: str) -> tuple[Step, str] | None:
    """Return the first step with this rule that reads the column, and its suffix."""
    for step in work.rubric.steps:
        if step.rule is rule and step.at == level and name.startswith(step.columns[0]):
            suffix = name[len(step.columns[0]) :]
            if (suffix == "" or suffix[0] == ".") and (
                level,
                step.out + suffix,
            ) in work.columns:
                return step, suffix
    return None


def _beside(work: Workspace, rule: Rule, level: str, name: str) -> list[str | None] | None:
    found = _step_of(work, rule, level, name)
    if found is None:
        return None
    values = work.columns[level, found[0].out + found[1]].values
    return [value if isinstance(value, str) else None for value in values]


class _Ranks:
    """Ranks, joint rank intervals and tiers of one column."""

    def __init__(self, work: Workspace, level: str, name: str) -> None:
        self.places: list[int | None] = []
        self.intervals: dict[int, RankInterval] = {}
        self.tiers: dict[int, int] = {}
        found = _step_of(work, Rule.RANK, level, name)
        if found is None:
            return
        step, suffix = found
        ranks = work.columns[level, step.out + suffix].values
        self.places = [int(r) if isinstance(r, Fraction) else None for r in ranks]
        self._compare(work, work.columns[level, name], higher=step.word("order") == "desc")

    def _compare(self, work: Workspace, column: Column, *, higher: bool) -> None:
        errors = _errors(work, column)
        rows = [row for row, place in enumerate(self.places) if place is not None]
        if errors is None or not rows or np.isnan(errors.variance[rows]).any():
            return
        if any(errors.partial[row] and not errors.n[row] for row in rows):
            return
        made = uncertainty.rank_intervals(
            column.floats[rows], errors.variance[rows], higher_is_better=higher
        )
        self.intervals = dict(zip(rows, made, strict=True))
        order = sorted(
            range(len(rows)), key=lambda place: (self.places[rows[place]], place)
        )
        flipped = made if higher else tuple(_mirrored(one) for one in made)
        self.tiers = dict(zip(rows, uncertainty.tiers(flipped, order), strict=True))

    def of(self, row: int) -> dict[str, int | None]:
        """Return the fields of a figure that speak of its rank."""
        inner = self.intervals.get(row)
        place = self.places[row] if self.places else None
        return {
            "rank": place,
            "rank_low": None if inner is None else inner.rank_low,
            "rank_high": None if inner is None else inner.rank_high,
            "tier": self.tiers.get(row),
            "ranked": sum(p is not None for p in self.places)
            if place is not None
            else None,
        }


def _mirrored(one: RankInterval) -> RankInterval:
    return RankInterval(-one.high, -one.low, one.rank_low, one.rank_high)
