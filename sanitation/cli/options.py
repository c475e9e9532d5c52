"""Options that mean the same under every noun, and whom the names typed there mean."""

from pathlib import Path

import click

from sanitation.accounts.rules import Actor
from sanitation.bootstrap import Services

ACTING = click.option(
    "--as",
    "handle",
    envvar="SANITATION_AS",
    default=None,
    metavar="HANDLE",
    help="Act as this account; without it as the first of the index office.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")
PAGE = click.option(
    "--page",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Page of the list, 50 lines each.",
)
DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Check everything as if for good, store nothing."
)
ENCODING = click.option(
    "--encoding",
    type=click.Choice(["utf-8", "gb18030"]),
    default="utf-8",
    show_default=True,
    help="How a CSV file is written; a workbook needs none.",
)
LANGUAGE = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of headings and notes.",
)
REASON = click.option(
    "--reason", required=True, help="Why; it is kept with the change and in the ledger."
)
DAY = click.DateTime(formats=["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


def acts(services: Services, handle: str | None) -> Actor:
    """Return who acts: the account named, else the first of the office; or NOT_FOUND."""
    return services.accounts.office_actor(handle)


def organisation_named(services: Services, name: str) -> str:
    """Return the ref of the organisation of this name; a usage error if there is none."""
    known = services.accounts.organisations(None)
    found = [one.ref for one in known if one.name == name]
    if not found:
        raise click.BadParameter(
            f"no organisation is called {name}: see organisations list"
        )
    return found[0]


def written(file: Path, data: bytes) -> None:
    """Write a file the person asked for, and say so."""
    file.write_bytes(data)
    click.echo(f"written to {file}")
