"""`sanitation scores`: run a quarter, import an old table, take a number apart."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.scores.explaining import Part

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("scores")
def command() -> None:
    """Score a quarter's settled records, and look into the result."""


@command.command()
@click.argument("quarter")
@ACTING
@click.pass_obj
def run(services: Services, quarter: str, handle: str | None) -> None:
    """Score QUARTER; every record must be settled."""
    ref = services.scores.run(services.accounts.office_actor(handle), quarter)
    found = services.scores.latest(services.accounts.office_actor(handle), quarter)
    click.echo(f"run {ref}: {found.records} records, result {found.result_sha256}")


@command.command("list")
@ACTING
@click.pass_obj
def listing(services: Services, handle: str | None) -> None:
    """List every run, the latest first."""
    for row in services.scores.listing(services.accounts.office_actor(handle)):
        click.echo(
            f"{row.ref}  {row.quarter}  {row.source:<9} {row.records:>6}  {row.reason}"
        )


@command.command("import")
@click.argument("quarter")
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="Where the table was published.")
@ACTING
@click.pass_obj
def import_table(
    services: Services, quarter: str, file: Path, reason: str, handle: str | None
) -> None:
    """Keep a published table of an earlier QUARTER: level,code,index,… as CSV."""
    actor = services.accounts.office_actor(handle)
    ref = services.scores.import_table(actor, quarter, file.read_bytes(), reason)
    click.echo(f"imported as run {ref}")


@command.command()
@click.argument("quarter")
@click.argument("level", type=click.Choice(["street", "district", "city"]))
@click.argument("area")
@click.option("--measure", default="index", show_default=True)
@ACTING
@click.pass_obj
def explain(
    services: Services,
    quarter: str,
    level: str,
    area: str,
    measure: str,
    handle: str | None,
) -> None:
    """Say why the figure of an AREA is what it is, down to sites and indicators."""
    run_ref = services.scores.latest(services.accounts.office_actor(handle), quarter).ref
    _print(services.scores.explain(run_ref, level, area, measure), 0)


def _print(part: Part, depth: int) -> None:
    weight = f"  weight {part.weight}" if part.weight else ""
    note = f"  ({part.note})" if part.note else ""
    click.echo(f"{'  ' * depth}{part.label} {part.measure}: {part.shown}{weight}{note}")
    for child in part.children:
        _print(child, depth + 1)
