"""The page on which anybody checks a draw in the browser; nothing is uploaded."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp import one_file
from webapp.access import public, services

bp = Blueprint("verifying", __name__)


@bp.get("/verify")
@public
def page() -> ResponseReturnValue:
    """Take a bundle and check it; an opened draw's own, where the address names one."""
    ref = request.args.get("draw", "")
    draw = services().draws.public_page(ref) if ref else None
    return render_template("public/verify.html", draw=draw)


@bp.get("/verify.html")
@public
def alone() -> Response:
    """Send the same page as one file that needs no server, in the reader's language."""
    parts = one_file.parts("verify_alone.css", "verify_alone.js", "verify_worker.js")
    body = render_template("public/verify_alone.html", parts=parts)
    response = Response(body, mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.html"'
    return response
