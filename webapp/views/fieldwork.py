"""Field records as the office and the auditor see them, and the import of a batch."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from sanitation.fieldwork.rules import SubmissionState
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.bench import photo_response
from webapp.shell import quarter_asked

bp = Blueprint("fieldwork", __name__, url_prefix="/records")

PAGE = 50


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
