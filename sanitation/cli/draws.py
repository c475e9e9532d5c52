"""`sanitation draws`: commit a plan, bring the seed, assign, substitute, publish."""

from datetime import datetime
from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.draws.planning import REASONS, round_after
from sanitation.draws.values import CommitDraw, Seed

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)
DAY = click.DateTime(formats=["%Y-%m-%d"])
AHEAD_S = 72 * 3600


@click.group("draws")
def command() -> None:
    """Plan, commit and make the three-random draw."""


@command.command()
@click.argument("quarter")
@click.option("--teams", type=click.IntRange(min=1), required=True, help="Teams of two.")
@click.option("--first-day", type=DAY, required=True)
@click.option("--last-day", type=DAY, required=True)
@click.option("--rubric", default="", help="The city's own when not given.")
@click.option("--round", "number", type=int, default=None, help="drand round; 72 h ahead.")
@ACTING
@click.pass_obj
def commit(
    services: Services,
    quarter: str,
    teams: int,
    first_day: datetime,
    last_day: datetime,
    rubric: str,
    number: int | None,
    handle: str | None,
) -> None:
    """Commit the plan of QUARTER from its last frozen frame."""
    actor = services.accounts.office_actor(handle)
    ahead = round_after(int(services.clock.now().timestamp()) + AHEAD_S)
    wanted = CommitDraw(
        quarter=quarter,
        rubric_id=rubric or services.city.rubric_id,
        teams=teams,
        first_day=first_day.date(),
        last_day=last_day.date(),
        beacon_round=number or ahead,
    )
    ref = services.draws.commit(actor, wanted)
    page = services.draws.page(actor, ref).draw
    click.echo(f"draw {ref}\nplan {page.plan_sha256}\nbeacon round {page.beacon_round}")


@command.command()
@click.argument("ref")
@click.option("--dice", required=True, help="Digits in the order rolled.")
@click.option("--randomness", required=True, help="64 hex characters of the beacon round.")
@click.option("--signature", default="", help="Hex; checked against the randomness.")
@ACTING
@click.pass_obj
def draw(
    services: Services,
    ref: str,
    dice: str,
    randomness: str,
    signature: str,
    handle: str | None,
) -> None:
    """Draw the sites of REF with dice and beacon."""
    actor = services.accounts.office_actor(handle)
    services.draws.draw(actor, ref, Seed(dice, randomness, signature))
    page = services.draws.page(actor, ref)
    click.echo(f"{page.drawn} sites drawn, sample {page.draw.sample_sha256}")


@command.command()
@click.argument("ref")
@ACTING
@click.pass_obj
def assign(services: Services, ref: str, handle: str | None) -> None:
    """Draw the people of REF, deal teams, assign and date every task."""
    actor = services.accounts.office_actor(handle)
    services.draws.assign(actor, ref)
    page = services.draws.page(actor, ref)
    click.echo(
        f"{sum(page.tasks.values())} tasks, assignment {page.draw.assignment_sha256}"
    )


@command.command()
@click.argument("ref")
@click.option("--reason", required=True)
@ACTING
@click.pass_obj
def cancel(services: Services, ref: str, reason: str, handle: str | None) -> None:
    """Cancel the draw REF before its tasks exist; it stays published."""
    services.draws.cancel(services.accounts.office_actor(handle), ref, reason)
    click.echo("cancelled")


@command.command("list")
@ACTING
@click.pass_obj
def listing(services: Services, handle: str | None) -> None:
    """List every draw, the latest first."""
    for row in services.draws.listing(services.accounts.office_actor(handle)):
        click.echo(f"{row.ref}  {row.quarter}  {row.state:<10} {row.plan_sha256}")


@command.command()
@click.argument("task")
@click.option("--reason", type=click.Choice(REASONS), required=True)
@ACTING
@click.pass_obj
def substitute(services: Services, task: str, reason: str, handle: str | None) -> None:
    """Hand TASK to the next reserve of its cell."""
    actor = services.accounts.office_actor(handle)
    click.echo(f"task {services.draws.substitute(actor, task, reason)}")


@command.command()
@click.argument("ref")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def bundle(services: Services, ref: str, file: Path) -> None:
    """Write the opened draw REF as a ZIP anybody can replay."""
    file.write_bytes(services.draws.bundle(ref))
    click.echo(f"written to {file}; unpack it and run: python -m sampling FOLDER")
