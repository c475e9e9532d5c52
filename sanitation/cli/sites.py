"""`sanitation sites`: the register of sites."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.sites.values import Filters, ImportRegister

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
ENCODING = click.option(
    "--encoding", type=click.Choice(["utf-8", "gb18030"]), default="utf-8"
)


@click.group("sites")
def command() -> None:
    """Import, list and export the register of sites."""


@command.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
@click.option("--reason", required=True)
@ENCODING
@ACTING
@click.pass_obj
def import_register(
    services: Services,
    file: Path,
    dry_run: bool,
    reason: str,
    encoding: str,
    handle: str | None,
) -> None:
    """Lay an Excel or CSV FILE over the register, whole or not at all."""
    command = ImportRegister(file.read_bytes(), file.name, encoding, dry_run, reason, "en")
    report = services.sites.import_register(services.accounts.office_actor(handle), command)
    done = "would be" if dry_run else "were"
    click.echo(
        f"{report.added} sites {done} added, {report.changed} changed, {report.unchanged} as before"
    )


@command.command()
@click.argument("file", type=OUT)
@click.option("--venue", default="")
@click.option("--street", default="")
@ACTING
@click.pass_obj
def export(
    services: Services, file: Path, venue: str, street: str, handle: str | None
) -> None:
    """Write the register, or a part of it, as CSV to FILE."""
    actor = services.accounts.office_actor(handle)
    file.write_bytes(services.sites.export(actor, Filters(venue=venue, street=street)))
    click.echo(f"written to {file}")


@command.command()
@click.argument("file", type=OUT)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
@click.pass_obj
def template(services: Services, file: Path, language: str) -> None:
    """Write the empty workbook of the import to FILE."""
    file.write_bytes(services.sites.template(language))
    click.echo(f"written to {file}")


@command.command()
@click.argument("site_id")
@ACTING
@click.pass_obj
def show(services: Services, site_id: str, handle: str | None) -> None:
    """Show one site with its history."""
    found = services.sites.site(services.accounts.office_actor(handle), site_id)
    row = found.row
    click.echo(f"{row.site_id}  {row.venue}  {row.street}  {row.name}  {row.state}")
    for change in found.history:
        click.echo(
            f"  {change.at:%Y-%m-%d %H:%M}  {change.kind}  {change.actor}  {change.reason}"
        )
