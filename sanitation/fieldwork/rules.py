"""What a submission must contain. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sanitation.errors import Code, Problem


class SubmissionState(StrEnum):
    """Whether every named photo has arrived."""

    INCOMPLETE = (
        "incomplete"  # the statement is here, photos are missing; no ledger entry yet
    )
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


class SiteFound(StrEnum):
    """How the team found the site."""

    OPEN = "open"
    LOCKED = "locked"  # should be open and is not: a result
    CLOSED = "closed"  # rightly closed: no value


class AnswerState(StrEnum):
    """How one indicator ended."""

    COUNTED = "counted"
    NA = "na"
    MISSING = "missing"


class PhotoRole(StrEnum):
    """What a photo shows."""

    ENTRY = "entry"
    OVERALL = "overall"
    EXIT = "exit"
    WIDE = "wide"
    CLOSE = "close"


class Route(StrEnum):
    """By which door the record came."""

    PAGE = "page"
    WORKBOOK = "workbook"


class Flag(StrEnum):
    """Something odd about a record: shown to the office, never a refusal."""

    CLOCK = "clock"  # device and server differ by more than 5 minutes
    FAR = "far"  # position too far from the site
    INACCURATE = "inaccurate"
    NO_POSITION = "no_position"
    SHORT = "short"  # less than 5 minutes on site
    HOURS = "hours"  # outside the visiting hours
    LATE = "late"  # complete more than 24 hours after sealing
    SECOND = "second"  # another record for the same task
    OTHER_DAY = "other_day"


@dataclass(frozen=True, slots=True)
class FlagLimits:
    """When a record is flagged (product defaults `field.*`)."""

    clock_minutes: int = 5
    distance_m: int = 100
    accuracy_m: int = 50
    visit_minutes: int = 5
    first_hour: int = 7
    last_hour: int = 19
    late_hours: int = 24


@dataclass(frozen=True, slots=True)
class Visit:
    """What the flags look at; distance and accuracy in metres, None without a position."""

    arrived_at: datetime
    left_at: datetime
    sealed_at: datetime
    announced_at: datetime
    received_at: datetime
    local_arrival: datetime
    task_day: date
    distance_m: int | None
    accuracy_m: int | None
    another: bool


def flags(visit: Visit, limits: FlagLimits) -> tuple[Flag, ...]:
    """List the flags of a record in the order of the enumeration."""
    minutes = timedelta(minutes=1)
    # A record made offline is announced late, so only a clock ahead of us is certain.
    ahead = visit.sealed_at - visit.announced_at
    raised = {
        Flag.CLOCK: ahead > limits.clock_minutes * minutes,
        Flag.FAR: visit.distance_m is not None and visit.distance_m > limits.distance_m,
        Flag.INACCURATE: visit.accuracy_m is not None
        and visit.accuracy_m > limits.accuracy_m,
        Flag.NO_POSITION: visit.distance_m is None,
        Flag.SHORT: visit.left_at - visit.arrived_at < limits.visit_minutes * minutes,
        Flag.HOURS: not limits.first_hour <= visit.local_arrival.hour < limits.last_hour,
        Flag.LATE: visit.received_at - visit.sealed_at > timedelta(hours=limits.late_hours),
        Flag.SECOND: visit.another,
        Flag.OTHER_DAY: visit.local_arrival.date() != visit.task_day,
    }
    return tuple(flag for flag in Flag if raised[flag])


def check_answers(items: Collection[str], answered: Sequence[str]) -> None:
    """Demand each indicator of the venue type exactly once."""
    if sorted(items) != sorted(answered):
        wrong = sorted(set(items) ^ set(answered)) or ["an indicator given twice"]
        raise Problem(Code.ANSWERS_MISMATCH, items=", ".join(wrong))


def check_photos(
    findings: Mapping[str, int], photos: Collection[tuple[PhotoRole, str, int]]
) -> None:
    """Refuse a photo of a finding nobody stated: no judge could tell what it shows."""
    stray = [
        f"{item} {number} {role.value}"
        for role, item, number in sorted(photos)
        if number > findings.get(item, 0) or bool(item) != bool(number)
    ]
    if stray:
        raise Problem(Code.ANSWERS_MISMATCH, items=", ".join(stray))


def missing_photos(
    findings: Mapping[str, int], photos: Collection[tuple[PhotoRole, str, int]]
) -> tuple[str, ...]:
    """Name the photos that must be there and are not.

    findings: indicator -> count. photos: (role, indicator, finding number). A visit shows
    entry, overall and exit; every finding shows one wide and one close photo.
    """
    there = set(photos)
    site = (PhotoRole.ENTRY, PhotoRole.OVERALL, PhotoRole.EXIT)
    absent = [role.value for role in site if (role, "", 0) not in there]
    for item, count in sorted(findings.items()):
        for number in range(1, count + 1):
            for role in (PhotoRole.WIDE, PhotoRole.CLOSE):
                if (role, item, number) not in there:
                    absent.append(f"{item} {number} {role.value}")
    return tuple(absent)
