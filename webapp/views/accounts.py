"""Accounts for the administrator: enrol, edit, grant, close, and hand out links."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sanitation.accounts.rules import Action, Kind, Level, Role
from sanitation.accounts.values import AccountEdit, NewAccount
from webapp import parsing
from webapp.access import current_actor, requires, services
from webapp.shell import LANGUAGES

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("")
@requires(Action.MANAGE_ACCOUNTS)
def listing() -> ResponseReturnValue:
    """List accounts, searched by words and role."""
    words = parsing.text(request.args, "q", most=80)
    role = Role(request.args["role"]) if request.args.get("role") in set(Role) else None
    number = parsing.page_number(request.args)
    page = services().accounts.page(current_actor(), words, role, number)
    return render_template(
        "accounts/listing.html", page=page, words=words, role=role, roles=tuple(Role)
    )


@bp.get("/new")
@requires(Action.MANAGE_ACCOUNTS)
def new() -> ResponseReturnValue:
    """Ask for what an account needs."""
    bodies = services().accounts.organisations(current_actor())
    return render_template(
        "accounts/new.html",
        organisations=bodies,
        city=services().city,
        languages=LANGUAGES,
        levels=tuple(Level),
        kinds=tuple(Kind),
        roles=tuple(Role),
    )


@bp.post("")
@requires(Action.MANAGE_ACCOUNTS)
def create() -> ResponseReturnValue:
    """Enrol a person and show the link, once."""
    asked = request.form.getlist("roles")
    roles = frozenset(parsing.choice({"roles": role}, "roles", Role) for role in asked)
    edit = _edit()
    account = NewAccount(
        handle=parsing.text(request.form, "handle", least=2, most=60),
        name=edit.name,
        organisation=edit.organisation,
        level=edit.level,
        district=edit.district,
        street=edit.street,
        roles=roles,
        language=edit.language,
    )
    made = services().accounts.enrol(current_actor(), account)
    return _link_page(made.ref, account.handle, made.link, status=201)


@bp.post("/organisations")
@requires(Action.MANAGE_ACCOUNTS)
def add_organisation() -> ResponseReturnValue:
    """Enter a body people belong to."""
    name = parsing.text(request.form, "name", least=2, most=120)
    kind = parsing.choice(request.form, "kind", Kind)
    services().accounts.organisation(name, kind, current_actor())
    return redirect(url_for("accounts.new"), code=303)


@bp.get("/<ref>")
@requires(Action.MANAGE_ACCOUNTS)
def page(ref: str) -> ResponseReturnValue:
    """Show one account with its roles and sessions."""
    accounts = services().accounts
    account = accounts.account(current_actor(), ref)
    return render_template(
        "accounts/page.html",
        account=account,
        sessions=accounts.sessions_of(current_actor(), ref),
        organisations=accounts.organisations(current_actor()),
        city=services().city,
        languages=LANGUAGES,
        levels=tuple(Level),
        grantable=[role for role in Role if role not in account.roles],
    )


@bp.post("/<ref>")
@requires(Action.MANAGE_ACCOUNTS)
def edit(ref: str) -> ResponseReturnValue:
    """Change name, organisation, level and place."""
    services().accounts.edit(current_actor(), ref, _edit())
    return _back(ref)


@bp.post("/<ref>/grant")
@requires(Action.MANAGE_ACCOUNTS)
def grant(ref: str) -> ResponseReturnValue:
    """Give a role."""
    role = parsing.choice(request.form, "role", Role)
    services().accounts.grant(current_actor(), ref, role)
    return _back(ref)


@bp.post("/<ref>/revoke")
@requires(Action.MANAGE_ACCOUNTS)
def revoke(ref: str) -> ResponseReturnValue:
    """Take a role away, with immediate effect."""
    role = parsing.choice(request.form, "role", Role)
    reason = parsing.text(request.form, "reason", most=300)
    services().accounts.revoke(current_actor(), ref, role, reason)
    return _back(ref)


@bp.post("/<ref>/close")
@requires(Action.MANAGE_ACCOUNTS)
def close(ref: str) -> ResponseReturnValue:
    """Shut the account; whoever is signed in is out at once."""
    reason = parsing.text(request.form, "reason", most=300)
    services().accounts.set_active(current_actor(), ref, active=False, reason=reason)
    return _back(ref)


@bp.post("/<ref>/reopen")
@requires(Action.MANAGE_ACCOUNTS)
def reopen(ref: str) -> ResponseReturnValue:
    """Let the account in again."""
    services().accounts.set_active(current_actor(), ref, active=True)
    return _back(ref)


@bp.post("/<ref>/link")
@requires(Action.MANAGE_ACCOUNTS)
def link(ref: str) -> ResponseReturnValue:
    """Make a new one-time link and show it, once; earlier ones stop working."""
    accounts = services().accounts
    token = accounts.invite(current_actor(), ref)
    return _link_page(ref, accounts.account(current_actor(), ref).handle, token, status=201)


def _edit() -> AccountEdit:
    form = request.form
    return AccountEdit(
        name=parsing.text(form, "name", least=1, most=80),
        organisation=parsing.text(form, "organisation", least=1, most=32),
        level=parsing.choice(form, "level", Level),
        district=parsing.text(form, "district", most=20),
        street=parsing.text(form, "street", most=20),
        language=parsing.text(form, "language", most=12),
        version=parsing.optional_integer(form, "version", least=0, most=2**31) or 0,
    )


def _link_page(ref: str, handle: str, token: str, *, status: int) -> ResponseReturnValue:
    address = url_for("sign_in.welcome", token=token, _external=True)
    body = render_template("accounts/link.html", ref=ref, handle=handle, address=address)
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(ref: str) -> ResponseReturnValue:
    return redirect(url_for("accounts.page", ref=ref), code=303)
