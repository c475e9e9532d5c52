"""`sanitation frames`: the register as frozen for a quarter."""

from pathlib import Path

import click

from sanitation.bootstrap import Services

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)


@click.group("frames")
def command() -> None:
    """Freeze the register, list frames, write a frame's file."""


@command.command()
@click.argument("quarter")
@click.option("--per-street", type=click.IntRange(min=2), default=None)
@ACTING
@click.pass_obj
def freeze(
    services: Services, quarter: str, per_street: int | None, handle: str | None
) -> None:
    """Freeze the register for QUARTER, such as 2026Q3."""
    actor = services.accounts.office_actor(handle)
    ref = services.frames.freeze(actor, quarter, per_street)
    frame = services.frames.page(actor, ref).frame
    click.echo(f"frame {ref}: {frame.sites} sites")
    click.echo(f"sha256 {frame.sha256}\nmerkle {frame.merkle_root}")


@command.command("list")
@ACTING
@click.pass_obj
def listing(services: Services, handle: str | None) -> None:
    """List every frame, the latest first."""
    for row in services.frames.listing(services.accounts.office_actor(handle)):
        click.echo(f"{row.ref}  {row.quarter}  {row.sites:>8}  {row.sha256}")


@command.command()
@click.argument("ref")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@ACTING
@click.pass_obj
def write(services: Services, ref: str, file: Path, handle: str | None) -> None:
    """Write frame.csv of the frame REF to FILE."""
    file.write_bytes(services.frames.file(services.accounts.office_actor(handle), ref))
    click.echo(f"written to {file}")
