"""Appeals: the list, one dossier, withdrawal, and drawing a panel."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from webapp.access import current_actor, requires, services
from webapp.bench import photo_response
from webapp.shell import quarter_asked

bp = Blueprint("appeals", __name__, url_prefix="/appeals")


@bp.get("/")
@requires(Action.VIEW_APPEAL)
def listing() -> ResponseReturnValue:
    """List a quarter's appeals."""
    asked = request.args.get("quarter", "")
    quarter = (
        str(quarter_asked()) if asked else services().publication.latest_notified() or ""
    )
    rows = services().appeals.listing(current_actor(), quarter)
    return render_template("appeals/listing.html", appeals=rows, quarter=quarter)


@bp.get("/<ref>")
@requires(Action.VIEW_APPEAL)
def page(ref: str) -> ResponseReturnValue:
    """Show one appeal."""
    found = services().appeals.appeal(current_actor(), ref)
    return render_template("appeals/page.html", appeal=found, now=services().clock.now())


@bp.post("/<ref>/withdraw")
@requires(Action.FILE_APPEAL)
def withdraw(ref: str) -> ResponseReturnValue:
    """Withdraw an own appeal."""
    services().appeals.withdraw(current_actor(), ref)
    return redirect(url_for("appeals.page", ref=ref), 303)


@bp.post("/<ref>/panel")
@requires(Action.RUN_QUARTER)
def panel(ref: str) -> ResponseReturnValue:
    """Draw the panel."""
    services().appeals.draw_panel(current_actor(), ref)
    flash(_("The panel is drawn; its two members judge blind first."), "success")
    return redirect(url_for("appeals.page", ref=ref), 303)


@bp.get("/<ref>/evidence/<evidence>.jpg")
@requires(Action.VIEW_APPEAL)
def evidence(ref: str, evidence: str) -> Response:
    """Send a file of the appeal as a stripped copy."""
    return photo_response(
        lambda most: services().appeals.evidence(current_actor(), ref, evidence, most)
    )
