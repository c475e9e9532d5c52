"""A role's home: what is due, in the order of the deadlines."""

from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from sanitation.accounts.rules import Role
from webapp import waiting
from webapp.access import current_actor, services, signed_in

bp = Blueprint("home", __name__)


@bp.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    """Say what I should do now, and how my place stands."""
    actor, everything = current_actor(), services()
    watches = actor.roles & {Role.AUDITOR, Role.ADMINISTRATOR}
    return render_template(
        "home/home.html",
        lines=waiting.lines(everything, actor),
        actor=actor,
        links=_places(actor.roles),
        area=everything.publication.own_area(actor),
        ledger=everything.ledger.status() if watches else None,
    )


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
    "trustees.home": _("My share"),
}
PLACES: dict[Role, tuple[str, ...]] = {
    Role.OFFICE: ("quarters.control",),
    Role.TRUSTEE: ("trustees.home",),
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
