"""The review bench: a reviewer's own queue, one blind record at a time; and its progress."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from webapp.access import current_actor, requires, services
from webapp.bench import items_of, judgements_from, photo_response, photos_of
from webapp.shell import quarter_asked

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


@bp.get("/")
@requires(Action.REVIEW)
def queue() -> ResponseReturnValue:
    """Show a reviewer how much waits, and the way to the next record."""
    return render_template(
        "reviews/queue.html", queue=services().reviews.queue(current_actor())
    )


@bp.get("/<handle>")
@requires(Action.REVIEW)
def bench(handle: str) -> ResponseReturnValue:
    """Show one record, blind."""
    actor = current_actor()
    record = services().reviews.record(actor, handle)
    return render_template(
        "reviews/bench.html",
        record=record,
        queue=services().reviews.queue(actor),
        items=items_of(record),
        photos=photos_of(record, "reviews.photo"),
    )


@bp.post("/<handle>/seal")
@requires(Action.REVIEW)
def seal(handle: str) -> ResponseReturnValue:
    """Seal the review and go on to the next one."""
    marks, reasons = judgements_from(request.form)
    sealed = services().reviews.seal(current_actor(), handle, marks, reasons)
    flash(_("Sealed. Receipt %(handle)s", handle=sealed.receipt), "success")
    if sealed.next_handle is None:
        return redirect(url_for("reviews.queue"), 303)
    return redirect(url_for("reviews.bench", handle=sealed.next_handle), 303)


@bp.post("/<handle>/recognise")
@requires(Action.REVIEW)
def recognise(handle: str) -> ResponseReturnValue:
    """Hand a record on because I can tell where it is, and go on to the next one."""
    following = services().reviews.recognise(current_actor(), handle)
    flash(
        _("The record goes to another reviewer; that you knew the place is counted."),
        "success",
    )
    if following is None:
        return redirect(url_for("reviews.queue"), 303)
    return redirect(url_for("reviews.bench", handle=following), 303)


@bp.get("/<handle>/photos/<int:number>.jpg")
@requires(Action.REVIEW)
def photo(handle: str, number: int) -> Response:
    """Send one stripped photo of an own record."""
    return photo_response(
        lambda most: services().reviews.photo(current_actor(), handle, number, most)
    )


@bp.get("/progress")
@requires(Action.VIEW_QUARTER)
def progress() -> ResponseReturnValue:
    """Show the office how far the review is, and how well judges agree."""
    quarter = quarter_asked()
    found = services().reviews.progress(current_actor(), str(quarter)) if quarter else None
    return render_template("reviews/progress.html", progress=found, quarter=quarter)


@bp.post("/assign")
@requires(Action.RUN_QUARTER)
def assign() -> ResponseReturnValue:
    """Assign every record that has no reviewers yet."""
    batch = services().reviews.assign(current_actor(), request.form.get("quarter", ""))
    flash(_("%(count)s records assigned.", count=batch.records), "success")
    return redirect(url_for("reviews.progress"), 303)
