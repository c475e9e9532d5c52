"""Field records as the office and the auditor see them, and the import of a batch."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from sanitation.accounts.rules import Action
from sanitation.fieldwork.batch import UNPACKED, packed
from sanitation.fieldwork.rules import SubmissionState
from webapp import parsing
from webapp.access import current_actor, requires, services, takes_up_to
from webapp.bench import photo_response
from webapp.shell import quarter_asked

bp = Blueprint("fieldwork", __name__, url_prefix="/records")

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def records() -> ResponseReturnValue:
    """List a quarter's records, the incomplete ones on request."""
    quarter = quarter_asked()
    state = request.args.get("state", "")
    wanted = SubmissionState(state) if state in set(SubmissionState) else None
    page = parsing.page_number(request.args)
    rows, total = (
        services().fieldwork.records(current_actor(), str(quarter), wanted, page)
        if quarter
        else ((), 0)
    )
    counts = services().fieldwork.counts(current_actor(), str(quarter)) if quarter else {}
    return render_template(
        "fieldwork/records.html",
        records=rows,
        total=total,
        counts=counts,
        page=page,
        pages=max(1, -(-total // PAGE)),
        state=state,
        quarter=quarter,
    )


@bp.get("/template.xlsx")
@requires(Action.IMPORT_FIELDWORK)
def template() -> Response:
    """Send the empty workbook of a batch."""
    response = Response(services().batches.template(str(get_locale())), mimetype=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="records.xlsx"'
    return response


@bp.get("/import")
@requires(Action.IMPORT_FIELDWORK)
def importing() -> ResponseReturnValue:
    """Show the form of a batch."""
    return _import_page(None)


@bp.post("/import")
@requires(Action.IMPORT_FIELDWORK)
@takes_up_to(UNPACKED)
def run_import() -> ResponseReturnValue:
    """Check a batch, or take it whole."""
    book = request.files.get("workbook")
    dry_run = request.form.get("dry_run") == "yes"
    report = services().batches.import_batch(
        current_actor(),
        parsing.text(request.form, "quarter", least=6, most=7),
        book.read() if book else b"",
        _archive(request.files.getlist("photos")),
        dry_run=dry_run,
        language=str(get_locale()),
    )
    if dry_run:
        return _import_page(report)
    flash(_("%(count)s records imported.", count=report.records), "success")
    return redirect(url_for("fieldwork.records"), 303)


@bp.get("/<ref>")
@requires(Action.VIEW_QUARTER)
def page(ref: str) -> ResponseReturnValue:
    """Show one record."""
    return render_template(
        "fieldwork/record.html", record=services().fieldwork.record(current_actor(), ref)
    )


@bp.get("/<ref>/photos/<int:number>.jpg")
@requires(Action.VIEW_QUARTER)
def photo(ref: str, number: int) -> Response:
    """Send one photo of a record as a stripped copy."""
    return photo_response(
        lambda most: services().fieldwork.photo(current_actor(), ref, number, most)
    )


def _import_page(report: object) -> ResponseReturnValue:
    return render_template("fieldwork/import.html", quarter=quarter_asked(), report=report)


def _archive(given: list[FileStorage]) -> bytes:
    """Return the one archive that was chosen, or all photos of a folder packed as one."""
    files = [(one.filename or "", one.stream.read()) for one in given]
    if len(files) == 1 and files[0][0].lower().endswith(".zip"):
        return files[0][1]
    return packed(files)
