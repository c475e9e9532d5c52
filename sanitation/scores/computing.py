"""From a quarter's inputs to the figures that are kept: one call of the pure engine."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.errors import Code, Problem
from sanitation.scores import inputs, queries
from sanitation.scores.arrays import records_of
from sanitation.scores.collecting import Record
from sanitation.scores.models import ScoredMark, ScoreRun, ScoreValue
from scoring import engine, ranking, rubric
from scoring.result import Figure
from scoring.rubric import Rubric
from scoring.vocabulary import ScoringError, quarter

# Ranks and grades stand beside the figure they are of; as columns they would repeat it.
RANKS = ("rank", "sub_rank", "progress_rank", "village_rank", "toilet_rank")
LEFT_OUT = (*RANKS, "sub_grade", "answers")
LOST = "lost"  # lost.V01.MR01: points of the site index; lost.V01. = found locked


@dataclass(frozen=True, slots=True)
class Computed:
    """A result ready to be kept: rows for the table, and the file its digest is of."""

    rubric_id: str
    method: str
    values: tuple[dict[str, Any], ...]
    result_file: bytes
    parsed: Rubric


def compute(
    session: Session,
    blobs: Blobs,
    rubric_sha256: str,
    inputs_sha256: str,
    previous: ScoreRun | None,
) -> Computed:
    """Run a rubric on kept inputs; RUBRIC_INVALID says what does not fit."""
    read = inputs.read(blobs.get(inputs_sha256))
    result = score(session, blobs, rubric_sha256, read, previous)
    parsed = result.work.rubric
    values = tuple(_values(result, parsed))
    file = _file(read.quarter, values)
    return Computed(parsed.id, parsed.method, values, file, parsed)


def score(
    session: Session,
    blobs: Blobs,
    rubric_sha256: str,
    read: inputs.Inputs,
    previous: ScoreRun | None,
) -> engine.Result:
    """Run a rubric on inputs, changes told against an earlier run if there is one."""
    try:
        parsed = rubric.parse(blobs.get(rubric_sha256))
        past = None if previous is None else past_of_run(session, blobs, previous, parsed)
        return _run(parsed, read, past)
    except ScoringError as error:
        raise Problem(Code.RUBRIC_INVALID, detail=str(error)) from error


def _run(parsed: Rubric, read: inputs.Inputs, past: engine.Past | None) -> engine.Result:
    records = records_of([item.id for item in parsed.items], read)
    return engine.run(parsed, records, quarter(read.quarter), past)


def replay(session: Session, blobs: Blobs, run: ScoreRun) -> engine.Result:
    """Compute a run again from what it kept; WRONG_STATE for an imported table."""
    if not run.rubric_sha256 or not blobs.has(run.inputs_sha256):
        raise Problem(Code.WRONG_STATE, state=run.source)
    read = inputs.read(blobs.get(run.inputs_sha256))
    previous = session.get(ScoreRun, run.previous_id) if run.previous_id else None
    return score(session, blobs, run.rubric_sha256, read, previous)


def store(
    session: Session, run_id: int, computed: Computed, records: tuple[Record, ...]
) -> None:
    """Keep the figures and, for every diagnosis, each indicator as it was counted."""
    session.execute(
        insert(ScoreValue), [row | {"run_id": run_id} for row in computed.values]
    )
    marks = list(_marks(run_id, computed.parsed, records))
    if marks:
        session.execute(insert(ScoredMark), marks)


def past_of_run(
    session: Session, blobs: Blobs, run: ScoreRun, wanted: Rubric
) -> engine.Past:
    """Return what a change needs: of a computed run its errors too, of a table its values.

    A quarter scored by another method is scored again by this one where its records allow.
    """
    if run.rubric_sha256 and blobs.has(run.inputs_sha256):
        read = inputs.read(blobs.get(run.inputs_sha256))
        own = rubric.parse(blobs.get(run.rubric_sha256))
        if own.method != wanted.method:
            try:
                return _run(wanted, read, None).past()
            except ScoringError:
                pass  # its records do not fit the method of now: the two are not comparable
        return _run(own, read, None).past()
    values: dict[tuple[str, str], dict[str, Fraction]] = {}
    for level in ("street", "district", "city"):
        for area, figures in queries.table(session, run.id, level).items():
            for measure, row in figures.items():
                if row.value is not None:
                    values.setdefault((level, measure), {})[area] = Fraction(row.value)
    return engine.Past(run.method, values)


def _values(result: engine.Result, parsed: Rubric) -> Iterator[dict[str, Any]]:
    places = parsed.publish.places
    for level in result.levels():
        if result.areas(level).first:
            continue
        for column in result.columns(level):
            if column.split(".")[0] not in LEFT_OUT:
                for figure in result.figures(level, column).values():
                    yield _value(level, column, figure, places)
        if "site_index" in result.columns(level):
            yield from _lost(result, level, places)


def _lost(result: engine.Result, level: str, places: int) -> Iterator[dict[str, Any]]:
    """Give what each indicator cost each area: parts that add up to 100 - site index."""
    for area, parts in result.lost_points(level, "site_index").items():
        for (venue, item), points in parts.items():
            yield {
                **EMPTY,
                "level": level,
                "area": area,
                "measure": f"{LOST}.{venue}.{item}",
                "value": str(points),
                "shown": ranking.shown(points, places),
                "number": float(points),
            }


EMPTY: Mapping[str, Any] = {
    "empty_because": "",
    "standard_error": None,
    "low": None,
    "high": None,
    "n": None,
    "coverage_pct": None,
    "rank": None,
    "rank_low": None,
    "rank_high": None,
    "tier": None,
    "label": "",
    "flag": "",
}


def _value(level: str, column: str, figure: Figure, places: int) -> dict[str, Any]:
    exact = figure.value
    return {
        "level": level,
        "area": figure.area,
        "measure": column,
        "value": None if exact is None else str(exact),
        "shown": None if exact is None else ranking.shown(exact, places),
        "number": None if exact is None else float(exact),
        "empty_because": figure.reason.value if figure.reason else "",
        "standard_error": figure.se,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "coverage_pct": None if figure.coverage is None else float(figure.coverage),
        "rank": figure.rank,
        "rank_low": figure.rank_low,
        "rank_high": figure.rank_high,
        "tier": figure.tier,
        "label": figure.label or figure.grade or "",
        "flag": figure.flag[:40],
    }


def _file(label: str, values: tuple[dict[str, Any], ...]) -> bytes:
    """Write every exact figure, one JSON line each, in the order of level, area, measure."""
    kept = ("level", "area", "measure", "value", "empty_because", "rank", "label")
    rows = sorted(values, key=lambda row: (row["level"], row["area"], row["measure"]))
    lines = [json.dumps({name: row[name] for name in kept}, sort_keys=True) for row in rows]
    return "\n".join([json.dumps({"quarter": label}), *lines, ""]).encode()


def _marks(
    run_id: int, parsed: Rubric, records: tuple[Record, ...]
) -> Iterator[dict[str, Any]]:
    rules = {item.id: item for item in parsed.items}
    for record in records:
        for code, mark in sorted(record.marks.items()):
            item = rules[code]
            counted = mark.state.value == "counted"
            lost = mark.findings * item.each
            yield {
                "run_id": run_id,
                "submission_id": record.submission_id,
                "street": record.street,
                "venue": record.venue,
                "item": code,
                "counted": counted,
                "findings": mark.findings if counted else 0,
                "lost": min(lost, item.cap or lost) if counted else 0,
            }
