"""Disputes: judged blind first, then decided with both marks as A and B."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from webapp.access import current_actor, requires, services
from webapp.bench import items_of, judgements_from, photo_response, photos_of

bp = Blueprint("adjudications", __name__, url_prefix="/adjudications")


@bp.get("/")
@requires(Action.ADJUDICATE)
def queue() -> ResponseReturnValue:
    """List the adjudicator's own open disputes."""
    found = services().reviews.disputes(current_actor())
    return render_template("reviews/disputes.html", disputes=found)


@bp.get("/<handle>")
@requires(Action.ADJUDICATE)
def bench(handle: str) -> ResponseReturnValue:
    """Show one dispute."""
    dispute = services().reviews.dispute(current_actor(), handle)
    return render_template(
        "reviews/dispute.html",
        dispute=dispute,
        items=items_of(dispute.record, dispute.items),
        photos=photos_of(dispute.record, "adjudications.photo"),
    )


@bp.post("/<handle>/blind")
@requires(Action.ADJUDICATE)
def blind(handle: str) -> ResponseReturnValue:
    """Seal the blind judgement; the page then shows both marks."""
    marks, _reasons = judgements_from(request.form)
    services().reviews.judge_blind(current_actor(), handle, marks)
    return redirect(url_for("adjudications.bench", handle=handle), 303)


@bp.post("/<handle>/decide")
@requires(Action.ADJUDICATE)
def decide(handle: str) -> ResponseReturnValue:
    """Decide the dispute."""
    marks, _reasons = judgements_from(request.form)
    reason = request.form.get("reason", "")
    sealed = services().reviews.adjudicate(current_actor(), handle, marks, reason)
    flash(_("Decided. Receipt %(handle)s", handle=sealed.receipt), "success")
    return redirect(url_for("adjudications.queue"), 303)


@bp.get("/<handle>/photos/<int:number>.jpg")
@requires(Action.ADJUDICATE)
def photo(handle: str, number: int) -> Response:
    """Send one stripped photo of an own dispute."""
    return photo_response(
        lambda most: services().reviews.photo(current_actor(), handle, number, most)
    )
