"""`sanitation sites`: the living register of sites."""

from datetime import datetime
from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import (
    ACTING,
    DAY,
    DRY_RUN,
    ENCODING,
    FILE,
    JSON,
    LANGUAGE,
    OUT,
    PAGE,
    REASON,
    acts,
    written,
)
from sanitation.cli.progress import counting, working
from sanitation.cli.refusal import spoken
from sanitation.exchange.writing import write_csv
from sanitation.sites.rules import SiteState
from sanitation.sites.values import Filters, ImportRegister, ImportReport, SiteEdit

COLUMNS = ("site_id", "venue", "street", "name", "size", "contractor", "state")
STATE = click.Choice([state.value for state in SiteState])
VENUE = click.option("--venue", default="", help="Venue type, such as V12 or 公共厕所.")
STREET = click.option("--street", default="", help="Name or code of a street.")


@click.group("sites", cls=Noun)
def command() -> None:
    """Keep the register of sites: import, list, add, edit, close, export."""


@command.command()
@click.argument("file", type=OUT)
@LANGUAGE
@click.pass_obj
def template(services: Services, file: Path, language: str) -> None:
    """Write the empty workbook of the import to FILE (.xlsx), with drop-downs and examples."""
    written(file, services.sites.template(language))


@command.command("import")
@click.argument("file", type=FILE)
@REASON
@DRY_RUN
@ENCODING
@ACTING
@click.pass_obj
def import_register(
    services: Services,
    file: Path,
    reason: str,
    dry_run: bool,
    encoding: str,
    handle: str | None,
) -> None:
    """Lay an Excel or CSV FILE over the register, whole or not at all.

    Rows with a new number are added, rows with a known number changed, all others stay.
    Every fault is listed by row and column, and then nothing is stored.

    \b
    Example:
      sanitation sites import register.xlsx --reason "spring survey" --dry-run
    """
    with counting(f"importing {file.name}", "sites read") as progress:
        wanted = ImportRegister(
            data=file.read_bytes(),
            filename=file.name,
            encoding=encoding,
            dry_run=dry_run,
            reason=reason,
            language=spoken(),
            bulk=True,
            progress=progress,
        )
        report = services.sites.import_register(acts(services, handle), wanted)
    _tell(report, dry_run=dry_run)


@command.command("list")
@click.argument("words", default="")
@VENUE
@STREET
@click.option("--district", default="", help="Name or code of a district.")
@click.option("--state", type=STATE, default=None, help="Only sites in this state.")
@PAGE
@JSON
@ACTING
@click.pass_obj
def listing(
    services: Services,
    *,
    words: str,
    venue: str,
    street: str,
    district: str,
    state: str | None,
    page: int,
    as_json: bool,
    handle: str | None,
) -> None:
    """List the sites whose number, name or address has the WORDS."""
    filters = _filters(services, words, venue, street, district, state)
    found = services.sites.listing(acts(services, handle), filters, page)
    show_rows(found.rows, COLUMNS, as_json=as_json)
    say(f"page {found.page} of {found.pages}, {found.total} sites", as_json=as_json)


@command.command()
@click.argument("site_id")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, site_id: str, as_json: bool, handle: str | None) -> None:
    """Show one site with everything that ever changed of it, and why."""
    show_one(services.sites.site(acts(services, handle), site_id), as_json=as_json)


@command.command()
@click.argument("site_id")
@click.option("--venue", required=True, help="Venue type, such as V01 or 市政道路.")
@click.option("--street", required=True, help="Name or code of the street.")
@click.option("--name", required=True, help="What people call it.")
@click.option("--address", default="")
@click.option("--lon", required=True, help="Longitude in degrees, WGS 84.")
@click.option("--lat", required=True, help="Latitude in degrees, WGS 84.")
@click.option("--size", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--opened-on", type=DAY, default=None, help="Today when not given.")
@click.option("--contractor", default="", help="Name of the contractor that keeps it.")
@REASON
@ACTING
@click.pass_obj
def add(
    services: Services,
    /,
    *,
    site_id: str,
    reason: str,
    handle: str | None,
    opened_on: datetime | None,
    **given: object,
) -> None:
    """Add one site under the new number SITE_ID; a toilet needs the workbook of the import.

    The same as an import of one row, with the same checks. A number that is known already
    is refused: use edit.
    """
    actor = acts(services, handle)
    known = services.sites.listing(actor, Filters(words=site_id)).rows
    if any(row.site_id == site_id for row in known):
        raise click.BadParameter(f"{site_id} is in the register: use sites edit")
    cells = {"site_id": site_id} | {name: one for name, one in given.items() if one != ""}
    if opened_on is not None:
        cells["opened_on"] = opened_on.date().isoformat()
    data = write_csv(tuple(cells), [tuple(str(one) for one in cells.values())])
    wanted = ImportRegister(
        data,
        "one-site.csv",
        "utf-8",
        dry_run=False,
        reason=reason,
        language=spoken(),
    )
    _tell(services.sites.import_register(actor, wanted), dry_run=False)


@command.command()
@click.argument("site_id")
@click.option("--name", default=None)
@click.option("--address", default=None)
@click.option("--lon", type=float, default=None, help="Longitude in degrees, WGS 84.")
@click.option("--lat", type=float, default=None, help="Latitude in degrees, WGS 84.")
@click.option("--size", type=click.IntRange(min=1), default=None)
@REASON
@ACTING
@click.pass_obj
def edit(
    services: Services,
    *,
    site_id: str,
    name: str | None,
    address: str | None,
    lon: float | None,
    lat: float | None,
    size: int | None,
    reason: str,
    handle: str | None,
) -> None:
    """Change what is given of the site SITE_ID; its number, type and street never change."""
    actor = acts(services, handle)
    row = services.sites.site(actor, site_id).row
    wanted = SiteEdit(
        name=row.name if name is None else name,
        address=row.address if address is None else address,
        lon_e7=row.lon_e7 if lon is None else round(lon * 10**7),
        lat_e7=row.lat_e7 if lat is None else round(lat * 10**7),
        size=row.size if size is None else size,
        version=row.version,
        reason=reason,
    )
    services.sites.edit(actor, site_id, wanted)
    click.echo(f"{site_id} is changed")


@command.command()
@click.argument("site_id")
@REASON
@ACTING
@click.pass_obj
def close(services: Services, site_id: str, reason: str, handle: str | None) -> None:
    """Close the site SITE_ID; it keeps its number, which is never used again."""
    actor = acts(services, handle)
    version = services.sites.site(actor, site_id).row.version
    services.sites.close(actor, site_id, version, reason)
    click.echo(f"{site_id} is closed")


@command.command()
@click.argument("site_id")
@REASON
@ACTING
@click.pass_obj
def reopen(services: Services, site_id: str, reason: str, handle: str | None) -> None:
    """Open the closed site SITE_ID again under its old number."""
    actor = acts(services, handle)
    version = services.sites.site(actor, site_id).row.version
    services.sites.reopen(actor, site_id, version, reason)
    click.echo(f"{site_id} is open again")


@command.command()
@click.argument("file", type=OUT)
@VENUE
@STREET
@ACTING
@click.pass_obj
def export(
    services: Services, file: Path, venue: str, street: str, handle: str | None
) -> None:
    """Write the register, or a part of it, as CSV to FILE."""
    filters = _filters(services, "", venue, street, "", None)
    with working("writing the register"):
        data = services.sites.export(acts(services, handle), filters)
    written(file, data)


def _filters(
    services: Services,
    words: str,
    venue: str,
    street: str,
    district: str,
    state: str | None,
) -> Filters:
    city = services.city
    return Filters(
        words=words,
        venue=city.resolve_venue(venue).id if venue else "",
        street=city.resolve_street(street).code if street else "",
        district=city.resolve_district(district).code if district else "",
        state=state or "",
    )


def _tell(report: ImportReport, *, dry_run: bool) -> None:
    done = "would be" if dry_run else "were"
    click.echo(
        f"{report.added} sites {done} added, {report.changed} changed, "
        f"{report.unchanged} as before"
    )
