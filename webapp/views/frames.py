"""Frozen frames: freeze, list, show, one row's proof."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.frames.choices import Asked
from sanitation.frames.view import PAGE
from webapp import parsing
from webapp.access import current_actor, requires, services

bp = Blueprint("frames", __name__, url_prefix="/frames")


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def listing() -> ResponseReturnValue:
    """List every frame."""
    accounts = services().accounts
    return render_template(
        "frames/listing.html",
        frames=services().frames.listing(current_actor()),
        quarters=accounts.quarters_near(),
        default=services().city.default_int("sample.per_street"),
    )


@bp.post("/freeze")
@requires(Action.RUN_QUARTER)
def freeze() -> ResponseReturnValue:
    """Freeze the register for a quarter."""
    quarter = parsing.text(request.form, "quarter", least=6, most=7)
    total = parsing.integer(request.form, "per_street", least=2, most=10_000)
    ref = services().frames.freeze(current_actor(), quarter, Asked(per_street=total))
    flash(_("The frame is frozen. Publish its digest and the list of changes."), "success")
    return redirect(url_for("frames.page", ref=ref), 303)


@bp.get("/<ref>")
@requires(Action.VIEW_QUARTER)
def page(ref: str) -> ResponseReturnValue:
    """Show one frame; with ?site= also the proof of one row."""
    actor, number = current_actor(), parsing.page_number(request.args)
    site_id = request.args.get("site", "").strip()
    proof = services().frames.proof(actor, ref, site_id) if site_id else None
    page = services().frames.page(actor, ref, number)
    return render_template(
        "frames/page.html",
        page=page,
        district=request.args.get("district", ""),
        city=services().city,
        number=number,
        pages=max(1, -(-page.change_total // PAGE)),
        proof=proof,
        site_id=site_id,
        venues=services().city.venue_types,
    )


@bp.get("/<ref>/frame.csv")
@requires(Action.VIEW_QUARTER)
def file(ref: str) -> Response:
    """Send frame.csv."""
    response = Response(services().frames.file(current_actor(), ref), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="frame.csv"'
    return response
