"""One's own account: sessions, language, password."""

from flask import (
    Blueprint,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from sanitation.errors import Code, Problem
from webapp import parsing
from webapp.access import (
    account_token,
    current_actor,
    keep_token,
    own_path,
    public,
    services,
    signed_in,
)
from webapp.shell import LANGUAGES

bp = Blueprint("account", __name__)


@bp.get("/account")
@signed_in
def own() -> ResponseReturnValue:
    """Show who I am here, and where I am signed in."""
    actor, accounts = current_actor(), services().accounts
    return render_template(
        "account/own.html",
        account=accounts.account(actor, actor.ref),
        sessions=accounts.own_sessions(actor, account_token()),
        city=services().city,
        languages=LANGUAGES,
    )


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Switch the language and stay on the page."""
    asked = request.form.get("language", "")
    if asked not in LANGUAGES:
        raise parsing.refuse("language", asked, ", ".join(LANGUAGES))
    session["language"] = asked
    return redirect(own_path(request.form.get("next")), code=303)


@bp.post("/account/language")
@signed_in
def keep_language() -> ResponseReturnValue:
    """Keep a language for every browser one signs in with."""
    asked = request.form.get("language", "")
    if asked not in LANGUAGES:
        raise parsing.refuse("language", asked, ", ".join(LANGUAGES))
    services().accounts.set_language(current_actor(), asked)
    session["language"] = asked
    return redirect(url_for("account.own"), code=303)


@bp.post("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """Change the password; every other browser has to sign in again."""
    token = services().accounts.change_password(
        current_actor(),
        account_token(),
        request.form.get("old", ""),
        parsing.same(request.form, "password", "again"),
        source=request.remote_addr or "",
    )
    response = make_response(redirect(url_for("account.own"), code=303))
    return keep_token(response, token)


@bp.post("/account/sessions/<ref>/end")
@signed_in
def end_session(ref: str) -> ResponseReturnValue:
    """End one of one's own sessions, or anybody's for an administrator."""
    services().accounts.end_session(current_actor(), ref)
    return redirect(own_path(request.form.get("next"), url_for("account.own")), code=303)


@bp.get("/account/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    """Ask for the password once more before a step that cannot be taken back."""
    after = own_path(request.args.get("next"), url_for("home.home"))
    actor = current_actor()
    handle = services().accounts.account(actor, actor.ref).handle
    return render_template("account/confirm.html", after=after, handle=handle)


@bp.post("/account/confirm")
@signed_in
def confirm_now() -> ResponseReturnValue:
    """Take the password; the session goes on under a new token."""
    if not account_token():
        raise Problem(Code.NOT_SIGNED_IN)
    token = services().accounts.confirm_password(
        current_actor(),
        account_token(),
        request.form.get("password", ""),
        source=request.remote_addr or "",
    )
    after = own_path(request.form.get("next"), url_for("home.home"))
    return keep_token(make_response(redirect(after, code=303)), token)
