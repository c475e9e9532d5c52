"""The control room: where the quarter stands, what blocks it, what comes next."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from sanitation.clock import SHANGHAI
from webapp import stages
from webapp.access import current_actor, requires, services
from webapp.shell import quarter_asked

bp = Blueprint("quarters", __name__, url_prefix="/quarter")


@bp.get("/")
@requires(Action.VIEW_QUARTER)
def control() -> ResponseReturnValue:
    """Show every stage of the quarter with how far it is."""
    actor, quarter = current_actor(), quarter_asked()
    steps = stages.steps(services(), actor, quarter) if quarter else []
    return render_template(
        "quarters/control.html",
        quarter=quarter,
        steps=steps,
        next=stages.current(steps),
        today=services().clock.now().astimezone(SHANGHAI).date(),
    )
