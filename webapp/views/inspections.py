"""Toilet inspection: which toilet next, and the form for the phone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.supervision.values import NewInspection
from webapp import parsing
from webapp.access import current_actor, requires, services

bp = Blueprint("inspections", __name__, url_prefix="/inspections")

PAGE = 50


@bp.get("/")
@requires(Action.INSPECT)
def listing() -> ResponseReturnValue:
    """List toilets, the longest uninspected first."""
    words, street = request.args.get("words", "").strip(), request.args.get("street", "")
    page = parsing.page_number(request.args)
    rows, total = services().supervision.toilets(current_actor(), words, street, page)
    return render_template(
        "supervision/toilets.html",
        toilets=rows,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        words=words,
        street=street,
        streets=services().city.streets,
    )


@bp.get("/new/<site_id>")
@requires(Action.INSPECT)
def form(site_id: str) -> ResponseReturnValue:
    """Show the checklist of one toilet."""
    actor = current_actor()
    return render_template(
        "supervision/inspect.html",
        toilet=services().supervision.toilet(actor, site_id),
        lines=services().supervision.checklist(actor),
    )


@bp.post("/new/<site_id>")
@requires(Action.INSPECT)
def inspect(site_id: str) -> ResponseReturnValue:
    """Keep an inspection; each finding becomes a draft case."""
    actor = current_actor()
    findings, photos = {}, {}
    for line in services().supervision.checklist(actor):
        text = request.form.get(f"count-{line.code}", "").strip() or "0"
        findings[line.code] = parsing.integer({"count": text}, "count", least=0, most=99)
        file = request.files.get(f"photo-{line.code}")
        if file and (data := file.read()):
            photos[line.code] = data
    note = parsing.text(request.form, "note", most=2000)
    drafts = services().supervision.inspect(
        actor, NewInspection(site_id, findings, photos, note)
    )
    flash(
        _("The inspection is stored; %(count)s draft cases.", count=len(drafts)), "success"
    )
    if drafts:
        return redirect(url_for("cases.page", ref=drafts[0]), 303)
    return redirect(url_for("inspections.listing"), 303)
