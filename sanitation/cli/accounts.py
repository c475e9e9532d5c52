"""`sanitation accounts`: who has an account, with which roles, one-time links, sign-ins."""

import click

from sanitation.accounts.rules import Actor, Level, Role
from sanitation.accounts.values import AccountEdit, NewAccount
from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, PAGE, acts, organisation_named

COLUMNS = ("handle", "roles", "level", "district", "street", "active", "name")
SESSIONS = ("ref", "device", "source", "created_at", "seen_at")
SIGN_INS = ("handle", "device", "source", "created_at", "revoked_at")
FAILURES = ("handle", "failures", "last_at")
ROLES = click.Choice([role.value for role in Role])
LEVELS = click.Choice([level.value for level in Level])
MANAGING = click.option(
    "--as",
    "handle",
    envvar="SANITATION_AS",
    default=None,
    metavar="HANDLE",
    help="Act as this administrator; without it the installation itself acts.",
)
WHOSE = click.argument("whose", metavar="HANDLE")


def manages(services: Services, handle: str | None) -> Actor | None:
    """Return the administrator named; None stands for the installation itself."""
    return acts(services, handle) if handle else None


@click.group("accounts", cls=Noun)
def command() -> None:
    """Enrol people, grant roles, hand out one-time links, see who signed in."""


@command.command("first-administrator")
@click.pass_obj
def first_administrator(services: Services) -> None:
    """Print a one-time link for the first administrator, as long as there is none."""
    token = services.accounts.first_administrator_link()
    if token is None:
        click.echo("an administrator can sign in already")
    else:
        _print_link(services, token)


@command.command("list")
@click.argument("words", default="")
@click.option("--role", type=ROLES, default=None, help="Only accounts with this role.")
@PAGE
@JSON
@MANAGING
@click.pass_obj
def listing(
    services: Services,
    words: str,
    role: str | None,
    page: int,
    as_json: bool,
    handle: str | None,
) -> None:
    """List accounts whose name or organisation has the WORDS."""
    wanted = Role(role) if role else None
    found = services.accounts.page(manages(services, handle), words, wanted, page)
    show_rows(found.rows, COLUMNS, as_json=as_json)
    say(f"page {found.page} of {found.pages}, {found.total} accounts", as_json=as_json)


@command.command()
@WHOSE
@JSON
@MANAGING
@click.pass_obj
def show(services: Services, whose: str, as_json: bool, handle: str | None) -> None:
    """Show the account HANDLE."""
    found = services.accounts.account(manages(services, handle), _ref(services, whose))
    show_one(found, as_json=as_json)


@command.command("create")
@click.argument("new_handle", metavar="HANDLE")
@click.argument("name")
@click.option("--organisation", "body", required=True, help="Name of an organisation.")
@click.option("--role", "roles", type=ROLES, multiple=True, help="May be repeated.")
@click.option("--level", type=LEVELS, default="city", show_default=True)
@click.option("--district", default="", help="Name or code, for the district level.")
@click.option("--street", default="", help="Name or code, for the street level.")
@click.option("--language", default="", help="zh_Hans_CN or en.")
@MANAGING
@click.pass_obj
def create(
    services: Services,
    *,
    new_handle: str,
    name: str,
    body: str,
    roles: tuple[str, ...],
    level: str,
    district: str,
    street: str,
    language: str,
    handle: str | None,
) -> None:
    """Create the account HANDLE of the person NAME and print its one-time link.

    \b
    Example:
      sanitation accounts create li.na "Li Na" --organisation "Street desk" \\
        --role street_viewer --level street --street 临江街道
    """
    new = NewAccount(
        handle=new_handle,
        name=name,
        organisation=organisation_named(services, body),
        level=Level(level),
        district=_district(services, district),
        street=_street(services, street),
        roles=frozenset(Role(role) for role in roles),
        language=language,
    )
    made = services.accounts.enrol(manages(services, handle), new)
    _print_link(services, made.link)


@command.command()
@WHOSE
@click.option("--name", default=None)
@click.option("--organisation", "body", default=None, help="Name of an organisation.")
@click.option("--level", type=LEVELS, default=None)
@click.option("--district", default=None, help="Name or code, for the district level.")
@click.option("--street", default=None, help="Name or code, for the street level.")
@click.option("--language", default=None, help="zh_Hans_CN or en.")
@MANAGING
@click.pass_obj
def edit(
    services: Services,
    *,
    whose: str,
    name: str | None,
    body: str | None,
    level: str | None,
    district: str | None,
    street: str | None,
    language: str | None,
    handle: str | None,
) -> None:
    """Change what is given of the account HANDLE; what is not given stays."""
    actor, ref = manages(services, handle), _ref(services, whose)
    row = services.accounts.account(actor, ref)
    wanted = AccountEdit(
        name=row.name if name is None else name,
        organisation=organisation_named(services, body) if body else row.organisation_ref,
        level=Level(level) if level else row.level,
        district=row.district if district is None else _district(services, district),
        street=row.street if street is None else _street(services, street),
        language=row.language if language is None else language,
        version=row.version,
    )
    services.accounts.edit(actor, ref, wanted)
    click.echo(f"{whose} is changed")


@command.command("link")
@WHOSE
@MANAGING
@click.pass_obj
def link(services: Services, whose: str, handle: str | None) -> None:
    """Print a new one-time link for an account; its earlier links stop working."""
    actor = manages(services, handle)
    _print_link(services, services.accounts.invite(actor, _ref(services, whose)))


@command.command("grant")
@WHOSE
@click.argument("role", type=ROLES)
@MANAGING
@click.pass_obj
def grant(services: Services, whose: str, role: str, handle: str | None) -> None:
    """Give a role to an account."""
    actor = manages(services, handle)
    services.accounts.grant(actor, _ref(services, whose), Role(role))
    click.echo(f"{whose} is {role} now")


@command.command("revoke")
@WHOSE
@click.argument("role", type=ROLES)
@click.option("--reason", default="", help="Why; it stands in the ledger.")
@MANAGING
@click.pass_obj
def revoke(
    services: Services, whose: str, role: str, reason: str, handle: str | None
) -> None:
    """Take a role away from an account, with immediate effect."""
    actor = manages(services, handle)
    services.accounts.revoke(actor, _ref(services, whose), Role(role), reason)
    click.echo(f"{whose} is no {role} any more")


@command.command("close")
@WHOSE
@click.option("--reason", default="", help="Why; it stands in the ledger.")
@MANAGING
@click.pass_obj
def close(services: Services, whose: str, reason: str, handle: str | None) -> None:
    """Shut an account; whoever is signed in with it is out at once."""
    actor, ref = manages(services, handle), _ref(services, whose)
    services.accounts.set_active(actor, ref, active=False, reason=reason)
    click.echo(f"{whose} is closed")


@command.command("reopen")
@WHOSE
@MANAGING
@click.pass_obj
def reopen(services: Services, whose: str, handle: str | None) -> None:
    """Let a closed account in again."""
    actor = manages(services, handle)
    services.accounts.set_active(actor, _ref(services, whose), active=True)
    click.echo(f"{whose} is open")


@command.command()
@WHOSE
@JSON
@MANAGING
@click.pass_obj
def sessions(services: Services, whose: str, as_json: bool, handle: str | None) -> None:
    """List where the account HANDLE is signed in."""
    actor = manages(services, handle)
    rows = services.accounts.sessions_of(actor, _ref(services, whose))
    show_rows(rows, SESSIONS, as_json=as_json)


@command.command("end-session")
@click.argument("session")
@ACTING
@click.pass_obj
def end_session(services: Services, session: str, handle: str | None) -> None:
    """End a SESSION by its number: that browser has to sign in again."""
    services.accounts.end_session(acts(services, handle), session)
    click.echo("ended")


@command.command("sign-ins")
@PAGE
@JSON
@ACTING
@click.pass_obj
def sign_ins(services: Services, page: int, as_json: bool, handle: str | None) -> None:
    """List who signed in, and who failed to; for an administrator or an auditor."""
    found = services.accounts.security(acts(services, handle), page)
    if as_json:
        show_one(found, as_json=True)
        return
    show_rows(found.rows, SIGN_INS, as_json=False)
    click.echo(f"page {found.page} of {found.pages}, {found.total} sign-ins")
    show_rows(found.failures, FAILURES, as_json=False)


def _district(services: Services, text: str) -> str:
    return services.city.resolve_district(text).code if text else ""


def _street(services: Services, text: str) -> str:
    return services.city.resolve_street(text).code if text else ""


def _ref(services: Services, handle: str) -> str:
    return services.accounts.office_actor(handle, closed=True).ref


def _print_link(services: Services, token: str) -> None:
    settings = services.settings
    click.echo(f"http://{settings.host}:{settings.port}/welcome/{token}")
    click.echo("it works once, within three days")
