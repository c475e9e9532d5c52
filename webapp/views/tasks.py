"""Today's tasks of an assessor, and the page that captures one on a phone."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action
from webapp.access import current_actor, requires, services
from webapp.shell import local

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/")
@requires(Action.DO_FIELDWORK)
def today() -> ResponseReturnValue:
    """Show the team's own tasks of today."""
    rows = services().fieldwork.today(current_actor())
    return render_template("fieldwork/today.html", tasks=rows)


@bp.get("/<handle>")
@requires(Action.DO_FIELDWORK)
def capture(handle: str) -> ResponseReturnValue:
    """Show the capture page of one task."""
    actor = current_actor()
    detail = services().fieldwork.task(actor, handle)
    items = [
        {
            "code": line.code,
            "name": local(line, "name"),
            "rule": local(line, "finding"),
            "cap": line.cap,
            "deduct": line.deduct,
        }
        for line in detail.checklist.items
    ]
    task = {
        "task": detail.task.handle,
        "rubric": detail.checklist.rubric_sha256,
        "account": actor.ref,
        "uploads": "/uploads",
        "name": detail.task.name,
        "sign_in": url_for("sign_in.form", next=url_for("tasks.capture", handle=handle)),
    }
    return render_template(
        "fieldwork/capture.html",
        row=detail.task,
        task=task,
        items=items,
        next_url=url_for("tasks.today"),
    )
