"""A run: records in, figures out, inside the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.ledger.leaf import Event
from sanitation.ledger.models import LedgerEntry
from sanitation.ledger.service import append
from sanitation.scores import computing, inputs, queries
from sanitation.scores.collecting import Rulings, collect
from sanitation.scores.kept import figures_digest
from sanitation.scores.models import ScoreRun
from sanitation.surveys import queries as surveys

ALGORITHM = "sanrubric/1 engine 2"


def run(
    session: Session,
    city: City,
    blobs: Blobs,
    actor: Actor,
    quarter: str,
    rulings: Rulings,
    reason: str,
    now: datetime,
) -> ScoreRun:
    """Score a quarter and keep the result; the same inputs give the same digest."""
    collected = collect(session, blobs, quarter, rulings)
    survey = surveys.latest(session, quarter)
    answers = surveys.satisfaction(session, city, survey.id) if survey else {}
    previous = queries.latest_run(session, str(Quarter.parse(quarter).previous))
    before = previous.result_sha256 if previous else ""
    file = inputs.written(city, quarter, collected.records, answers, before)
    kept = blobs.put(file)
    computed = computing.compute(session, blobs, collected.rubric_sha256, kept, previous)
    made = ScoreRun(
        quarter=quarter,
        source="computed",
        reason=reason,
        made_at=now,
        made_by=actor.ref,
        draw_id=collected.draw_id,
        survey_id=survey.id if survey else None,
        rubric_id=computed.rubric_id,
        rubric_sha256=collected.rubric_sha256,
        method=computed.method,
        algorithm=ALGORITHM,
        inputs_sha256=kept,
        result_sha256=blobs.put(computed.result_file),
        ledger_size=session.scalar(select(func.count()).select_from(LedgerEntry)) or 0,
        previous_id=previous.id if previous else None,
        records=len(collected.records),
    )
    session.add(made)
    session.flush()
    computing.store(session, made.id, computed, collected.records)
    append(session, _event(session, made, actor), now)
    return made


def _event(session: Session, made: ScoreRun, actor: Actor) -> Event:
    return Event(
        kind="ScoresRecomputed" if made.reason else "ScoresComputed",
        object=made.ref,
        facts={**facts(made), "figures": figures_digest(session, made.id)},
        actor=actor.ref,
        role=actor.role,
        reason=made.reason,
        versions={"rubric": made.rubric_sha256, "algorithm": ALGORITHM},
    )


def rerun(
    session: Session,
    city: City,
    blobs: Blobs,
    actor: Actor,
    before: ScoreRun,
    rulings: Rulings,
    reason: str,
    now: datetime,
) -> ScoreRun:
    """Score the same quarter again with rulings laid over its records."""
    return run(session, city, blobs, actor, before.quarter, rulings, reason, now)


def facts(row: ScoreRun) -> Mapping[str, object]:
    """Give what the ledger's entry says of a run, from its row alone."""
    return {
        "quarter": row.quarter,
        "source": row.source,
        "inputs": row.inputs_sha256,
        "result": row.result_sha256,
        "rubric": row.rubric_sha256,
        "algorithm": row.algorithm,
        "records": row.records,
        "reason": row.reason,
    }
