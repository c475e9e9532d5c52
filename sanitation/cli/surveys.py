"""`sanitation surveys`: the satisfaction survey."""

from pathlib import Path

import click

from sanitation.bootstrap import Services

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)


@click.group("surveys")
def command() -> None:
    """Import a quarter's responses, list imports, write the template."""


@command.command("import")
@click.argument("quarter")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
@click.option("--encoding", type=click.Choice(["utf-8", "gb18030"]), default="utf-8")
@ACTING
@click.pass_obj
def import_responses(
    services: Services,
    quarter: str,
    file: Path,
    dry_run: bool,
    encoding: str,
    handle: str | None,
) -> None:
    """Import the responses in FILE for QUARTER, whole or not at all."""
    report = services.surveys.import_responses(
        services.accounts.office_actor(handle),
        quarter,
        file.read_bytes(),
        file.name,
        encoding,
        dry_run=dry_run,
        language="en",
    )
    click.echo(f"{report.responses} responses, {report.valid} valid")
    click.echo(f"{report.straight_lined} with one answer throughout")
    click.echo(f"{len(report.short)} streets below the quota")


@command.command("list")
@ACTING
@click.pass_obj
def listing(services: Services, handle: str | None) -> None:
    """List every import, the latest first."""
    for row in services.surveys.listing(services.accounts.office_actor(handle)):
        click.echo(f"{row.ref}  {row.quarter}  {row.valid_responses}/{row.responses}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
@click.pass_obj
def template(services: Services, file: Path, language: str) -> None:
    """Write the empty workbook of the import to FILE."""
    file.write_bytes(services.surveys.template(language))
    click.echo(f"written to {file}")
