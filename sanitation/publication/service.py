"""Use cases of publication: propose, sign, supersede, read."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Publication:
    """Use cases of publication: propose, sign, supersede, read."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
