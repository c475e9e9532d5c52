"""The ledger's health for everybody; looking up an entry; recomputing for the auditor."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from webapp.access import public, requires, services

bp = Blueprint("ledger", __name__, url_prefix="/ledger")

HANDLE = 12


@bp.get("/")
@public
def status() -> ResponseReturnValue:
    """Show how far the ledger goes and how much of it is signed."""
    ledger = services().ledger
    handle = request.args.get("entry", "").strip().lower()
    entry = ledger.find(handle) if len(handle) == HANDLE else None
    return render_template(
        "ledger/status.html",
        status=ledger.status(),
        embedded=services().settings.embedded,
        handle=handle,
        entry=entry,
        proof=ledger.proof(entry.seq) if entry else None,
        report=None,
    )


@bp.get("/checkpoint")
@public
def checkpoint() -> Response:
    """Send the last signed checkpoint."""
    return Response(services().ledger.status().checkpoint, mimetype="text/plain")


@bp.get("/entries/<int:seq>/record.json")
@public
def record(seq: int) -> Response:
    """Send one entry with its proof, for the stand-alone verifier; its body stays closed."""
    text = services().ledger.record(seq).text
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="entry-{seq}.json"'
    return response


@bp.post("/recompute")
@requires(Action.AUDIT)
def recompute() -> ResponseReturnValue:
    """Recompute everything from the stored leaves."""
    ledger = services().ledger
    return render_template(
        "ledger/status.html",
        status=ledger.status(),
        embedded=services().settings.embedded,
        handle="",
        entry=None,
        proof=None,
        report=ledger.fsck(None),
    )
