"""Use cases of scoring: run, re-run, explain."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Scores:
    """Use cases of scoring: run, re-run, explain."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
