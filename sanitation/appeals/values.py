"""What pages of appeals show: plain values."""

from dataclasses import dataclass
from datetime import datetime

from sanitation.appeals.rules import AppealState, Ground, Outcome


@dataclass(frozen=True, slots=True)
class FileAppeal:
    """An appeal as its appellant writes it; files are the bytes of photos."""

    submission: str
    item: str
    ground: Ground
    text: str
    files: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One notified finding as those responsible see it."""

    submission: str
    item: str
    name_zh: str
    name_en: str
    rule_zh: str
    rule_en: str
    deduct: int
    cap: int
    findings: int
    lost: int
    site_id: str
    site_name: str
    venue: str
    street: str
    photos: tuple[str, ...]  # refs
    appeal: str  # ref of its appeal, or nothing


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of findings, and until when they may be appealed."""

    rows: tuple[Finding, ...]
    total: int
    closes_at: datetime | None
    open: bool


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal as lists show it."""

    ref: str
    number: str
    state: AppealState
    ground: Ground
    item: str
    site_name: str
    street: str
    filed_at: datetime
    rule_by: datetime
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class AppealDetail:
    """An appeal as its appellant and the office read it; persons of the record stay out."""

    row: AppealRow
    text: str
    filed_by: str
    finding: Finding
    evidence: tuple[str, ...]  # refs
    stood: int
    stands: int | None
    reason: str
    ruled_at: datetime | None
    before: str | None  # the street's index before and after, as printed
    after: str | None
    panel_sealed: int
    panel_size: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of a panellist's queue."""

    handle: str
    sealed: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class PanelView:
    """An appeal as a panellist sees it: blind until both judgements are sealed."""

    handle: str
    item: str
    name_zh: str
    name_en: str
    rule_zh: str
    rule_en: str
    photos: tuple[int, ...]  # numbers under this handle
    own: int | None
    ready: bool
    # Open only after both blind judgements are sealed:
    ground: str
    text: str
    evidence: tuple[str, ...]
    stood: int | None
    judgements: tuple[int, ...]
