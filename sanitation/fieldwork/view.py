"""Field records as the office and the auditor see them: plain values."""

from dataclasses import dataclass
from datetime import datetime

from sanitation.fieldwork.models import Submission
from sanitation.fieldwork.rules import SubmissionState


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as lists show it; persons stay out."""

    ref: str
    site_id: str
    site_name: str
    street: str
    venue: str
    team: str
    state: SubmissionState
    photos: int
    announced_at: datetime
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One indicator as recorded on the spot."""

    item: str
    state: str
    findings: int
    reason: str


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo by its number in the record."""

    number: int
    role: str
    item: str
    received: bool


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """A record with its answers and photos."""

    row: RecordRow
    site_found: str
    arrived_at: datetime
    left_at: datetime
    received_at: datetime | None
    statement_sha256: str
    answers: tuple[AnswerRow, ...]
    photos: tuple[PhotoRow, ...]


def row_of(one: Submission) -> RecordRow:
    """Copy a record into plain values."""
    site = one.task.site
    return RecordRow(
        ref=one.ref,
        site_id=site.site_id,
        site_name=site.name,
        street=site.street,
        venue=site.venue,
        team=one.team.code,
        state=one.state,
        photos=len(one.photos),
        announced_at=one.announced_at,
        flags=tuple(one.flags.split()),
    )


def detail_of(one: Submission) -> RecordDetail:
    """Copy a record with everything of it."""
    return RecordDetail(
        row=row_of(one),
        site_found=one.site_found.value,
        arrived_at=one.arrived_at,
        left_at=one.left_at,
        received_at=one.received_at,
        statement_sha256=one.statement_sha256,
        answers=tuple(
            AnswerRow(a.item, a.state.value, a.findings, a.reason)
            for a in sorted(one.answers, key=lambda answer: answer.item)
        ),
        photos=tuple(
            PhotoRow(p.number, p.role.value, p.item, p.received_at is not None)
            for p in sorted(one.photos, key=lambda photo: photo.number)
        ),
    )
