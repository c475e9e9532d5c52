"""`sanitation accounts`: who has an account, with which roles, and one-time links."""

from datetime import datetime

import click

from sanitation.accounts.rules import Actor, Kind, Level, Role
from sanitation.accounts.values import NewAccount, NewContract
from sanitation.bootstrap import Services

ROLES = click.Choice([role.value for role in Role])
ACTING = click.option(
    "--as",
    "handle",
    envvar="SANITATION_AS",
    default=None,
    help="Act as this administrator; without it the installation itself acts.",
)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("accounts")
def command() -> None:
    """Enrol people, grant roles, hand out one-time links."""


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
@click.option("--role", type=ROLES, default=None)
@click.option("--page", type=click.IntRange(min=1), default=1)
@ACTING
@click.pass_obj
def listing(
    services: Services, words: str, role: str | None, page: int, handle: str | None
) -> None:
    """List accounts whose name or organisation has the WORDS."""
    wanted = Role(role) if role else None
    found = services.accounts.page(_actor(services, handle), words, wanted, page)
    for row in found.rows:
        state = "" if row.active else "  closed"
        place = row.street or row.district
        roles = "+".join(row.roles) or "-"
        click.echo(
            f"{row.handle:<20} {roles:<28} {row.level:<10} {place:<12} {row.name}{state}"
        )
    click.echo(f"page {found.page} of {found.pages}, {found.total} accounts")


@command.command("organisation")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), required=True)
@ACTING
@click.pass_obj
def organisation(services: Services, name: str, kind: str, handle: str | None) -> None:
    """Enter an organisation; one of the same name is left as it is."""
    click.echo(services.accounts.organisation(name, kind, _actor(services, handle)))


@command.command("create")
@click.argument("new_handle", metavar="HANDLE")
@click.argument("name")
@click.option("--organisation", "body", required=True, help="Name of an organisation.")
@click.option("--role", "roles", type=ROLES, multiple=True)
@click.option(
    "--level", type=click.Choice([level.value for level in Level]), default="city"
)
@click.option("--district", default="", help="Name or code, for the district level.")
@click.option("--street", default="", help="Name or code, for the street level.")
@click.option("--language", default="")
@ACTING
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
    """Create the account HANDLE of the person NAME and print its one-time link."""
    city = services.city
    new = NewAccount(
        handle=new_handle,
        name=name,
        organisation=_organisation(services, body),
        level=Level(level),
        district=city.resolve_district(district).code if district else "",
        street=city.resolve_street(street).code if street else "",
        roles=frozenset(Role(role) for role in roles),
        language=language,
    )
    made = services.accounts.enrol(_actor(services, handle), new)
    _print_link(services, made.link)


@command.command("link")
@click.argument("whose", metavar="HANDLE")
@ACTING
@click.pass_obj
def link(services: Services, whose: str, handle: str | None) -> None:
    """Print a new one-time link for an account; its earlier links stop working."""
    actor = _actor(services, handle)
    _print_link(services, services.accounts.invite(actor, _ref(services, whose)))


@command.command("grant")
@click.argument("whose", metavar="HANDLE")
@click.argument("role", type=ROLES)
@ACTING
@click.pass_obj
def grant(services: Services, whose: str, role: str, handle: str | None) -> None:
    """Give a role to an account."""
    services.accounts.grant(_actor(services, handle), _ref(services, whose), Role(role))
    click.echo(f"{whose} is {role} now")


@command.command("revoke")
@click.argument("whose", metavar="HANDLE")
@click.argument("role", type=ROLES)
@click.option("--reason", default="")
@ACTING
@click.pass_obj
def revoke(
    services: Services, whose: str, role: str, reason: str, handle: str | None
) -> None:
    """Take a role away from an account, with immediate effect."""
    actor = _actor(services, handle)
    services.accounts.revoke(actor, _ref(services, whose), Role(role), reason)
    click.echo(f"{whose} is no {role} any more")


@command.command("close")
@click.argument("whose", metavar="HANDLE")
@click.option("--reason", default="")
@ACTING
@click.pass_obj
def close(services: Services, whose: str, reason: str, handle: str | None) -> None:
    """Shut an account; whoever is signed in with it is out at once."""
    actor, ref = _actor(services, handle), _ref(services, whose)
    services.accounts.set_active(actor, ref, active=False, reason=reason)
    click.echo(f"{whose} is closed")


@command.command("reopen")
@click.argument("whose", metavar="HANDLE")
@ACTING
@click.pass_obj
def reopen(services: Services, whose: str, handle: str | None) -> None:
    """Let a closed account in again."""
    actor = _actor(services, handle)
    services.accounts.set_active(actor, _ref(services, whose), active=True)
    click.echo(f"{whose} is open")


@command.command("contract")
@click.argument("contractor")
@click.argument("street")
@click.option("--venue", default="", help="One venue type; without it every type.")
@click.option("--from", "first", type=DAY, required=True, help="First day, 2026-01-01.")
@click.option("--to", "last", type=DAY, default=None, help="Last day; without it open.")
@ACTING
@click.pass_obj
def contract(
    services: Services,
    contractor: str,
    street: str,
    venue: str,
    first: datetime,
    last: datetime | None,
    handle: str | None,
) -> None:
    """Enter that a CONTRACTOR keeps the sites of a STREET."""
    new = NewContract(
        organisation=_organisation(services, contractor),
        street=services.city.resolve_street(street).code,
        venue=services.city.resolve_venue(venue).id if venue else "",
        valid_from=first.date(),
        valid_to=last.date() if last else None,
    )
    click.echo(services.accounts.contract(_actor(services, handle), new))


def _actor(services: Services, handle: str | None) -> Actor | None:
    return services.accounts.office_actor(handle) if handle else None


def _ref(services: Services, handle: str) -> str:
    return services.accounts.office_actor(handle, closed=True).ref


def _organisation(services: Services, name: str) -> str:
    found = [one.ref for one in services.accounts.organisations(None) if one.name == name]
    if not found:
        raise click.BadParameter(f"no organisation is called {name}; enter it first")
    return found[0]


def _print_link(services: Services, token: str) -> None:
    settings = services.settings
    click.echo(f"http://{settings.host}:{settings.port}/welcome/{token}")
    click.echo("it works once, within three days")
