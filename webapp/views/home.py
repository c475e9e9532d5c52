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
    "accounts_to_let_in": Kind(_("Accounts nobody has signed in to yet"), "accounts.listing"),
    "assessors_to_qualify": Kind(_("Assessors whose file lacks something"), "assessors.listing"),
    "pledges_to_sign": Kind(_("Pledges to sign before duty"), "assessors.own"),
    "tasks_today": Kind(_("Sites to visit today"), "tasks.today"),
    "reviews_to_seal": Kind(_("Reviews to seal"), "reviews.queue"),
    "disputes_to_decide": Kind(_("Disputes to decide"), "adjudications.queue"),
    "releases_to_sign": Kind(_("Releases waiting for a second signature"), "publication.listing"),
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
    return render_template("home/home.html", lines=lines, actor=actor, links=_places(actor.roles))


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
PLACES: dict[Role, tuple[tuple[str, Any], ...]] = {
    Role.OFFICE: (("quarters.control", _("Where the quarter stands")),),
    Role.AUDITOR: (("ledger.status", _("The ledger")), ("security.log", _("Sign-ins"))),
    Role.ADMINISTRATOR: (("accounts.listing", _("Accounts")),),
    Role.ASSESSOR: (("tasks.today", _("Today's tasks")), ("assessors.own", _("My file"))),
    Role.REVIEWER: (("reviews.queue", _("Review")),),
    Role.ADJUDICATOR: (("adjudications.queue", _("Adjudication")),),
    Role.PANELLIST: (("panels.queue", _("Appeal panel")),),
    Role.INSPECTOR: (("inspections.listing", _("Toilet inspection")), ("cases.listing", _("Cases"))),
    Role.DISTRICT_VIEWER: (("findings.listing", _("Findings")), ("appeals.listing", _("Appeals"))),
    Role.STREET_VIEWER: (("findings.listing", _("Findings")), ("appeals.listing", _("Appeals"))),
    Role.CONTRACTOR_VIEWER: (("findings.listing", _("Findings")), ("cases.listing", _("Cases"))),
}


def _places(roles: frozenset[Role]) -> list[tuple[str, str]]:
    found = dict(place for role in sorted(roles) for place in PLACES[role])
    return [
        (str(text), url_for(endpoint))
        for endpoint, text in found.items()
        if endpoint in current_app.view_functions
    ]
