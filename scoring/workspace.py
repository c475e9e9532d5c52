"""What the steps of a rubric read and write while it runs on one period's records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from scoring.cells import Cells
from scoring.columns import HAS, NO_DATA, Column, Influence, Span, Value, of_values
from scoring.history import Past
from scoring.items import Marks
from scoring.levels import Areas, attribute, chosen, upward
from scoring.records import Records, Texts
from scoring.rubric import Rubric
from scoring.site import column as site_column
from scoring.site import sums_of
from scoring.steps import Step, Window
from scoring.totals import Totals
from scoring.vocabulary import Bools, Ints, Period, Rule, ScoringError

Parts = dict[str, Column]  # suffix ("" or ".clean") -> column


@dataclass(frozen=True, slots=True)
class Workspace:
    """The state of one run; `columns` grows step by step, all else is fixed."""

    rubric: Rubric
    records: Records
    period: Period
    areas: Mapping[str, Areas]
    marks: Marks | Totals
    cells: Cells
    hidden: Mapping[str, Bools]  # level -> areas seen too thinly to be graded or ranked
    history: Mapping[str, Past]
    columns: dict[tuple[str, str], Column] = field(default_factory=dict)

    def same(self, level: str, name: str) -> Parts:
        """Return a column of this level, or all its parts by suffix."""
        if (level, name) in self.columns:
            return {"": self.columns[level, name]}
        parts = {
            column[len(name) :]: found
            for (at, column), found in self.columns.items()
            if at == level and column.startswith(f"{name}.")
        }
        if not parts and self.areas[level].first:
            parts = self._item(name)
        if not parts:
            raise ScoringError(f"there is no column {name!r} at level {level}")
        return parts

    def one(self, level: str, name: str) -> Column:
        """Return a column of this level by its whole name."""
        parts = self.same(level, name)
        if set(parts) != {""}:
            raise ScoringError(
                f"{name!r} at level {level} is several columns; name one part"
            )
        return parts[""]

    def finer(self, level: str, name: str) -> tuple[str, Parts]:
        """Return a column of the nearest finer level that has it, and that level."""
        below = [found.id for found in self.rubric.levels]
        for candidate in reversed(below[: below.index(level)]):
            if self.has(candidate, name):
                return candidate, self.same(candidate, name)
        raise ScoringError(f"no level below {level} has a column {name!r}")

    def has(self, level: str, name: str) -> bool:
        """Say whether a level has this column, or parts of it."""
        if self.areas[level].first and any(item.id == name for item in self.rubric.items):
            return True
        return any(
            at == level and (column == name or column.startswith(f"{name}."))
            for at, column in self.columns
        )

    def targets(self, source: str, step: Step) -> Ints:
        """Return the area each row of the finer level counts for; -1 = for none."""
        rows = upward(self.areas[source], self.areas[step.at])
        used = chosen(self.areas[source], self.records, step.where)
        rows = np.where(used > 0, rows, -1)
        return rows if step.window is None else self._inside(source, step.window, rows)

    def barren(self, source: str, level: str) -> Bools:
        """Say which areas of a level have no rows of a finer one, whatever they are like."""
        rows = upward(self.areas[source], self.areas[level])
        present = np.bincount(rows[rows >= 0], minlength=len(self.areas[level].names))
        return np.asarray(present == 0)

    def attribute(self, level: str, name: str) -> Texts:
        """Return an attribute of the rows of a level."""
        return attribute(self.areas[level], self.records, name)

    def _inside(self, source: str, window: Window, rows: Ints) -> Ints:
        if self.records.months is None or not self.areas[source].first:
            raise ScoringError("a window needs the months of the records it reads")
        last = self.period.end_month - window.lag
        months = np.zeros(len(rows), dtype=np.int64)
        months[self.areas[source].of_site] = self.records.months
        inside = (months <= last) & (months > last - window.months)
        return np.where(inside, rows, -1)

    def _item(self, name: str) -> Parts:
        """At the first level an item's column bears its id."""
        level = self.rubric.levels[0].id
        step = Step(
            *(name, level, Rule.SUM, (), False, {"per": "item"}, {}, {}, "", "", "", None),
            *({}, (), (), (), None, False),
        )
        sums = sums_of(self.rubric, self.marks, step).get(f".{name}")
        return {} if sums is None else {"": self.by_area(site_column(step, sums))}

    def by_area(self, column: Column) -> Column:
        """Reorder a column of sites to the order of the first level's areas."""
        order = self.areas[self.rubric.levels[0].id].of_site
        if (order == np.arange(len(order))).all() or column.ints is None:
            return column
        back = np.argsort(order)
        ints = column.ints[0][back], column.ints[1][back]
        return Column(column.reasons[back], ints=ints, span=column.span)


def input_columns(
    rubric: Rubric, records: Records, areas: Mapping[str, Areas], marks: Marks | Totals
) -> dict[tuple[str, str], Column]:
    """Return a column for every input of the rubric and for any a caller supplies."""
    found = {}
    spans = {(one.at, one.id): one.span for one in rubric.inputs}
    for level, name in sorted({*spans, *records.inputs}):
        if level not in areas:
            raise ScoringError(f"got an input at level {level!r}, which the rubric has not")
        given = records.inputs.get((level, name), {})
        errors = records.input_errors.get((level, name), {})
        span = spans.get((level, name))
        _check_span(name, given, span)
        found[level, name] = replace(_input(areas[level], given, errors, marks), span=span)
    return found


def _check_span(name: str, given: Mapping[str, Fraction], span: Span | None) -> None:
    if span is None:
        return
    least, most = span
    for area, value in given.items():
        if not least <= value <= most:
            raise ScoringError(
                f"{name} of {area}: got {value}, wanted {least} to {most}; correct the input"
            )


def _input(
    areas: Areas,
    given: Mapping[str, Fraction],
    errors: Mapping[str, float],
    marks: Marks | Totals,
) -> Column:
    values: list[Value] = [given.get(name) for name in areas.names]
    reasons = [NO_DATA if value is None else HAS for value in values]
    if areas.first:
        if len(areas.of_site):
            for number, site in zip(
                areas.of_site.tolist(), marks.reasons.tolist(), strict=True
            ):
                if site != HAS:
                    values[number], reasons[number] = None, site
        return of_values(values, reasons)
    outside = np.array([errors.get(name, 0.0) ** 2 for name in areas.names])
    partial = np.array([name not in errors for name in areas.names])
    nothing = np.zeros(0, dtype=np.int64)
    none = np.zeros(0)
    influence = Influence(nothing, nothing, none, none, outside, partial)
    return of_values(values, reasons, influence)
