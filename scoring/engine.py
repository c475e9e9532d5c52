"""Runs a rubric on a quarter's records.

    run(rubric, records, period, previous=None) -> Result

A pure function: the same rubric, records and period give the same fractions on every
machine, whatever the order of the rows. `Records` is in `scoring.records`, `Period` and
`quarter("2026Q1")` in `scoring.vocabulary`; a `Result` has `figure(level, area, column)`,
`figures(level, column)`, `columns(level)`, `coverage(level)`, `explain(...)`, `past()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scoring import changes, index, pooled, rows, transform, tree
from scoring.cells import cells_of
from scoring.columns import HAS, Column, Value, of_values
from scoring.coverage import hidden_areas
from scoring.history import Past
from scoring.items import Marks, marks
from scoring.levels import areas_of
from scoring.records import Records, ordered
from scoring.result import Result
from scoring.rubric import Rubric
from scoring.site import column as site_column
from scoring.site import sums_of
from scoring.steps import Step
from scoring.totals import Totals
from scoring.vocabulary import Period, Rule, ScoringError
from scoring.workspace import Parts, Workspace, input_columns

__all__ = ["Past", "Period", "Records", "Result", "run"]

RULES: Mapping[Rule, Callable[[Workspace, Step], Parts]] = {
    Rule.SCALE: transform.scale,
    Rule.ROUND: transform.rounding,
    Rule.MINMAX: transform.minmax,
    Rule.BANDS: transform.bands,
    Rule.VETO: transform.veto,
    Rule.RANK: transform.rank,
    Rule.CHANGE: changes.change,
    Rule.COUNT: rows.count,
    Rule.CAP: rows.cap,
    Rule.MEAN: index.mean,
    Rule.WEIGHTED_MEAN: index.weighted_mean,
    Rule.TREE_MEAN: tree.tree_mean,
}


def run(
    rubric: Rubric,
    records: Records,
    period: Period,
    previous: Past | Result | None = None,
    history: Mapping[str, Past] | None = None,
    totals: Totals | None = None,
) -> Result:
    """Score the records of a period; ScoringError says what does not fit the rubric.

    previous: the result of the period before, or what is kept of it; without it every
    change is empty. history: other bases by name, "same_last_year" or "lag 2". An input may
    stand in for any column of the rubric: its step is then left out. totals: the items of
    every site added up elsewhere (`scoring.tall`), in place of those of the records.
    """
    if period.first < rubric.first:
        raise ScoringError(
            f"{rubric.id} holds from {rubric.first}, period from {period.first}"
        )
    records = ordered(records)
    judged = totals or marks(rubric, records, period)
    work = _workspace(rubric, records, period, _bases(previous, history), judged)
    supplied = set(work.columns)
    for step in rubric.steps:
        if (step.at, step.out) in supplied or _parts_supplied(step, supplied):
            continue
        for suffix, column in _run_step(work, step).items():
            work.columns[step.at, step.out + suffix] = _failing(work, step, suffix, column)
    return Result(work)


def _bases(
    previous: Past | Result | None, history: Mapping[str, Past] | None
) -> dict[str, Past]:
    found = dict(history or {})
    if previous is not None:
        found["previous"] = previous.past() if isinstance(previous, Result) else previous
    return found


def _workspace(
    rubric: Rubric,
    records: Records,
    period: Period,
    history: Mapping[str, Past],
    judged: Marks | Totals,
) -> Workspace:
    areas = areas_of(rubric, records)
    return Workspace(
        rubric=rubric,
        records=records,
        period=period,
        areas=areas,
        marks=judged,
        cells=cells_of(records, judged.reasons == HAS),
        hidden=hidden_areas(rubric, records, areas, judged),
        history=history,
        columns=input_columns(rubric, records, areas, judged),
    )


def _parts_supplied(step: Step, supplied: set[tuple[str, str]]) -> bool:
    return any(at == step.at and name.startswith(f"{step.out}.") for at, name in supplied)


def _run_step(work: Workspace, step: Step) -> Parts:
    if step.columns or step.rule is Rule.MINMAX:
        if step.rule is Rule.SUM:
            return rows.total_of(work, step)
        return RULES[step.rule](work, step)
    if not work.areas[step.at].first:
        return pooled.pooled(work, step)
    return {
        suffix: work.by_area(site_column(step, sums))
        for suffix, sums in sums_of(work.rubric, work.marks, step).items()
    }


def _failing(work: Workspace, step: Step, suffix: str, column: Column) -> Column:
    """Put in the value that a failed site takes, where the rubric names this column."""
    name = step.out + suffix
    failed = work.marks.failed
    if name not in work.rubric.on_fail or not work.areas[step.at].first or not failed.any():
        return column
    made = work.rubric.on_fail[name]
    by_area = np.zeros(len(failed), dtype=np.bool_)
    by_area[work.areas[step.at].of_site] = failed
    values: list[Value] = [
        made if out else value
        for out, value in zip(by_area.tolist(), column.values, strict=True)
    ]
    reasons = np.where(by_area, HAS, column.reasons).astype(np.int8)
    span = column.span
    if span is not None and not (isinstance(made, Fraction) and span[0] <= made <= span[1]):
        span = None
    return replace(of_values(values, reasons, column.influence, column.sources), span=span)
