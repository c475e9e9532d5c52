"""Use cases of review: assign, seal, adjudicate, settle."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Reviews:
    """Use cases of review: assign, seal, adjudicate, settle."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
