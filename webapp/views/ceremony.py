"""The ceremony of a draw as the office holds it: dice by two, beacon, draw, opening."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.draws.beacon import Beacon
from webapp.access import current_actor, requires, services

bp = Blueprint("ceremony", __name__, url_prefix="/office/ceremony")


@bp.get("/<ref>")
@requires(Action.VIEW_QUARTER)
def page(ref: str) -> ResponseReturnValue:
    """Show where the ceremony stands and the one next step."""
    actor = current_actor()
    return render_template(
        "ceremony/page.html",
        page=services().ceremony.page(actor, ref),
        me=actor.id,
        now=services().clock.now(),
        relays=services().ceremony.relays,
    )


@bp.get("/<ref>/plan.tsq")
@requires(Action.RUN_QUARTER)
def stamp_request(ref: str) -> Response:
    """Send the request for an outside time stamp over the plan."""
    data = services().ceremony.stamp_request(current_actor(), ref)
    response = Response(data, mimetype="application/timestamp-query")
    response.headers["Content-Disposition"] = 'attachment; filename="plan.tsq"'
    return response


@bp.post("/<ref>/stamp")
@requires(Action.RUN_QUARTER)
def stamp(ref: str) -> ResponseReturnValue:
    """Take the answer of a time stamping body, with its certificates."""
    given = [request.files.get(name) for name in ("answer", "certificates")]
    answer, certificates = (file.read() if file else b"" for file in given)
    body = services().ceremony.keep_stamp(current_actor(), ref, answer, certificates)
    flash(_("The time stamp of %(body)s is checked and kept.", body=body), "success")
    return redirect(url_for("ceremony.page", ref=ref), 303)


@bp.post("/<ref>/dice")
@requires(Action.RUN_QUARTER)
def dice(ref: str) -> ResponseReturnValue:
    """Take the digits one of two people read."""
    digits = "".join(request.form.get("dice", "").split())
    agreed = services().ceremony.enter_dice(current_actor(), ref, digits)
    if agreed:
        flash(_("Both entries are equal: the dice are published."), "success")
    else:
        flash(_("Your digits are kept. Now a second person enters them."), "success")
    return redirect(url_for("ceremony.page", ref=ref), 303)


@bp.post("/<ref>/beacon")
@requires(Action.RUN_QUARTER)
def beacon(ref: str) -> ResponseReturnValue:
    """Take a pasted beacon, check its signature, draw and assign."""
    return _draw(ref, _pasted())


@bp.post("/<ref>/fetch")
@requires(Action.RUN_QUARTER)
def fetch(ref: str) -> ResponseReturnValue:
    """Ask the relays for the beacon, then draw and assign."""
    return _draw(ref, services().ceremony.fetch(current_actor(), ref))


@bp.post("/<ref>/late")
@requires(Action.RUN_QUARTER)
def late(ref: str) -> ResponseReturnValue:
    """Publish that the beacon round came late, so that the plan's next one counts."""
    statement = request.form.get("statement", "")
    number = services().ceremony.report_late(current_actor(), ref, statement)
    flash(
        _("The notice is published. Beacon round %(round)s counts now.", round=number),
        "success",
    )
    return redirect(url_for("ceremony.page", ref=ref), 303)


@bp.post("/<ref>/wave")
@requires(Action.RUN_QUARTER)
def wave(ref: str) -> ResponseReturnValue:
    """Take a pasted beacon, check its signature and draw the wave that is next."""
    return _draw_wave(ref, _pasted())


@bp.post("/<ref>/wave/fetch")
@requires(Action.RUN_QUARTER)
def fetch_wave(ref: str) -> ResponseReturnValue:
    """Ask the relays for the next wave's beacon, then draw it."""
    return _draw_wave(ref, services().waves.fetch(current_actor(), ref))


@bp.post("/<ref>/open")
@requires(Action.RUN_QUARTER)
def open_draw(ref: str) -> ResponseReturnValue:
    """Open the shares to everybody, once fieldwork has closed."""
    services().ceremony.open(current_actor(), ref)
    flash(_("The draw is open: anybody can now replay it."), "success")
    return redirect(url_for("ceremony.page", ref=ref), 303)


def _pasted() -> Beacon:
    return Beacon(
        "".join(request.form.get("randomness", "").split()).lower(),
        "".join(request.form.get("signature", "").split()).lower(),
    )


def _draw(ref: str, given: Beacon) -> ResponseReturnValue:
    """Draw, and assign at once: both digests stand in the ledger before anybody looks."""
    services().ceremony.draw(current_actor(), ref, given)
    services().draws.assign(current_actor(), ref)
    if services().waves.listing(current_actor(), ref):
        flash(
            _("The teams are dealt. The first wave is drawn on its own morning."), "success"
        )
    else:
        flash(_("The sites are drawn, teams dealt and tasks assigned."), "success")
    return redirect(url_for("ceremony.page", ref=ref), 303)


def _draw_wave(ref: str, given: Beacon) -> ResponseReturnValue:
    label = request.form.get("label", "")
    made = services().waves.draw_wave(current_actor(), ref, given, label)
    flash(
        _("Wave %(label)s is drawn and its tasks are given out.", label=made.label),
        "success",
    )
    return redirect(url_for("draws.page", ref=ref, _anchor="waves"), 303)
