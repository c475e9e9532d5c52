"""What anybody can check of a draw once it is open: why this site, the bundle, the replay."""

import zipfile
from pathlib import Path

import click

from sampling.verify import verify as verify_files
from sanitation.bootstrap import Services
from sanitation.cli.listing import show_one
from sanitation.cli.options import JSON, OUT, written
from sanitation.cli.progress import steps, working

BROKEN = 1  # exit code of verify


@click.command()
@click.argument("ref")
@click.argument("site_id")
@JSON
@click.pass_obj
def why(services: Services, ref: str, site_id: str, as_json: bool) -> None:
    """Tell why SITE_ID was drawn in REF, or was not; once fieldwork is over."""
    show_one(services.draws.why(ref, site_id), as_json=as_json)


@click.command()
@click.argument("ref")
@click.argument("file", type=OUT)
@click.pass_obj
def bundle(services: Services, ref: str, file: Path) -> None:
    """Write the opened draw REF as a ZIP anybody can replay."""
    with working("writing the bundle"):
        data = services.draws.bundle(ref)
    written(file, data)
    click.echo(f"check it: sanitation verify draw {file}")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def verify(context: click.Context, path: Path) -> None:
    """Replay a published draw from its ZIP or unpacked folder at PATH. Ends with 1 if broken.

    Needs no database. `python -m sampling FOLDER/*` does the same with stock Python.
    """
    with steps(f"checking {path.name}") as tell:
        verdict = verify_files(_bundle(path), tell)
    for check in verdict.checks:
        where = "" if check.ok else f"  {check.where}: {check.detail}"
        click.echo(f"{'holds ' if check.ok else 'BROKEN'}  {check.rule}{where}")
    for one in verdict.not_checked:
        click.echo(f"not checked  {one}")
    click.echo("the draw replays" if verdict.ok else "the draw does NOT replay")
    context.exit(0 if verdict.ok else BROKEN)


def _bundle(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}
    try:
        packed = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise click.BadParameter(f"{path.name} is neither a folder nor a ZIP") from None
    with packed:
        return {name: packed.read(name) for name in packed.namelist()}
