"""`sanitation appeals`: notified findings, what was appealed, and drawing a panel."""

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, PAGE, acts

COLUMNS = ("ref", "number", "state", "item", "ground", "street", "rule_by", "outcome")
FINDINGS = ("submission", "item", "findings", "lost", "street", "site_name", "appeal")


@click.group("appeals", cls=Noun)
def command() -> None:
    """List a quarter's appeals, show one, draw its panel.

    Filing an appeal and judging one need the photos and are done in the browser; a ruling
    scores the quarter again and supersedes the release by itself.
    """


@command.command("list")
@click.argument("quarter")
@JSON
@ACTING
@click.pass_obj
def listing(services: Services, quarter: str, as_json: bool, handle: str | None) -> None:
    """List the appeals of QUARTER in the places of who acts."""
    rows = services.appeals.listing(acts(services, handle), quarter)
    show_rows(rows, COLUMNS, as_json=as_json)
    say(
        f"{len(rows)} appeals, {services.appeals.open_count(quarter)} open", as_json=as_json
    )


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the appeal REF with its ruling and the street's index before and after."""
    show_one(services.appeals.appeal(acts(services, handle), ref), as_json=as_json)


@command.command("draw-panel")
@click.argument("ref")
@ACTING
@click.pass_obj
def draw_panel(services: Services, ref: str, handle: str | None) -> None:
    """Draw two people without a conflict to judge the appeal REF."""
    services.appeals.draw_panel(acts(services, handle), ref)
    click.echo("the panel is drawn: its two members judge blind first")


@command.command()
@click.argument("quarter")
@PAGE
@JSON
@ACTING
@click.pass_obj
def findings(
    services: Services, quarter: str, page: int, as_json: bool, handle: str | None
) -> None:
    """List the notified findings of QUARTER, the costliest first, and until when to appeal."""
    found = services.appeals.findings(acts(services, handle), quarter, page)
    show_rows(found.rows, FINDINGS, as_json=as_json)
    until = found.closes_at.isoformat(timespec="minutes") if found.closes_at else "-"
    say(f"{found.total} findings, appeals until {until}", as_json=as_json)
