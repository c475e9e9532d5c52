"""What pages of runs show: plain values."""

from dataclasses import dataclass
from datetime import datetime

from sanitation.scores.models import ScoreRun


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as lists show it."""

    ref: str
    quarter: str
    source: str
    reason: str
    made_at: datetime
    rubric_id: str
    rubric_sha256: str
    algorithm: str
    inputs_sha256: str
    result_sha256: str
    records: int


def run_row(run: ScoreRun) -> RunRow:
    """Copy a run into plain values."""
    return RunRow(
        run.ref,
        run.quarter,
        run.source,
        run.reason,
        run.made_at,
        run.rubric_id,
        run.rubric_sha256,
        run.algorithm,
        run.inputs_sha256,
        run.result_sha256,
        run.records,
    )
