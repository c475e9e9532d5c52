"""The last few runs computed again: a run never changes, so what was replayed stays true."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.scores import computing, inputs
from sanitation.scores.inputs import Inputs
from sanitation.scores.models import ScoreRun
from scoring.result import Result

MOST = 3  # a city's result takes some tens of megabytes


@dataclass(frozen=True, slots=True)
class Replays:
    """Results by run, the one asked for last at the end."""

    kept: OrderedDict[str, tuple[Result, Inputs]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def of(self, session: Session, blobs: Blobs, run: ScoreRun) -> tuple[Result, Inputs]:
        """Return a run's result and inputs; WRONG_STATE for an imported table."""
        with self.lock:  # the second who asks waits for the first, and need not compute
            found = self.kept.pop(run.ref, None)
            if found is None:
                result = computing.replay(session, blobs, run)
                found = result, inputs.read(blobs.get(run.inputs_sha256))
            self.kept[run.ref] = found
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)
        return found
