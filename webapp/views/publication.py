"""Releases: propose, sign as a second person, read, superseded ones too."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.publication.rules import Stage
from webapp import parsing
from webapp.access import confirmed, current_actor, requires, services

bp = Blueprint("publication", __name__, url_prefix="/releases")

PAGE = 50  # streets


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def listing() -> ResponseReturnValue:
    """List every release, and the form to propose one."""
    actor = current_actor()
    return render_template(
        "publication/listing.html",
        releases=services().publication.releases(actor),
        runs=services().scores.listing(actor),
        stages=list(Stage),
    )


@bp.post("/propose")
@requires(Action.PUBLISH)
def propose() -> ResponseReturnValue:
    """Propose a release."""
    actor = current_actor()
    run = services().scores.found(
        actor, parsing.text(request.form, "run", least=1, most=40)
    )
    stage = parsing.choice(request.form, "stage", Stage)
    ref = services().publication.propose(actor, run.quarter, stage, run.ref)
    flash(_("Proposed. A second person of the office has to sign."), "success")
    return redirect(url_for("publication.page", ref=ref), 303)


@bp.get("/<ref>")
@requires(Action.VIEW_QUARTER)
def page(ref: str) -> ResponseReturnValue:
    """Show one release with its ranking as it was signed."""
    actor = current_actor()
    release = services().publication.release(actor, ref)
    table = services().publication.ranking(actor, release.quarter, "street", ref)
    return render_template(
        "publication/page.html",
        release=release,
        table=table,
        number=parsing.page_number(request.args),
        size=PAGE,
        mine=release.proposed_by == actor.ref,
    )


@bp.post("/<ref>/sign")
@requires(Action.PUBLISH)
@confirmed
def sign(ref: str) -> ResponseReturnValue:
    """Sign a proposed release: it is published at once."""
    row = services().publication.sign(current_actor(), ref)
    flash(_("Release %(number)s is published.", number=row.number), "success")
    return redirect(url_for("publication.page", ref=ref), 303)
