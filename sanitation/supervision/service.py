"""Use cases of inspections and supervision cases."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Supervision:
    """Use cases of inspections and supervision cases."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
