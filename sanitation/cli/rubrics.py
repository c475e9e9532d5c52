"""`sanitation rubrics`: what is in force, whether a draft is in order, what it would move."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_bytes, rubric_files, rubric_versions
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, FILE, JSON, acts
from sanitation.cli.progress import working
from sanitation.errors import Code, Problem
from scoring import checks, rubric
from scoring.rubric import Rubric
from scoring.vocabulary import RubricError

COLUMNS = ("level", "area", "measure", "before", "after", "difference")
RANKS = ("rank_before", "rank_after")


@click.group("rubrics", cls=Noun)
def command() -> None:
    """Draft a rubric, compare it with the one in force, put it in force from a date.

    A rubric is never edited. A new version is a new file, rubric-2.toml, in the city's
    folder: its `from` is the first day it is in force, and plans of quarters from that day
    on pin it by its digest.
    """


@command.command("list")
@click.option("--quarter", default="", help="Only what is in force in this quarter.")
@JSON
@click.pass_obj
def listing(services: Services, quarter: str, as_json: bool) -> None:
    """List the rubrics of the city and of the product, every version with its first day."""
    if quarter:
        files = rubric_files(services.city, Quarter.parse(quarter).first_day)
    else:
        files = rubric_versions(services.city)
    show_rows(files, ("id", "version", "first", "own", "path"), as_json=as_json)


@command.command()
@click.argument("rubric_id", required=False)
@click.option("--quarter", default="", help="The version in force in this quarter.")
@click.pass_obj
def show(services: Services, rubric_id: str | None, quarter: str) -> None:
    """Print a rubric's file; without RUBRIC_ID the one the city uses."""
    day = Quarter.parse(quarter).first_day if quarter else None
    click.echo(rubric_bytes(services.city, rubric_id, day).decode(), nl=False)


@command.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Read the draft FILE and say what is in it, or which line to correct and how.

    Needs no database: try it after every change.
    """
    found = _parsed(file)
    click.echo(f"{found.id} version {found.version}, in force from {found.first}")
    click.echo(f"method: {found.method}, SHA-256: {found.sha256}")
    levels = ", ".join(level.id for level in found.levels)
    click.echo(f"indicators: {len(found.items)}, steps: {len(found.steps)}")
    click.echo(f"levels: {levels}")
    for notice in checks.notices(found):
        click.echo(f"notice: {notice}")


@command.command()
@click.argument("file", type=FILE)
@click.argument("quarter")
@click.option("--all", "every", is_flag=True, help="Also what moves by less than printed.")
@JSON
@ACTING
@click.pass_obj
def compare(
    services: Services,
    *,
    file: Path,
    quarter: str,
    every: bool,
    as_json: bool,
    handle: str | None,
) -> None:
    """Say what the draft FILE would have made of QUARTER; nothing is stored.

    \b
    Example: what would last quarter have been?
      sanitation rubrics compare rubric-2.toml 2026Q3
    """
    _parsed(file)
    actor = acts(services, handle)
    with working(f"scoring {quarter} again"):
        draft = services.scores.try_rubric(actor, quarter, file.read_bytes())
    if as_json:
        show_one(draft, as_json=True)
        return
    for name in ("unseen", "dropped", "changed", "notices"):
        for one in getattr(draft, name):
            say(f"{name}: {one}", as_json=False)
    moves = [one for one in draft.moves if every or one.before != one.after]
    moves = moves if every else [one for one in moves if one.measure != "site_index"]
    say(f"{len(draft.moves)} figures of {draft.areas} places move", as_json=False)
    show_rows(moves, (*COLUMNS, *RANKS), as_json=False)


def _parsed(file: Path) -> Rubric:
    try:
        return rubric.parse(file.read_bytes())
    except RubricError as error:
        raise Problem(Code.RUBRIC_INVALID, file=file.name, detail=str(error)) from error
