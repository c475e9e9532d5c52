"""Supervision cases: the list, one case with its timeline, and its commands."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import RESPONSIBLE, Action, Role
from sanitation.catalog.terms import Severity
from sanitation.supervision.rules import CaseState, Command
from sanitation.supervision.values import Act
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.bench import photo_response

bp = Blueprint("cases", __name__, url_prefix="/cases")

PAGE = 50
OVERDUE = "overdue"  # a filter beside the states


@bp.get("/")
@requires(Action.VIEW_CASE)
def listing() -> ResponseReturnValue:
    """List the cases of one's places, those due first."""
    words = request.args.get("words", "").strip()
    asked = request.args.getlist("state")
    states = tuple(CaseState(one) for one in asked if one in set(CaseState))
    page = parsing.page_number(request.args)
    rows, total = services().supervision.listing(
        current_actor(), words, states, page, overdue=OVERDUE in asked
    )
    return render_template(
        "supervision/cases.html",
        cases=rows,
        counts=services().supervision.counts(current_actor()),
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        words=words,
        asked=asked,
        states=list(CaseState),
        severities=_severities(),
        now=services().clock.now(),
    )


@bp.get("/<ref>")
@requires(Action.VIEW_CASE)
def page(ref: str) -> ResponseReturnValue:
    """Show one case with what may be done now."""
    actor = current_actor()
    return render_template(
        "supervision/case.html",
        page=services().supervision.case(actor, ref),
        now=services().clock.now(),
        severities=_severities(),
        party=bool(actor.roles & RESPONSIBLE),
        officers=services().accounts.colleagues(actor, Role.INSPECTOR),
    )


@bp.post("/<ref>/act")
@requires(Action.DECIDE_CASE, Action.RECTIFY)
def act(ref: str) -> ResponseReturnValue:
    """Give one command to a case."""
    files = [file.read() for file in request.files.getlist("photos")]
    command = Act(
        ref=ref,
        command=parsing.choice(request.form, "command", Command),
        reason=parsing.text(request.form, "reason", most=2000),
        photos=tuple(data for data in files if data),
        days=int(request.form["days"]) if request.form.get("days", "").isdigit() else 0,
        second=request.form.get("second", ""),
    )
    row = services().supervision.act(current_actor(), command)
    flash(_("Done. Case %(number)s", number=row.number), "success")
    return redirect(url_for("cases.page", ref=ref), 303)


@bp.get("/<ref>/photos/<photo>.jpg")
@requires(Action.VIEW_CASE)
def photo(ref: str, photo: str) -> Response:
    """Send one photo of a case as a stripped copy."""
    return photo_response(
        lambda most: services().supervision.photo(current_actor(), ref, photo, most)
    )


def _severities() -> dict[str, Severity]:
    return {one.code: one for one in services().city.severities}
