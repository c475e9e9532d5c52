"""Use cases of field records: tasks, uploads, submissions."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Use cases of field records: tasks, uploads, submissions."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
