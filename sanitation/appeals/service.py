"""Use cases of appeals: file, judge blind, rule."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Appeals:
    """Use cases of appeals: file, judge blind, rule."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
