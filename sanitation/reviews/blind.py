"""What a judge receives. Blindness is a type: no field here could identify anyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sanitation.fieldwork.checklist import ChecklistItem
from sanitation.reviews.rules import Judgement


@dataclass(frozen=True, slots=True)
class BlindPhoto:
    """A photo by its place in the record; the address adds the viewer's own handle."""

    number: int
    role: str
    item: str
    finding: int


@dataclass(frozen=True, slots=True)
class BlindRecord:
    """One record as its judge sees it: venue type, indicators, claims and photos."""

    handle: str
    venue: str
    site_found: str
    items: tuple[ChecklistItem, ...]
    claimed: Mapping[str, Judgement]
    photos: Sequence[BlindPhoto]


@dataclass(frozen=True, slots=True)
class Queue:
    """A reviewer's own work: what comes next and how much there is."""

    next_handle: str | None
    waiting: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as its adjudicator sees it: blind first, then with both marks as A and B."""

    record: BlindRecord
    items: tuple[str, ...]
    blind_done: bool
    own: Mapping[str, Judgement]
    mark_a: Mapping[str, Judgement]  # empty until the blind judgement is sealed
    mark_b: Mapping[str, Judgement]


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """One line of an adjudicator's queue."""

    handle: str
    blind_done: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """The answer to a seal: the ledger's handle, and when."""

    receipt: str
    at: datetime
    next_handle: str | None
