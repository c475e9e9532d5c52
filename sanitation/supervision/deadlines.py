"""Deadlines of a case on the city's calendar. An issued one never moves by itself."""

from datetime import datetime, timedelta

from sanitation.catalog.calendar import Deadline
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.terms import Limit, Unit
from sanitation.supervision.models import Case, CaseDeadline


def set_on_issue(city: City, case: Case, now: datetime) -> None:
    """Fix until when the case has to be accepted and put right."""
    severity = city.severity(case.severity)
    case.accept_by = _keep(city, case, "accept", severity.accept, now).due
    found = _keep(city, case, "rectify", severity.rectify, now)
    case.due_at, case.due_provisional = found.due, found.provisional


def set_on_rework(city: City, case: Case, now: datetime) -> None:
    """Give a new round half the time, at least one working day; the old row stays."""
    limit = city.severity(case.severity).rectify
    share = city.default_int("case.rework_share")
    amount = max(1, limit.amount * share // 100)
    found = _keep(city, case, "rework", Limit(amount, limit.unit), now)
    case.due_at, case.due_provisional = found.due, found.provisional


def extend(city: City, case: Case, days: int, now: datetime) -> None:
    """Add working days to the due date; the row before stays."""
    start = case.due_at or now
    found = _keep(city, case, "extended", Limit(days, Unit.WORKING_DAYS), start)
    case.due_at, case.due_provisional = found.due, found.provisional


def resume(case: Case, now: datetime) -> None:
    """Move the due date by the time the case was paused."""
    if case.due_at is None or case.paused_at is None:
        return
    paused: timedelta = now - case.paused_at
    before = case.due_at
    case.due_at = before + paused
    case.paused_at = None
    case.deadlines.append(
        CaseDeadline(
            kind="resumed",
            rule=f"moved by the {paused.days} days of the pause",
            calendar_version="",
            start_at=before,
            due_at=case.due_at,
            provisional=case.due_provisional,
        )
    )


def _keep(city: City, case: Case, kind: str, limit: Limit, start: datetime) -> Deadline:
    found = load_calendar(city.calendar).deadline(start, limit)
    case.deadlines.append(
        CaseDeadline(
            kind=kind,
            rule=found.rule[:60],
            calendar_version=found.calendar_version[:40],
            start_at=start,
            due_at=found.due,
            provisional=found.provisional,
        )
    )
    return found
