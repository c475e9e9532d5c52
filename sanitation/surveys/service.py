"""Use cases of the survey: import and read."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Surveys:
    """Use cases of the survey: import and read."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
