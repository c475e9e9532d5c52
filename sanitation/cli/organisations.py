"""`sanitation organisations`: the bodies people belong to, and what contractors keep."""

from datetime import datetime

import click

from sanitation.accounts.rules import Kind
from sanitation.accounts.values import NewContract
from sanitation.bootstrap import Services
from sanitation.cli.accounts import MANAGING, manages
from sanitation.cli.listing import show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import DAY, JSON, organisation_named

COLUMNS = ("ref", "kind", "name")


@click.group("organisations", cls=Noun)
def command() -> None:
    """Enter organisations, and which contractor keeps a street from when to when."""


@command.command("list")
@JSON
@MANAGING
@click.pass_obj
def listing(services: Services, as_json: bool, handle: str | None) -> None:
    """List every organisation."""
    rows = services.accounts.organisations(manages(services, handle))
    show_rows(rows, COLUMNS, as_json=as_json)


@command.command()
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), required=True)
@MANAGING
@click.pass_obj
def add(services: Services, name: str, kind: str, handle: str | None) -> None:
    """Enter the organisation NAME; one of the same name is left as it is.

    \b
    Example:
      sanitation organisations add "Third Party Ltd" --kind agency
    """
    click.echo(services.accounts.organisation(name, kind, manages(services, handle)))


@command.command()
@click.argument("contractor")
@click.argument("street")
@click.option("--venue", default="", help="One venue type; every type when not given.")
@click.option("--from", "first", type=DAY, required=True, help="First day, 2026-01-01.")
@click.option("--to", "last", type=DAY, default=None, help="Last day; open if not given.")
@MANAGING
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
    """Enter that a CONTRACTOR keeps the sites of a STREET.

    A contract for one venue type comes before one for every type.

    \b
    Example:
      sanitation organisations contract "Clean Ltd" 临江街道 --from 2026-01-01
    """
    new = NewContract(
        organisation=organisation_named(services, contractor),
        street=services.city.resolve_street(street).code,
        venue=services.city.resolve_venue(venue).id if venue else "",
        valid_from=first.date(),
        valid_to=last.date() if last else None,
    )
    click.echo(services.accounts.contract(manages(services, handle), new))
