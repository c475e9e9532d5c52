"""Findings as those responsible see them, and the form to appeal one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from sanitation.appeals.rules import Ground
from sanitation.appeals.values import FileAppeal
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.shell import quarter_asked

bp = Blueprint("findings", __name__, url_prefix="/findings")

PAGE = 50


@bp.get("/")
@requires(Action.VIEW_FINDINGS)
def listing() -> ResponseReturnValue:
    """List the notified findings of one's own places, the costliest first."""
    asked = request.args.get("quarter", "")
    quarter = (
        str(quarter_asked()) if asked else services().publication.latest_notified() or ""
    )
    number = parsing.page_number(request.args)
    page = services().appeals.findings(current_actor(), quarter, number)
    return render_template(
        "appeals/findings.html",
        page=page,
        quarter=quarter,
        number=number,
        pages=max(1, -(-page.total // PAGE)),
        now=services().clock.now(),
    )


@bp.get("/<submission>/<item>/appeal")
@requires(Action.FILE_APPEAL)
def form(submission: str, item: str) -> ResponseReturnValue:
    """Show the form of an appeal against one finding."""
    finding = services().appeals.finding(current_actor(), submission, item)
    return render_template("appeals/file.html", finding=finding, grounds=list(Ground))


@bp.post("/<submission>/<item>/appeal")
@requires(Action.FILE_APPEAL)
def file(submission: str, item: str) -> ResponseReturnValue:
    """File an appeal."""
    files = [one.read() for one in request.files.getlist("evidence")]
    command = FileAppeal(
        submission=submission,
        item=item,
        ground=parsing.choice(request.form, "ground", Ground),
        text=parsing.text(request.form, "text", least=1, most=4000),
        files=tuple(data for data in files if data),
    )
    ref = services().appeals.file(current_actor(), command)
    return redirect(url_for("appeals.page", ref=ref), 303)
