"""What pages of surveys show: plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One import."""

    ref: str
    quarter: str
    file_sha256: str
    imported_at: datetime
    responses: int
    valid_responses: int


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What an import did, or would do."""

    digest: str
    responses: int
    valid: int
    straight_lined: int  # the same answer to every question: counted, not refused
    short: tuple[str, ...]  # streets with fewer responses than the quota
