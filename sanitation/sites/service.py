"""Use cases of the register: import, change, close."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Sites:
    """Use cases of the register: import, change, close."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
