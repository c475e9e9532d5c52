"""From a quarter's records to the figures that are kept: one call of the pure engine."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.scores import queries
from sanitation.scores.arrays import records_of
from sanitation.scores.collecting import Collected, Record
from sanitation.scores.models import ScoredMark, ScoreRun, ScoreValue
from sanitation.surveys.rules import Satisfaction
from scoring import engine, ranking, rubric
from scoring.result import Figure
from scoring.rubric import Rubric
from scoring.vocabulary import RubricError, ScoringError, quarter

# Ranks and grades stand beside the figure they are of; as columns they would repeat it.
LEFT_OUT = ("rank", "sub_rank", "progress_rank", "village_rank", "sub_grade", "answers")
PLACES = 2  # unless the rubric says otherwise


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
    city: City,
    blobs: Blobs,
    collected: Collected,
    satisfaction: Mapping[str, Satisfaction],
    label: str,
    previous: ScoreRun | None,
) -> Computed:
    """Run the rubric the draw pinned on the records; RUBRIC_INVALID says what does not fit."""
    try:
        parsed = rubric.parse(blobs.get(collected.rubric_sha256))
        items = [item.id for item in parsed.items]
        records = records_of(city, items, collected.records, satisfaction)
        past = _past(session, previous)
        result = engine.run(parsed, records, quarter(label), past)
    except (RubricError, ScoringError) as error:
        raise Problem(Code.RUBRIC_INVALID, detail=str(error)) from error
    values = tuple(_values(result, parsed))
    return Computed(parsed.id, parsed.method, values, _file(label, values), parsed)


def store(session: Session, run_id: int, computed: Computed, collected: Collected) -> None:
    """Keep the figures and, for every diagnosis, each indicator as it was counted."""
    session.execute(
        insert(ScoreValue), [row | {"run_id": run_id} for row in computed.values]
    )
    marks = list(_marks(run_id, computed.parsed, collected.records))
    session.execute(insert(ScoredMark), marks)


def digest(computed: Computed) -> str:
    """Return the digest a run publishes: of every exact figure."""
    return hashlib.sha256(computed.result_file).hexdigest()


def _past(session: Session, run: ScoreRun | None) -> engine.Past | None:
    if run is None:
        return None
    values: dict[tuple[str, str], dict[str, Fraction]] = {}
    for level in ("street", "district", "city"):
        for area, figures in queries.table(session, run.id, level).items():
            for measure, row in figures.items():
                if row.value is not None:
                    values.setdefault((level, measure), {})[area] = Fraction(row.value)
    return engine.Past(run.method, values)


def _values(result: engine.Result, parsed: Rubric) -> Iterator[dict[str, Any]]:
    places = parsed.publish.places or PLACES
    for level in result.levels():
        if result.areas(level).first:
            continue
        for column in result.columns(level):
            if column.split(".")[0] not in LEFT_OUT:
                for figure in result.figures(level, column).values():
                    yield _value(level, column, figure, places)


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
