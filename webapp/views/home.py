"""A role's home: what is due, in the order of the deadlines."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from sanitation.accounts.rules import Due, Role
from sanitation.bootstrap import Services
from webapp.access import current_actor, services, signed_in

bp = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of waiting work: what it is called and where it is done."""

    text: Any  # lazy text; the count stands beside it
    endpoint: str


KINDS: dict[str, Kind] = {
    "accounts_to_let_in": Kind(
        _("Accounts nobody has signed in to yet"),
        "accounts.listing",
    ),
    "assessors_to_qualify": Kind(
        _("Assessors whose file lacks a step"),
        "assessors.listing",
    ),
    "pledges_to_sign": Kind(
        _("Pledges to sign before duty"),
        "assessors.own",
    ),
    "tasks_today": Kind(
        _("Sites to visit today"),
        "tasks.today",
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
    "draws_to_seed": Kind(
        _("Draws that wait for dice and beacon"),
        "draws.listing",
    ),
    "draws_to_assign": Kind(
        _("Draws that wait for their assignment"),
        "draws.listing",
    ),
    "cases_to_decide": Kind(
        _("Cases that wait for the inspecting side"),
        "cases.listing",
    ),
    "cases_to_rectify": Kind(
        _("Cases to accept or rectify"),
        "cases.listing",
    ),
    "appeals_to_judge": Kind(
        _("Appeals to judge"),
        "panels.queue",
    ),
    "appeals_to_draw": Kind(
        _("Appeals that wait for their panel"),
        "appeals.listing",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    text: str
    url: str
    due: Due
    left: timedelta | None


@bp.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    """Say what I should do now."""
    actor, now = current_actor(), services().clock.now()
    lines = [
        Line(
            text=str(KINDS[due.kind].text),
            url=url_for(KINDS[due.kind].endpoint),
            due=due,
            left=due.due_at - now if due.due_at else None,
        )
        for due in waiting(services())
    ]
    links = _places(actor.roles)
    return render_template("home/home.html", lines=lines, actor=actor, links=links)


def waiting(everything: Services) -> list[Due]:
    """Collect what waits for the person from every stage, the nearest deadline first."""
    stages = (getattr(everything, one.name) for one in fields(everything))
    found = [
        due
        for stage in stages
        if hasattr(stage, "due")
        for due in stage.due(current_actor())
        if due.count
    ]
    return sorted(found, key=lambda due: (due.due_at is None, due.due_at, due.kind))


# Where a role looks when nothing waits.
NAMES: dict[str, Any] = {
    "quarters.control": _("Where the quarter stands"),
    "ledger.status": _("The ledger"),
    "security.log": _("Sign-ins"),
    "accounts.listing": _("Accounts"),
    "tasks.today": _("Today's tasks"),
    "assessors.own": _("My file"),
    "reviews.queue": _("Review"),
    "adjudications.queue": _("Adjudication"),
    "panels.queue": _("Appeal panel"),
    "inspections.listing": _("Toilet inspection"),
    "cases.listing": _("Cases"),
    "findings.listing": _("Findings"),
    "appeals.listing": _("Appeals"),
}
PLACES: dict[Role, tuple[str, ...]] = {
    Role.OFFICE: ("quarters.control",),
    Role.AUDITOR: ("ledger.status", "security.log"),
    Role.ADMINISTRATOR: ("accounts.listing", "security.log"),
    Role.ASSESSOR: ("tasks.today", "assessors.own"),
    Role.REVIEWER: ("reviews.queue",),
    Role.ADJUDICATOR: ("adjudications.queue",),
    Role.PANELLIST: ("panels.queue",),
    Role.INSPECTOR: ("inspections.listing", "cases.listing"),
    Role.DISTRICT_VIEWER: ("findings.listing", "appeals.listing", "cases.listing"),
    Role.STREET_VIEWER: ("findings.listing", "appeals.listing", "cases.listing"),
    Role.CONTRACTOR_VIEWER: ("findings.listing", "appeals.listing", "cases.listing"),
}


def _places(roles: frozenset[Role]) -> list[tuple[str, str]]:
    wanted = dict.fromkeys(endpoint for role in sorted(roles) for endpoint in PLACES[role])
    return [
        (str(NAMES[endpoint]), url_for(endpoint))
        for endpoint in wanted
        if endpoint in current_app.view_functions
    ]
