"""What waits for a person, in words and with the way there, the nearest deadline first."""

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import lazy_gettext as _

from sanitation.accounts.rules import Actor, Due, Role
from sanitation.bootstrap import Services
from webapp import stages
from webapp.shell import local, quarters_known

END_OF_DAY = time(18)  # a planned day ends with the office's day


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of waiting work: what it is called, and where it is done."""

    text: Any  # lazy text; the count stands beside it
    endpoint: str
    state: tuple[str, ...] = ()  # the filter of the list it leads to
    more: Any = ""  # lazy text: what is asked


KINDS: dict[str, Kind] = {
    "accounts_to_let_in": Kind(
        _("Accounts nobody has signed in to yet"),
        "accounts.listing",
    ),
    "assessors_to_qualify": Kind(
        _("Assessors whose file lacks a step"),
        "assessors.listing",
        more=_("Who lacks a step cannot enter the draw."),
    ),
    "pledges_to_sign": Kind(
        _("Pledges to sign before duty"),
        "assessors.own",
    ),
    "tasks_today": Kind(
        _("Sites to visit today"),
        "tasks.today",
    ),
    "records_incomplete": Kind(
        _("Records that lack photos"),
        "fieldwork.records",
        ("incomplete",),
        _("The statement is here, the photos are still on the phone."),
    ),
    "records_to_assign": Kind(
        _("Records without reviewers"),
        "reviews.progress",
    ),
    "reviews_to_seal": Kind(
        _("Reviews to seal"),
        "reviews.queue",
    ),
    "disputes_to_decide": Kind(
        _("Disputes to decide"),
        "adjudications.queue",
    ),
    "releases_to_sign": Kind(
        _("Releases to sign as second person"),
        "publication.listing",
    ),
    "releases_unsigned": Kind(
        _("Releases of mine that a colleague has to sign"),
        "publication.listing",
    ),
    "shares_to_hand_in": Kind(
        _("Share of the next draw's seed to hand in"),
        "trustees.home",
        more=_("The plan waits for three of them."),
    ),
    "shares_to_open": Kind(
        _("Draws to open with my share"),
        "trustees.home",
        more=_("Until then nobody can check them."),
    ),
    "draws_to_open": Kind(
        _("Draws to open"),
        "draws.listing",
        more=_("Until then nobody can check them."),
    ),
    "draws_to_seed": Kind(
        _("Draws that wait for dice and beacon"),
        "draws.listing",
    ),
    "waves_to_draw": Kind(
        _("Waves to draw today"),
        "draws.listing",
        more=_("Their beacon round is out; visits wait for it."),
    ),
    "draws_to_assign": Kind(
        _("Draws that wait for their assignment"),
        "draws.listing",
    ),
    "cases_overdue": Kind(
        _("Cases past their deadline"),
        "cases.listing",
        ("overdue",),
    ),
    "cases_to_issue": Kind(
        _("Cases to issue"),
        "cases.listing",
        ("draft", "returned"),
        _("Drafts, and cases returned as not theirs."),
    ),
    "cases_to_verify": Kind(
        _("Proofs to verify"),
        "cases.listing",
        ("submitted", "reviewing"),
    ),
    "look_backs_due": Kind(
        _("Look-backs due"),
        "cases.listing",
        ("reinspection_due",),
        _("Not by whoever paid the first visit."),
    ),
    "cases_to_close": Kind(
        _("Cases to close"),
        "cases.listing",
        ("reinspected",),
    ),
    "cases_to_accept": Kind(
        _("Cases to accept or return"),
        "cases.listing",
        ("issued",),
    ),
    "cases_to_rectify": Kind(
        _("Cases to put right"),
        "cases.listing",
        ("accepted", "rectifying"),
    ),
    "appeals_to_judge": Kind(
        _("Appeals to judge"),
        "panels.queue",
    ),
    "appeals_to_draw": Kind(
        _("Appeals that wait for their panel"),
        "appeals.listing",
    ),
    "appeals_at_panel": Kind(
        _("Appeals before their panel"),
        "appeals.listing",
        more=_("A ruling is due by then."),
    ),
    "findings_to_appeal": Kind(
        _("Findings that may still be appealed"),
        "findings.listing",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    text: str
    url: str
    count: int  # 0: one thing, not worth a number
    due_at: datetime | None
    left: timedelta | None
    more: str = ""


def lines(everything: Services, actor: Actor) -> list[Line]:
    """List what waits for the person; for the office also what the quarter waits for."""
    found = _due_lines(everything, actor)
    if Role.OFFICE in actor.roles:
        found += _quarter_lines(everything, actor)
    # What has no day of its own can be done now.
    return sorted(found, key=_when)


def _when(line: Line) -> tuple[bool, float, str]:
    return line.due_at is not None, line.due_at.timestamp() if line.due_at else 0, line.text


def _due(everything: Services, actor: Actor) -> list[Due]:
    """Collect what waits for the person from every stage that knows of such things."""
    stages_known = (getattr(everything, one.name) for one in fields(everything))
    return [
        due
        for stage in stages_known
        if hasattr(stage, "due")
        for due in stage.due(actor)
        if due.count
    ]


def _due_lines(everything: Services, actor: Actor) -> list[Line]:
    now = everything.clock.now()
    return [
        Line(
            text=str(KINDS[due.kind].text),
            url=url_for(KINDS[due.kind].endpoint, state=KINDS[due.kind].state),
            count=due.count,
            due_at=due.due_at,
            left=due.due_at - now if due.due_at else None,
            more=str(KINDS[due.kind].more),
        )
        for due in _due(everything, actor)
    ]


def _quarter_lines(everything: Services, actor: Actor) -> list[Line]:
    """List what keeps the running quarter from its next stages, by the planned days."""
    known = quarters_known()
    if not known:
        return []
    zone = ZoneInfo(everything.city.timezone)
    now = everything.clock.now()
    lines = []
    for step in stages.steps(everything, actor, known[0]):
        if step.finished or not step.ready:
            continue
        due_at = datetime.combine(step.ends, END_OF_DAY, zone) if step.ends else None
        left = due_at - now if due_at else None
        text = step.blocks.rstrip("。.") or step.action
        count = step.total - step.done if step.total > 1 else 0
        more = f"{local(known[0], 'label')} · {step.name}"
        lines.append(Line(text, step.url, count, due_at, left, more))
    return lines
