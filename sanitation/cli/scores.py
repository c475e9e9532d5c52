"""`sanitation scores`: run a quarter, import an old table, take a number apart."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, FILE, JSON, REASON, acts
from sanitation.cli.progress import working
from sanitation.scores.explaining import Part

COLUMNS = ("ref", "quarter", "source", "records", "made_at", "result_sha256", "reason")
STANDING = (
    *("rank", "area", "shown", "joint_low", "joint_high", "alone_low", "alone_high"),
    *("tier", "above_next"),
)
LEVEL = click.Choice(["street", "district", "city", "industry"])


@click.group("scores", cls=Noun)
def command() -> None:
    """Score a quarter's settled records, and take any figure apart."""


@command.command()
@click.argument("quarter")
@ACTING
@click.pass_obj
def run(services: Services, quarter: str, handle: str | None) -> None:
    """Score QUARTER; every record must be settled. The same records give the same digest."""
    actor = acts(services, handle)
    with working(f"scoring {quarter}"):
        ref = services.scores.run(actor, quarter)
        found = services.scores.found(actor, ref)
    click.echo(f"run {ref}: {found.records} records, result {found.result_sha256}")


@command.command("list")
@JSON
@ACTING
@click.pass_obj
def listing(services: Services, as_json: bool, handle: str | None) -> None:
    """List every run, the latest first."""
    show_rows(services.scores.listing(acts(services, handle)), COLUMNS, as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the run REF: rubric, algorithm, inputs and result, by their digests."""
    show_one(services.scores.found(acts(services, handle), ref), as_json=as_json)


@command.command("import")
@click.argument("quarter")
@click.argument("file", type=FILE)
@REASON
@click.option("--method", default="", help="Method version the table itself states.")
@ACTING
@click.pass_obj
def import_table(
    services: Services,
    quarter: str,
    file: Path,
    reason: str,
    method: str,
    handle: str | None,
) -> None:
    """Keep a published table of an earlier QUARTER from FILE: level,code,index,… as CSV.

    Progress is computed only between quarters of one method; without --method the two
    are not comparable.
    """
    actor = acts(services, handle)
    ref = services.scores.import_table(actor, quarter, file.read_bytes(), reason, method)
    click.echo(f"imported as run {ref}")
    for level, area, shown, flag in services.scores.marked(actor, ref):
        click.echo(f"marked, kept as printed: {level} {area} {shown}: {flag}")


@command.command()
@click.argument("quarter")
@click.argument("level", type=LEVEL)
@click.argument("area")
@click.option(
    "--measure",
    default="index",
    show_default=True,
    help="index, site_index, satisfaction, or another figure of the run.",
)
@click.option("--run", "run_ref", default="", help="The run; the latest if not given.")
@click.option("--depth", type=click.IntRange(min=1), default=9, help="Levels to print.")
@click.option(
    "--records",
    "most",
    type=click.IntRange(min=0),
    default=40,
    help="Records a venue type.",
)
@JSON
@ACTING
@click.pass_obj
def explain(
    services: Services,
    *,
    quarter: str,
    level: str,
    area: str,
    measure: str,
    run_ref: str,
    depth: int,
    most: int,
    as_json: bool,
    handle: str | None,
) -> None:
    """Say why the figure of AREA is what it is, down to records and indicators.

    Each line: what, its figure, its weight in the line above, and n or why it is empty.
    AREA is a name or a code; for the city its code. Toilets of an industry: level industry,
    measure toilet_score.

    \b
    Example: why 91.14?
      sanitation scores explain 2026Q3 street 粤海街道
    """
    actor = acts(services, handle)
    if run_ref:
        found = services.scores.found(actor, run_ref)
    else:
        found = services.scores.latest(actor, quarter)
    code = _code(services, level, area)
    part = services.scores.explain(found.ref, level, code, measure, reader=actor, most=most)
    if as_json:
        show_one(part, as_json=True)
    else:
        _print(part, 0, depth)


@command.command()
@click.argument("quarter")
@click.argument("level", type=click.Choice(["street", "district"]))
@click.option("--measure", default="index", show_default=True, help="A ranked figure.")
@click.option("--run", "run_ref", default="", help="The run; the latest if not given.")
@JSON
@ACTING
@click.pass_obj
def ranks(
    services: Services,
    *,
    quarter: str,
    level: str,
    measure: str,
    run_ref: str,
    as_json: bool,
    handle: str | None,
) -> None:
    """Say how sure the ranks of a LEVEL are: jointly, one by one, and by tier.

    joint_*: the ranks left open for all areas at once, at 95 %; alone_*: for this area by
    itself; above_next: the chance that it truly lies above the one after it.
    """
    actor = acts(services, handle)
    if not run_ref:
        run_ref = services.scores.latest(actor, quarter).ref
    found = services.scores.standings(run_ref, level, measure)
    show_rows(found.areas, STANDING, as_json=as_json)


def _code(services: Services, level: str, area: str) -> str:
    if level == "street":
        return services.city.resolve_street(area).code
    if level == "district":
        return services.city.resolve_district(area).code
    return area


def _print(part: Part, at: int, depth: int) -> None:
    share = f" = {part.share} %" if part.share else ""
    weight = f"  weight {part.weight}{share}" if part.weight else ""
    note = f"  ({part.note})" if part.note else ""
    record = f"  record {part.record}" if part.record else ""
    line = f"{part.label} {part.measure}: {part.shown}{weight}{note}{record}"
    click.echo(f"{'  ' * at}{line}")
    if at + 1 < depth:
        for child in part.children:
            _print(child, at + 1, depth)
