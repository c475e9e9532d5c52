"""`sanitation appeals`: what was appealed, and drawing a panel."""

import click

from sanitation.bootstrap import Services

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)


@click.group("appeals")
def command() -> None:
    """List a quarter's appeals, show one, draw its panel."""


@command.command("list")
@click.argument("quarter")
@ACTING
@click.pass_obj
def listing(services: Services, quarter: str, handle: str | None) -> None:
    """List the appeals of QUARTER."""
    for row in services.appeals.listing(services.accounts.office_actor(handle), quarter):
        outcome = row.outcome or row.state
        click.echo(f"{row.ref}  {row.number}  {row.item:<6} {row.ground:<13} {outcome}")


@command.command()
@click.argument("ref")
@ACTING
@click.pass_obj
def show(services: Services, ref: str, handle: str | None) -> None:
    """Show one appeal with its ruling."""
    found = services.appeals.appeal(services.accounts.office_actor(handle), ref)
    click.echo(f"{found.row.number} {found.row.item} {found.row.ground} {found.row.state}")
    click.echo(found.text)
    click.echo(f"findings that stood {found.stood}, stand {found.stands}")
    if found.reason:
        click.echo(f"{found.row.outcome}: {found.reason}")
    if found.before != found.after:
        click.echo(f"street index {found.before} -> {found.after}")


@command.command("draw-panel")
@click.argument("ref")
@ACTING
@click.pass_obj
def draw_panel(services: Services, ref: str, handle: str | None) -> None:
    """Draw two people without a conflict to judge the appeal REF."""
    services.appeals.draw_panel(services.accounts.office_actor(handle), ref)
    click.echo("the panel is drawn")
