"""`sanitation frames`: the register as frozen for a quarter."""

from pathlib import Path
from typing import Any

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import cell, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, OUT, acts, written
from sanitation.cli.progress import working
from sanitation.cli.sizes import asked, sizes
from sanitation.frames.values import SizesShown

COLUMNS = (
    "ref", "quarter", "sites", "eligible", "frozen_at", "challenge_closes_at", "sha256",
)  # fmt: skip


@click.group("frames", cls=Noun)
def command() -> None:
    """Freeze the register for a quarter, answer challenges, list frames, prove one row."""


@command.command()
@click.argument("quarter")
@sizes
@ACTING
@click.pass_obj
def freeze(services: Services, /, quarter: str, handle: str | None, **given: Any) -> None:
    """Freeze the active register for QUARTER, such as 2026Q3, with the sizes of its draw.

    Publish the digest it prints and leave the changes open to challenge. The same register
    and choices give the same frame. What was drawn in the last quarters rests; cells stand
    for a year, and other sizes within it cut them anew.
    """
    actor = acts(services, handle)
    wanted = asked(services, given)
    with working(f"freezing the frame of {quarter}"):
        ref = services.frames.freeze(actor, quarter, wanted)
        page = services.frames.page(actor, ref)
    frame, kept = page.frame, page.sizes
    click.echo(f"frame {ref}: {frame.sites} sites")
    click.echo(f"sha256 {frame.sha256}\nmerkle {frame.merkle_root}")
    click.echo(
        f"changes {page.change_total}, open to challenge until {cell(frame.challenge_closes_at)}"
    )
    if kept is not None:
        _tell(kept)


def _tell(kept: SizesShown) -> None:
    click.echo(f"to draw {kept.planned}, resting {kept.resting} ({kept.quarters} quarters)")
    click.echo(
        f"strata without cool-off {len(kept.dropped)}, birth classes {len(kept.young)}"
    )
    for one in kept.short:
        click.echo(f"street {one.street} is {one.short} short of {one.wanted}")


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


@command.command()
@click.argument("ref")
@click.argument("file", type=OUT)
@click.pass_obj
def changes(services: Services, ref: str, file: Path) -> None:
    """Write frame_diff.csv of the frame REF to FILE: what changed since the frame before."""
    written(file, services.challenges.files(ref)["frame_diff.csv"])


@command.command()
@click.argument("ref")
@click.option("--by", "raised_by", required=True, help="The body that objects.")
@click.option("--text", required=True, help="What it objects to; everybody may read it.")
@click.option("--site", default="", help="The one site it is about, by number.")
@ACTING
@click.pass_obj
def challenge(
    services: Services, ref: str, raised_by: str, text: str, site: str, handle: str | None
) -> None:
    """Write down an objection to the frame REF while it is open to challenge."""
    made = services.challenges.record(acts(services, handle), ref, raised_by, text, site)
    click.echo(f"objection {made}")


@command.command()
@click.argument("objection")
@click.option("--text", required=True, help="The public answer; it is never changed.")
@ACTING
@click.pass_obj
def answer(services: Services, objection: str, text: str, handle: str | None) -> None:
    """Answer the objection OBJECTION in public; what is right is corrected and frozen again."""
    services.challenges.answer(acts(services, handle), objection, text)
    click.echo("answered")
