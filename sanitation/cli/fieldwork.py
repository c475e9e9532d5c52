"""`sanitation fieldwork`: records of a quarter, and the import of a batch."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, DRY_RUN, FILE, JSON, OUT, PAGE, acts, written
from sanitation.cli.progress import working
from sanitation.cli.refusal import spoken
from sanitation.fieldwork.batch import packed
from sanitation.fieldwork.rules import SubmissionState

COLUMNS = ("ref", "site_id", "venue", "team", "state", "photos", "announced_at", "flags")
STATE = click.Choice([state.value for state in SubmissionState])


@click.group("fieldwork", cls=Noun)
def command() -> None:
    """Follow the field records of a quarter, import a workbook with its photos."""


@command.command()
@click.argument("file", type=OUT)
@click.pass_obj
def template(services: Services, file: Path) -> None:
    """Write the empty workbook of a batch to FILE (.xlsx)."""
    written(file, services.batches.template(spoken()))


@command.command("import")
@click.argument("quarter")
@click.argument("workbook", type=FILE)
@click.argument("photos", type=click.Path(exists=True, path_type=Path))
@DRY_RUN
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
    """Take every record of WORKBOOK with its PHOTOS for QUARTER, or none.

    PHOTOS is a folder, or a ZIP archive.

    For visits a phone could not send. A record has to pass the same checks as one from a
    phone; faults are listed by sheet, row and column.
    """
    actor = acts(services, handle)
    with working(f"importing {workbook.name}"):
        report = services.batches.import_batch(
            actor,
            quarter,
            workbook.read_bytes(),
            _archive(photos),
            dry_run=dry_run,
            language=spoken(),
        )
    done = "would be" if dry_run else "were"
    click.echo(f"{report.records} records with {report.photos} photos {done} imported")


def _archive(photos: Path) -> bytes:
    if photos.is_file():
        return photos.read_bytes()
    files = sorted(path for path in photos.rglob("*") if path.is_file())
    return packed(
        (path.relative_to(photos).as_posix(), path.read_bytes()) for path in files
    )


@command.command("list")
@click.argument("quarter")
@click.option("--state", type=STATE, default=None, help="Only records in this state.")
@PAGE
@JSON
@ACTING
@click.pass_obj
def listing(
    services: Services,
    quarter: str,
    state: str | None,
    page: int,
    as_json: bool,
    handle: str | None,
) -> None:
    """List the records of QUARTER, the latest first; persons stay out."""
    wanted = SubmissionState(state) if state else None
    rows, total = services.fieldwork.records(acts(services, handle), quarter, wanted, page)
    show_rows(rows, COLUMNS, as_json=as_json)
    say(f"{total} records", as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the record REF with its answers and the numbers of its photos."""
    show_one(services.fieldwork.record(acts(services, handle), ref), as_json=as_json)


@command.command()
@click.argument("quarter")
@ACTING
@click.pass_obj
def status(services: Services, quarter: str, handle: str | None) -> None:
    """Count the tasks of QUARTER and its records by state."""
    counts = services.fieldwork.counts(acts(services, handle), quarter)
    for name, count in counts.items():
        click.echo(f"{name:<12} {count}")
