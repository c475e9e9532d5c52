"""A digest over the kept figures of a run, so that an edit of one is seen in the ledger."""

import hashlib
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.scores.models import ScoreValue

PART = 5_000  # rows in memory at a time
COLUMNS = tuple(column for column in ScoreValue.__table__.columns if column.name != "id")


def figures_digest(session: Session, run_id: int) -> str:
    """Hash every column of every figure of a run, read back in the order it was written.

    Read back, because a check later sees what the database kept, not what was given to it.
    """
    session.flush()
    rows = select(*COLUMNS).where(ScoreValue.run_id == run_id).order_by(ScoreValue.id)
    digest = hashlib.sha256()
    for row in session.execute(rows.execution_options(yield_per=PART)):
        digest.update(json.dumps(list(row)).encode() + b"\n")
    return digest.hexdigest()
