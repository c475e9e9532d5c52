"""A trustee's own pages: hand in a share, see its receipt, open a draw."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from webapp.access import current_actor, requires, services

bp = Blueprint("trustees", __name__, url_prefix="/trustee")


@bp.get("/")
@requires(Action.HOLD_SHARE)
def home() -> ResponseReturnValue:
    """Ask for a share where one is due, and list what was handed in."""
    page = services().ceremony.mine(current_actor())
    return render_template("ceremony/trustee.html", page=page)


@bp.post("/shares")
@requires(Action.HOLD_SHARE)
def hand_in() -> ResponseReturnValue:
    """Take a share; the answer names its pin only."""
    form = request.form
    made = services().ceremony.hand_in(
        current_actor(), form.get("quarter", ""), form.get("share", "")
    )
    flash(
        _(
            "Your share is handed in. Ledger entry %(entry)s, receipt %(handle)s.",
            entry=made.entry,
            handle=made.handle,
        ),
        "success",
    )
    return redirect(url_for("trustees.home"), 303)


@bp.get("/draws/<ref>")
@requires(Action.HOLD_SHARE)
def draw(ref: str) -> ResponseReturnValue:
    """Show one draw a trustee seals, and what opening it needs."""
    return render_template(
        "ceremony/opening.html",
        page=services().ceremony.sealed_by(current_actor(), ref),
    )


@bp.post("/draws/<ref>/open")
@requires(Action.HOLD_SHARE)
def open_draw(ref: str) -> ResponseReturnValue:
    """Open the shares to everybody."""
    services().ceremony.open(current_actor(), ref)
    flash(_("The draw is open: anybody can now replay it."), "success")
    return redirect(url_for("public.draw", ref=ref), 303)


@bp.post("/draws/<ref>/share")
@requires(Action.HOLD_SHARE)
def enter_share(ref: str) -> ResponseReturnValue:
    """Take a trustee's own copy where the server's was lost."""
    services().ceremony.enter_share(current_actor(), ref, request.form.get("share", ""))
    flash(_("Your copy matches the pin and is kept."), "success")
    return redirect(url_for("trustees.draw", ref=ref), 303)
