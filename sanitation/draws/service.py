"""Use cases of the draw: commit, draw, assign, substitute."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Draws:
    """Use cases of the draw: commit, draw, assign, substitute."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
