"""`sanitation releases`: propose, sign, show and export what is published."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, OUT, acts, written
from sanitation.cli.progress import working
from sanitation.errors import Code, Problem
from sanitation.exchange.writing import write_csv
from sanitation.publication.rules import Stage
from sanitation.publication.values import AreaRow, Ranking

COLUMNS = (
    "ref",
    "quarter",
    "number",
    "state",
    "published_at",
    "appeals_close_at",
    "reason",
)
HEADER = (
    "rank", "code", "name", "index", "low", "high", "grade", "site_index",
    "satisfaction", "rank_low", "rank_high", "tier", "n", "reason",
)  # fmt: skip
LEVEL = click.option(
    "--level",
    type=click.Choice(["street", "district"]),
    default="street",
    show_default=True,
)
RELEASE = click.option(
    "--release", "ref", default="", help="This release, not the standing."
)


@click.group("releases", cls=Noun)
def command() -> None:
    """Propose a release, sign it as a second person, show and export what is published."""


@command.command("list")
@JSON
@ACTING
@click.pass_obj
def listing(services: Services, as_json: bool, handle: str | None) -> None:
    """List every release, superseded ones too, the latest first."""
    rows = services.publication.releases(acts(services, handle))
    show_rows(rows, COLUMNS, as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the release REF: signatures, run, rubric, digests and checkpoint."""
    show_one(services.publication.release(acts(services, handle), ref), as_json=as_json)


@command.command()
@click.argument("quarter")
@click.argument("stage", type=click.Choice([stage.value for stage in Stage]))
@click.option("--run", "run_ref", default="", help="The run; the latest when not given.")
@ACTING
@click.pass_obj
def propose(
    services: Services, quarter: str, stage: str, run_ref: str, handle: str | None
) -> None:
    """Propose a provisional or final release of QUARTER.

    Provisional first: it opens the appeal window. Final once no appeal is open.
    """
    actor = acts(services, handle)
    run = run_ref or services.scores.latest(actor, quarter).ref
    ref = services.publication.propose(actor, quarter, Stage(stage), run)
    click.echo(f"proposed {ref}: a second person of the office has to sign it")


@command.command()
@click.argument("ref")
@ACTING
@click.pass_obj
def sign(services: Services, ref: str, handle: str | None) -> None:
    """Sign the proposed release REF: it is published at once. Not whoever proposed it.

    \b
    Example:
      sanitation releases sign 4be1… --as office2
    """
    with working("publishing"):
        row = services.publication.sign(acts(services, handle), ref)
    click.echo(f"{row.quarter} no. {row.number} is {row.state}")
    click.echo(row.checkpoint)


@command.command()
@click.argument("quarter")
@LEVEL
@RELEASE
@JSON
@ACTING
@click.pass_obj
def ranking(
    services: Services,
    quarter: str,
    level: str,
    ref: str,
    as_json: bool,
    handle: str | None,
) -> None:
    """Print the standing ranking of QUARTER, best first, with 95 % intervals."""
    found = _ranking(services, quarter, level, ref, handle)
    if as_json:
        show_one(found, as_json=True)
        return
    for row in found.areas:
        one = row.index
        spread = f"[{one.low:.2f}, {one.high:.2f}]" if one.low and one.high else ""
        shown = one.shown or one.empty_because
        click.echo(
            f"{one.rank or '-':>3}  {row.name_zh:<10} {shown:>7} {spread} {row.grade}"
        )


@command.command()
@click.argument("quarter")
@click.argument("file", type=OUT)
@LEVEL
@RELEASE
@ACTING
@click.pass_obj
def export(
    services: Services, quarter: str, file: Path, level: str, ref: str, handle: str | None
) -> None:
    """Write the standing ranking of QUARTER as CSV to FILE, as the public page sends it."""
    found = _ranking(services, quarter, level, ref, handle)
    written(file, write_csv(HEADER, [_line(row) for row in found.areas]))


def _ranking(
    services: Services, quarter: str, level: str, ref: str, handle: str | None
) -> Ranking:
    found = services.publication.ranking(acts(services, handle), quarter, level, ref)
    if found is None:
        raise Problem(Code.NOT_FOUND, quarter=quarter, wanted="a published release")
    return found


def _line(row: AreaRow) -> tuple[object, ...]:
    one = row.index
    low, high = (None if end is None else round(end, 2) for end in (one.low, one.high))
    return (one.rank, row.code, row.name_zh, one.shown, low, high, row.grade,
            row.site_index.shown, row.satisfaction.shown, one.rank_low, one.rank_high,
            one.tier, one.n, one.empty_because)  # fmt: skip
