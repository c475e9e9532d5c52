"""Use cases of people and access: sign in, grant, qualify."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Accounts:
    """Use cases of people and access: sign in, grant, qualify."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
