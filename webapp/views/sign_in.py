"""Signing in and out, and the one-time link that sets a password."""

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from webapp import parsing
from webapp.access import account_token, find_actor, keep_token, own_path, public, services

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@public
def form() -> ResponseReturnValue:
    """Ask for name and password."""
    after = own_path(request.args.get("next"), url_for("home.home"))
    if find_actor() is not None:
        return redirect(after, code=303)
    handle = request.args.get("handle", "")
    return render_template("sign_in/form.html", after=after, handle=handle)


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Sign in and go to where the person was going."""
    token = services().accounts.sign_in(
        parsing.text(request.form, "handle", most=60),
        request.form.get("password", ""),
        source=request.remote_addr or "",
        device=device(),
        old=account_token(),
    )
    after = own_path(request.form.get("next"), url_for("home.home"))
    return keep_token(_to(after), token)


@bp.post("/sign-out")
@public
def leave() -> ResponseReturnValue:
    """End the session; signing out twice is no error."""
    services().accounts.sign_out(account_token())
    return keep_token(_to("/"), "")


@bp.get("/welcome/<token>")
@public
def welcome(token: str) -> ResponseReturnValue:
    """Show whose link this is and ask for a password."""
    handle = services().accounts.link_owner(token)
    body = render_template("sign_in/welcome.html", handle=handle, token=token)
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    # The token in the address goes nowhere; "no-referrer" would take the form's Origin too.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@bp.post("/welcome/<token>")
@public
def accept(token: str) -> ResponseReturnValue:
    """Set the password the link allows; the person signs in with it next."""
    password = parsing.same(request.form, "password", "again")
    handle = services().accounts.use_link(token, password)
    return redirect(url_for("sign_in.form", handle=handle), code=303)


def device() -> str:
    """Describe the browser in a few words, for the list of sessions."""
    agent = request.user_agent.string
    browsers = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
    browser, system = _first(browsers, agent), _first(systems, agent)
    return " · ".join(part for part in (browser.replace("Edg", "Edge"), system) if part)


def _first(names: tuple[str, ...], agent: str) -> str:
    return next((name for name in names if name in agent), "")


def _to(path: str) -> Response:
    return make_response(redirect(path, code=303))
