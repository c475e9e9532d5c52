"""Computes every run of a database again, in a process of its own, and prints the digests.

python -m tests.sanitation.scores.replaying DATABASE_URL BLOB_FOLDER
"""

import hashlib
import json
import sys
from pathlib import Path

from sanitation.blobs import FolderBlobs
from sanitation.db.sessions import Sessions, open_engine
from sanitation.scores import computing, queries
from sanitation.scores.models import ScoreRun


def replayed(url: str, folder: Path) -> dict[str, str]:
    """Return run -> SHA-256 of the result file made again from what the run kept."""
    blobs, found = FolderBlobs(folder), {}
    with Sessions(open_engine(url)).read() as session:
        for run in queries.runs(session):
            if run.source != "computed":
                continue
            before = session.get(ScoreRun, run.previous_id) if run.previous_id else None
            made = computing.compute(
                session, blobs, run.rubric_sha256, run.inputs_sha256, before
            )
            found[run.ref] = hashlib.sha256(made.result_file).hexdigest()
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(replayed(sys.argv[1], Path(sys.argv[2]))))
