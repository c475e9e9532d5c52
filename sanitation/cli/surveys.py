"""`sanitation surveys`: the satisfaction survey."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import (
    ACTING,
    DRY_RUN,
    ENCODING,
    FILE,
    JSON,
    LANGUAGE,
    OUT,
    acts,
    written,
)
from sanitation.cli.progress import working
from sanitation.cli.refusal import spoken

COLUMNS = ("ref", "quarter", "imported_at", "responses", "valid_responses", "file_sha256")


@click.group("surveys", cls=Noun)
def command() -> None:
    """Import a quarter's responses, list imports, write the template."""


@command.command()
@click.argument("file", type=OUT)
@LANGUAGE
@click.pass_obj
def template(services: Services, file: Path, language: str) -> None:
    """Write the empty workbook of the import to FILE (.xlsx)."""
    written(file, services.surveys.template(language))


@command.command("import")
@click.argument("quarter")
@click.argument("file", type=FILE)
@DRY_RUN
@ENCODING
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
    """Import the responses in FILE for QUARTER, whole or not at all.

    The latest import of a quarter counts; earlier ones stay in the list.
    """
    actor = acts(services, handle)
    with working(f"importing {file.name}"):
        report = services.surveys.import_responses(
            actor,
            quarter,
            file.read_bytes(),
            file.name,
            encoding,
            dry_run=dry_run,
            language=spoken(),
        )
    done = "would be imported" if dry_run else "imported"
    click.echo(f"{report.responses} responses {done}, {report.valid} valid")
    click.echo(f"{report.straight_lined} with one answer throughout")
    click.echo(f"{len(report.short)} streets below the quota: {' '.join(report.short)}")


@command.command("list")
@JSON
@ACTING
@click.pass_obj
def listing(services: Services, as_json: bool, handle: str | None) -> None:
    """List every import, the latest first."""
    show_rows(services.surveys.listing(acts(services, handle)), COLUMNS, as_json=as_json)
