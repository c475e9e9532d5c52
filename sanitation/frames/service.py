"""Use cases of the frame: freeze, list, prove."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Frames:
    """Use cases of the frame: freeze, list, prove."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
