"""What pages of inspections and cases take and give: plain values."""

from dataclasses import dataclass
from datetime import datetime

from sanitation.supervision.rules import CaseState, Closing, Command


@dataclass(frozen=True, slots=True)
class NewInspection:
    """An inspector's visit: findings by indicator, one fault photo for each of them."""

    site_id: str
    findings: dict[str, int]
    photos: dict[str, bytes]  # indicator -> JPEG, PNG or WebP
    note: str = ""
    lon_e7: int | None = None
    lat_e7: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One command to a case, with what it needs."""

    ref: str
    command: Command
    reason: str = ""
    photos: tuple[bytes, ...] = ()
    days: int = 0  # of an extension or a pause
    party: str = ""  # ref of the firm a returned case is issued to
    second: str = ""  # ref of the second officer, where two are needed


@dataclass(frozen=True, slots=True)
class ToiletRow:
    """A toilet on the inspector's list."""

    site_id: str
    name: str
    street: str
    lon_e7: int
    lat_e7: int
    hours: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it."""

    ref: str
    number: str
    item: str
    severity: str
    state: CaseState
    closing: Closing | None
    round: int
    site_id: str
    site_name: str
    street: str
    party: str
    due_at: datetime | None
    accept_by: datetime | None
    provisional: bool
    escalated: str


@dataclass(frozen=True, slots=True)
class CasePhotoRow:
    """A photo of a case, by random name."""

    ref: str
    role: str
    round: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One line of a case's timeline."""

    command: Command
    state: CaseState
    round: int
    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a case's page shows, and what this person may do now."""

    row: CaseRow
    fault: str
    closing_condition: str
    name_zh: str
    name_en: str
    opened_at: datetime
    steps: tuple[CaseStep, ...]
    photos: tuple[CasePhotoRow, ...]
    allowed: tuple[Command, ...]
    duplicates: tuple[CaseRow, ...]
    deadlines: tuple[tuple[str, datetime, str, bool], ...]  # kind, due, rule, provisional


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Counts of a scope; a rate stands with its denominator."""

    open: int
    overdue: int
    waiting: dict[str, int]
    rectified: int
    on_time: int
    first_time: int
