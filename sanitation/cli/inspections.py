"""`sanitation inspections`: public toilets, the longest uninspected first, and a visit."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, FILE, JSON, PAGE, acts
from sanitation.supervision.values import NewInspection

COLUMNS = ("site_id", "name", "street", "hours", "last_at")
ITEMS = ("code", "name_zh", "name_en", "severity")


@click.group("inspections", cls=Noun)
def command() -> None:
    """List public toilets and enter an inspection; needs --as an inspector."""


@command.command("list")
@click.argument("words", default="")
@click.option("--street", default="", help="Name or code of a street.")
@PAGE
@JSON
@ACTING
@click.pass_obj
def listing(
    services: Services,
    words: str,
    street: str,
    page: int,
    as_json: bool,
    handle: str | None,
) -> None:
    """List the toilets whose number or name has the WORDS, the longest uninspected first."""
    code = services.city.resolve_street(street).code if street else ""
    rows, total = services.supervision.toilets(acts(services, handle), words, code, page)
    show_rows(rows, COLUMNS, as_json=as_json)
    say(f"{total} toilets", as_json=as_json)


@command.command()
@JSON
@ACTING
@click.pass_obj
def checklist(services: Services, as_json: bool, handle: str | None) -> None:
    """List the indicators of a toilet with the severity a finding of each proposes."""
    show_rows(
        services.supervision.checklist(acts(services, handle)), ITEMS, as_json=as_json
    )


@command.command()
@click.argument("site_id")
@click.option(
    "--finding",
    "findings",
    multiple=True,
    type=(str, click.IntRange(1, 99), FILE),
    metavar="INDICATOR COUNT PHOTO",
    help="Findings of one indicator with a photo of them; may be given several times.",
)
@click.option("--note", default="", help="What else should be known.")
@ACTING
@click.pass_obj
def enter(
    services: Services,
    site_id: str,
    findings: tuple[tuple[str, int, Path], ...],
    note: str,
    handle: str | None,
) -> None:
    """Keep an inspection of the toilet SITE_ID; every finding becomes a draft case.

    \b
    Example:
      sanitation inspections enter S01-V12-00007 --finding T03 2 floor.jpg --as inspector
    """
    actor = acts(services, handle)
    known = {line.code for line in services.supervision.checklist(actor)}
    if unknown := {item for item, _, _ in findings} - known:
        raise click.BadParameter(
            f"no indicator {', '.join(sorted(unknown))}: see checklist"
        )
    counts = dict.fromkeys(known, 0) | {item: count for item, count, _ in findings}
    photos = {item: photo.read_bytes() for item, _, photo in findings}
    drafts = services.supervision.inspect(
        actor, NewInspection(site_id, counts, photos, note)
    )
    for ref in drafts:
        click.echo(ref)
    click.echo(f"{len(drafts)} draft cases")
