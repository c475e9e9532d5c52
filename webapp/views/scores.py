"""Runs of the scores, for the office and the auditor."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.shell import quarter_asked

bp = Blueprint("scores", __name__, url_prefix="/scores")


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def listing() -> ResponseReturnValue:
    """List every run, the latest first."""
    rows = services().scores.listing(current_actor())
    return render_template("scores/listing.html", runs=rows, quarter=quarter_asked())


@bp.post("/run")
@requires(Action.RUN_QUARTER)
def run() -> ResponseReturnValue:
    """Score a quarter."""
    quarter = parsing.text(request.form, "quarter", least=6, most=7)
    services().scores.run(current_actor(), quarter)
    flash(_("The quarter is scored. Look at the run, then propose a release."), "success")
    return redirect(url_for("scores.listing"), 303)


@bp.post("/import")
@requires(Action.RUN_QUARTER)
def import_table() -> ResponseReturnValue:
    """Keep a published table of an earlier quarter."""
    quarter = parsing.text(request.form, "quarter", least=6, most=7)
    reason = parsing.text(request.form, "reason", least=1, most=200)
    file = request.files.get("file")
    data = file.read() if file else b""
    services().scores.import_table(current_actor(), quarter, data, reason)
    flash(_("The table is imported as it was printed."), "success")
    return redirect(url_for("scores.listing"), 303)
