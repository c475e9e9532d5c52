"""What a run found: every figure with what stands beside it, and where it came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from scoring import explanation, losses, precision
from scoring.changes import past_of
from scoring.columns import REASONS, Column
from scoring.coverage import Coverage, coverages
from scoring.explanation import Part
from scoring.history import Past
from scoring.levels import Areas
from scoring.losses import Key
from scoring.precision import Errors
from scoring.standing import Standing, labels_beside, standings
from scoring.vocabulary import Reason, ScoringError
from scoring.workspace import Workspace

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


@dataclass(frozen=True)
class Result:
    """The tables of one run; figures are made when they are asked for, then kept."""

    work: Workspace

    @cached_property
    def _kept(self) -> dict[tuple[str, str], dict[str, Figure]]:
        return {}

    @cached_property
    def _coverages(self) -> dict[str, dict[str, Coverage]]:
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
        if level not in self._coverages:
            areas = self.work.areas[level]
            rows = coverages(self.work.records, areas, self.work.marks)
            self._coverages[level] = dict(zip(areas.names, rows, strict=True))
        return self._coverages[level]

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

    def lost_points(self, level: str, column: str) -> Mapping[str, Mapping[Key, Fraction]]:
        """Say what each indicator cost each area: (venue, item) -> points, adding up.

        Areas whose figure is withheld are left out.
        """
        found = losses.lost_points(self.work, level, column)
        hidden = dict(
            zip(self.work.areas[level].names, self.work.hidden[level], strict=True)
        )
        return {area: parts for area, parts in found.items() if not hidden[area]}

    def past(self) -> Past:
        """Return what a later period needs to compute a change."""
        return past_of(self.work)

    def _make(self, level: str, name: str) -> dict[str, Figure]:
        column = self.work.columns[level, name]
        errors = precision.errors(self.work, column)
        standing = standings(self.work, level, name, errors)
        grades = labels_beside(self.work, level, name)
        covered = self._covered(level)
        return {
            area: self._figure(
                level, name, row, errors, covered, standing[row], grades[row]
            )
            for row, area in enumerate(self.work.areas[level].names)
        }

    def _figure(
        self,
        level: str,
        name: str,
        row: int,
        errors: Errors | None,
        covered: tuple[Coverage, ...] | None,
        standing: Standing,
        grade: str | None,
    ) -> Figure:
        column, value = self.work.columns[level, name], None
        reason, hidden = REASONS[column.reasons[row]], bool(self.work.hidden[level][row])
        seen = reason is None or bool(covered and covered[row].valid)
        if hidden:
            reason = Reason.SUPPRESSED if seen else reason
        else:
            value = column.values[row]
        spread = precision.interval(errors, row, value, column)
        size = int(errors.size[row]) if errors else 0
        return Figure(
            area=self.work.areas[level].names[row],
            value=value if isinstance(value, Fraction) else None,
            label=value if isinstance(value, str) else None,
            reason=reason,
            n=None if errors is None else int(errors.n[row]),
            size=size or None,
            coverage=None if covered is None else covered[row].percent,
            se=spread.se,
            low=spread.low,
            high=spread.high,
            rank=standing.rank,
            rank_low=standing.rank_low,
            rank_high=standing.rank_high,
            tier=standing.tier,
            ranked=standing.ranked,
            grade=grade,
            flags=tuple(_flags(self.work, level, column, errors, covered, row)),
        )

    def _covered(self, level: str) -> tuple[Coverage, ...] | None:
        """Return the coverage of each area; None where there are no sites to count."""
        if not len(self.work.records.sites) or self.work.areas[level].first:
            return None
        return tuple(self.coverage(level).values())


def _flags(
    work: Workspace,
    level: str,
    column: Column,
    errors: Errors | None,
    covered: tuple[Coverage, ...] | None,
    row: int,
) -> Iterator[str]:
    if covered is not None and covered[row].valid < work.rubric.shown_from(level).flag_n:
        yield FEW
    if column.is_incomplete[row]:
        yield INCOMPLETE
    if errors is not None and errors.partial[row] and errors.n[row]:
        yield PART
