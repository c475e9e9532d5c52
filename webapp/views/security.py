"""The security log: who signed in, from where, and who failed to."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from webapp import parsing
from webapp.access import current_actor, requires, services

bp = Blueprint("security", __name__)


@bp.get("/security")
@requires(Action.VIEW_SECURITY)
def log() -> ResponseReturnValue:
    """List sign-ins, the latest first, and the failures of the last day."""
    page = services().accounts.security(current_actor(), parsing.page_number(request.args))
    return render_template("security/log.html", page=page)
