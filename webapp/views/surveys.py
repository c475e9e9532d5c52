"""The satisfaction survey: list of imports, import with a check first, template."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from webapp import parsing
from webapp.access import current_actor, requires, services

bp = Blueprint("surveys", __name__, url_prefix="/surveys")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def listing() -> ResponseReturnValue:
    """List every import."""
    return _page(None)


@bp.get("/template.xlsx")
@requires(Action.IMPORT_SURVEY)
def template() -> Response:
    """Send the empty workbook."""
    data = services().surveys.template(str(get_locale()))
    response = Response(data, mimetype=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="survey.xlsx"'
    return response


@bp.post("/import")
@requires(Action.IMPORT_SURVEY)
def run_import() -> ResponseReturnValue:
    """Check a file of responses, or import it whole."""
    file = request.files.get("file")
    dry_run = request.form.get("dry_run") == "yes"
    report = services().surveys.import_responses(
        current_actor(),
        parsing.text(request.form, "quarter", least=6, most=7),
        file.read() if file else b"",
        (file.filename or "") if file else "",
        request.form.get("encoding", "utf-8"),
        dry_run=dry_run,
        language=str(get_locale()),
    )
    if dry_run:
        return _page(report)
    flash(_("%(count)s responses imported.", count=report.responses), "success")
    return redirect(url_for("surveys.listing"), 303)


def _page(report: object) -> ResponseReturnValue:
    return render_template(
        "surveys/listing.html",
        surveys=services().surveys.listing(current_actor()),
        quarters=services().accounts.quarters_near(),
        report=report,
    )
