"""`sanitation fieldwork`: records of a quarter, and the import of a batch."""

from pathlib import Path

import click

from sanitation.bootstrap import Services

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("fieldwork")
def command() -> None:
    """List field records, import a workbook with its photos."""


@command.command("import")
@click.argument("quarter")
@click.argument("workbook", type=FILE)
@click.argument("photos", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
@ACTING
@click.pass_obj
def import_batch(
    services: Services,
    quarter: str,
    workbook: Path,
    photos: Path,
    dry_run: bool,
    handle: str | None,
) -> None:
    """Take every record of WORKBOOK with its PHOTOS (a ZIP) for QUARTER, or none."""
    actor = services.accounts.office_actor(handle)
    report = services.batches.import_batch(
        actor, quarter, workbook.read_bytes(), photos.read_bytes(), dry_run=dry_run
    )
    done = "would be" if dry_run else "were"
    click.echo(f"{report.records} records with {report.photos} photos {done} imported")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def template(services: Services, file: Path) -> None:
    """Write the empty workbook to FILE."""
    file.write_bytes(services.batches.template())
    click.echo(f"written to {file}")


@command.command("list")
@click.argument("quarter")
@click.option("--page", type=click.IntRange(min=1), default=1)
@ACTING
@click.pass_obj
def listing(services: Services, quarter: str, page: int, handle: str | None) -> None:
    """List the records of QUARTER, the latest first."""
    actor = services.accounts.office_actor(handle)
    rows, total = services.fieldwork.records(actor, quarter, None, page)
    for row in rows:
        flags = " ".join(row.flags)
        click.echo(
            f"{row.ref}  {row.site_id}  {row.state:<10} {row.photos:>3} photos  {flags}"
        )
    click.echo(f"{total} records")
