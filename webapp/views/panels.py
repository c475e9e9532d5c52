"""The panel of an appeal: judge blind, then rule with the dossier open."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.appeals.rules import Outcome
from webapp import parsing
from webapp.access import confirmed, current_actor, requires, services
from webapp.bench import photo_response

bp = Blueprint("panels", __name__, url_prefix="/panels")


@bp.get("/")
@requires(Action.JUDGE_APPEAL)
def queue() -> ResponseReturnValue:
    """List a panellist's appeals."""
    return render_template(
        "appeals/seats.html", seats=services().appeals.seats(current_actor())
    )


@bp.get("/<handle>")
@requires(Action.JUDGE_APPEAL)
def seat(handle: str) -> ResponseReturnValue:
    """Show one appeal: blind until both judgements are sealed."""
    found = services().appeals.seat(current_actor(), handle)
    return render_template("appeals/seat.html", seat=found, outcomes=list(Outcome))


@bp.post("/<handle>/judge")
@requires(Action.JUDGE_APPEAL)
def judge(handle: str) -> ResponseReturnValue:
    """Seal the blind count."""
    count = parsing.integer(request.form, "findings", least=0, most=99)
    services().appeals.judge_blind(current_actor(), handle, count)
    return redirect(url_for("panels.seat", handle=handle), 303)


@bp.post("/<handle>/rule")
@requires(Action.JUDGE_APPEAL)
@confirmed
def rule(handle: str) -> ResponseReturnValue:
    """Rule; the score follows at once."""
    services().appeals.rule(
        current_actor(),
        handle,
        parsing.choice(request.form, "outcome", Outcome),
        parsing.integer(request.form, "findings", least=0, most=99),
        parsing.text(request.form, "reason", least=1, most=4000),
    )
    flash(_("Ruled. The quarter was scored again and the release superseded."), "success")
    return redirect(url_for("panels.queue"), 303)


@bp.get("/<handle>/photos/<int:number>.jpg")
@requires(Action.JUDGE_APPEAL)
def photo(handle: str, number: int) -> Response:
    """Send one photo of the appealed finding as a stripped copy."""
    return photo_response(
        lambda most: services().appeals.seat_photo(current_actor(), handle, number, most)
    )
