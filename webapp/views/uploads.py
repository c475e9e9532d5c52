"""The addresses a phone sends to: a record by its own number, photos by their digest."""

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from sanitation.fieldwork.rules import SubmissionState
from sanitation.fieldwork.service import Outcome
from webapp.access import current_actor, requires, services

bp = Blueprint("uploads", __name__, url_prefix="/uploads")


@bp.put("/<record>")
@requires(Action.DO_FIELDWORK)
def record(record: str) -> ResponseReturnValue:
    """Take a record's statement: 201 once complete, 202 with what is still missing."""
    outcome = services().fieldwork.submit(current_actor(), record, request.get_data())
    return _answer(outcome)


@bp.put("/<record>/files/<digest>")
@requires(Action.DO_FIELDWORK)
def file(record: str, digest: str) -> ResponseReturnValue:
    """Take one photo of a record."""
    services().fieldwork.put_file(current_actor(), record, digest, request.get_data())
    return jsonify(record=record, sha256=digest), 201


def _answer(outcome: Outcome) -> ResponseReturnValue:
    body = {
        "record": outcome.record,
        "state": outcome.state.value,
        "missing": list(outcome.missing),
        "flags": list(outcome.flags),
        "receipt": outcome.receipt.handle if outcome.receipt else "",
        "location": url_for("tasks.today"),
    }
    return jsonify(body), 202 if outcome.state is SubmissionState.INCOMPLETE else 201
