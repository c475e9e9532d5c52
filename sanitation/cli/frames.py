"""`sanitation frames`: the register as frozen for a quarter."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, OUT, acts, written
from sanitation.cli.progress import working
from sanitation.frames.choices import Asked

COLUMNS = ("ref", "quarter", "sites", "eligible", "frozen_at", "sha256")


@click.group("frames", cls=Noun)
def command() -> None:
    """Freeze the register for a quarter, list frames, prove one row."""


@command.command()
@click.argument("quarter")
@click.option(
    "--per-street",
    type=click.IntRange(min=2),
    default=None,
    help="Sites to draw in each street; the city's own value when not given.",
)
@ACTING
@click.pass_obj
def freeze(
    services: Services, quarter: str, per_street: int | None, handle: str | None
) -> None:
    """Freeze the active register for QUARTER, such as 2026Q3.

    Publish the digest it prints. The same register frozen again gives the same frame.
    """
    actor = acts(services, handle)
    with working(f"freezing the frame of {quarter}"):
        ref = services.frames.freeze(actor, quarter, Asked(per_street=per_street))
        frame = services.frames.page(actor, ref).frame
    click.echo(f"frame {ref}: {frame.sites} sites")
    click.echo(f"sha256 {frame.sha256}\nmerkle {frame.merkle_root}")


@command.command("list")
@JSON
@ACTING
@click.pass_obj
def listing(services: Services, as_json: bool, handle: str | None) -> None:
    """List every frame, the latest first."""
    rows = services.frames.listing(acts(services, handle))
    show_rows(rows, COLUMNS, as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the frame REF: sites by street and venue type, and what changed since the last."""
    show_one(services.frames.page(acts(services, handle), ref), as_json=as_json)


@command.command()
@click.argument("ref")
@click.argument("file", type=OUT)
@ACTING
@click.pass_obj
def write(services: Services, ref: str, file: Path, handle: str | None) -> None:
    """Write frame.csv of the frame REF to FILE."""
    written(file, services.frames.file(acts(services, handle), ref))


@command.command()
@click.argument("ref")
@click.argument("site_id")
@JSON
@ACTING
@click.pass_obj
def prove(
    services: Services, ref: str, site_id: str, as_json: bool, handle: str | None
) -> None:
    """Give the row of SITE_ID in the frame REF with its path to the published root.

    For the owner of a site who wants to check one row and not read the whole frame.
    """
    show_one(services.frames.proof(acts(services, handle), ref, site_id), as_json=as_json)
