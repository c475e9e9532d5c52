"""`sanitation draws`: commit a plan, bring the seed, assign, substitute, publish."""

from datetime import UTC, datetime

import click

from sanitation.accounts.rules import Actor
from sanitation.bootstrap import Services
from sanitation.cli import ceremony, replaying, shares, waves
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, DAY, JSON, REASON, acts
from sanitation.cli.precision import precision
from sanitation.cli.progress import working
from sanitation.draws.planning import REASONS, TEAM_SIZE, round_after, round_due
from sanitation.draws.rules import TRUSTEES
from sanitation.draws.values import CommitDraw, Seed

AHEAD_S = 72 * 3600
COLUMNS = (
    "ref",
    "quarter",
    "state",
    "committed_at",
    "drawn_at",
    "assigned_at",
    "plan_sha256",
)
TASKS = ("handle", "day", "team", "state", "street", "venue", "site_id", "name", "reason")

TEAMS = click.option(
    "--teams", type=click.IntRange(min=1), required=True, help="Teams of two assessors."
)
ROUND = click.option(
    "--round",
    "number",
    type=click.IntRange(min=1),
    default=None,
    help="drand round that will count; the first one 72 hours ahead when not given.",
)


@click.group("draws", cls=Noun)
def command() -> None:
    """Plan, commit and make the three-random draw; verify a published one.

    \b
    In this order: hand-in by each trustee, preview and precision, commit (publish the
    digest), roll the dice in public, dice by two people, wait for the round, beacon; in
    waves: each morning wave; open once fieldwork is over, then bundle.
    """


for _before in (shares.hand_in, ceremony.shares, precision):
    command.add_command(_before)


@command.command()
@click.argument("quarter")
@TEAMS
@ROUND
@ACTING
@click.pass_obj
def preview(
    services: Services, quarter: str, teams: int, number: int | None, handle: str | None
) -> None:
    """Say what a plan for QUARTER would rest on, and what it still lacks; stores nothing."""
    actor = acts(services, handle)
    frames = [one for one in services.frames.listing(actor) if one.quarter == quarter]
    if frames:
        frame = frames[0]
        click.echo(f"frame     {frame.sha256}, {frame.eligible} of {frame.sites} eligible")
    else:
        click.echo("frame     LACKING: run frames freeze")
    files = services.accounts.files(actor, quarter)
    fit, wanted = sum(not file.lacks for file in files), teams * TEAM_SIZE
    lacking = "" if fit >= wanted else "  LACKING: complete more files"
    click.echo(f"assessors {fit} qualified, {wanted} wanted for {teams} teams{lacking}")
    click.echo(f"rubric    {services.city.rubric_id}")
    shares = services.ceremony.waiting(actor, quarter)
    short = "" if len(shares) >= TRUSTEES else f"  LACKING: {TRUSTEES} are wanted"
    click.echo(f"shares    {len(shares)} handed in{short}")
    chosen = number or _ahead(services)
    due = datetime.fromtimestamp(round_due(chosen), UTC).isoformat(timespec="seconds")
    click.echo(f"beacon    round {chosen}, due {due}")


@command.command()
@click.argument("quarter")
@TEAMS
@click.option("--first-day", type=DAY, required=True, help="First day of visits.")
@click.option("--last-day", type=DAY, required=True, help="Last day of visits.")
@click.option("--rubric", default="", help="Name of a rubric; the city's own if not given.")
@ROUND
@click.option(
    "--package-size",
    type=click.IntRange(2, 40),
    default=8,
    show_default=True,
    help="Neighbouring sites that go to one team together.",
)
@click.option(
    "--rehearsal", is_flag=True, help="It steers nothing: dice and beacon may be made up."
)
@click.option("--unsealed", is_flag=True, help="Without trustees; a rehearsal only.")
@click.option(
    "--sites-per-day",
    type=click.IntRange(1, 40),
    default=8,
    show_default=True,
    help="Sites a team visits on one day.",
)
@click.option(
    "--lambda-m",
    type=click.IntRange(min=0),
    default=None,
    help="Noise that hides which team comes, metres; the width of the area by default.",
)
@waves.DAYS
@ACTING
@click.pass_obj
def commit(
    services: Services,
    *,
    quarter: str,
    teams: int,
    first_day: datetime,
    last_day: datetime,
    rubric: str,
    number: int | None,
    package_size: int,
    sites_per_day: int,
    rehearsal: bool,
    unsealed: bool,
    lambda_m: int | None,
    wave_days: int | None,
    handle: str | None,
) -> None:
    """Commit the plan of QUARTER from its last frozen frame, before any seed exists.

    Publish the digest it prints before the dice are rolled.

    \b
    Example:
      sanitation draws commit 2026Q3 --teams 30 --first-day 2026-07-13 --last-day 2026-08-28
    """
    actor = acts(services, handle)
    product_default = 0 if rehearsal else waves.WAVE_DAYS
    wanted = CommitDraw(
        quarter=quarter,
        rubric_id=rubric or services.city.rubric_id,
        teams=teams,
        first_day=first_day.date(),
        last_day=last_day.date(),
        beacon_round=number or _ahead(services),
        package_size=package_size,
        sites_per_day=sites_per_day,
        lambda_m=lambda_m,
        sealed=not unsealed,
        rehearsal=rehearsal,
        wave_days=product_default if wave_days is None else wave_days,
    )
    with working("committing the plan"):
        ref = services.draws.commit(actor, wanted)
        page = services.draws.page(actor, ref).draw
    click.echo(f"draw {ref}\nplan {page.plan_sha256}\nbeacon round {page.beacon_round}")


_stamps = (ceremony.stamp_request, ceremony.stamp)
_seeding = (ceremony.dice, ceremony.beacon, ceremony.late)
for _step in (ceremony.ceremony, *_stamps, *_seeding):
    command.add_command(_step)


@command.command()
@click.argument("ref")
@click.option("--dice", required=True, help="Twenty digits in the order rolled.")
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
    """Draw an unsealed rehearsal in one step; every other plan takes dice and beacon."""
    actor = acts(services, handle)
    with working("drawing"):
        services.draws.draw(actor, ref, Seed(dice, randomness.lower(), signature.lower()))
        page = services.draws.page(actor, ref)
    click.echo(f"{page.drawn} sites drawn, sample {page.draw.sample_sha256}")


@command.command()
@click.argument("ref")
@ACTING
@click.pass_obj
def assign(services: Services, ref: str, handle: str | None) -> None:
    """Draw the people of a rehearsal, deal teams, assign and date every task."""
    actor = acts(services, handle)
    with working("assigning"):
        services.draws.assign(actor, ref)
        page = services.draws.page(actor, ref)
    click.echo(
        f"{sum(page.tasks.values())} tasks, assignment {page.draw.assignment_sha256}"
    )


@command.command()
@click.argument("ref")
@REASON
@ACTING
@click.pass_obj
def cancel(services: Services, ref: str, reason: str, handle: str | None) -> None:
    """Cancel the draw REF before its tasks exist; it stays published with the reason."""
    services.draws.cancel(acts(services, handle), ref, reason)
    click.echo("cancelled")


@command.command("list")
@JSON
@ACTING
@click.pass_obj
def listing(services: Services, as_json: bool, handle: str | None) -> None:
    """List every draw with its commitment, cancelled ones too, the latest first."""
    rows = services.draws.listing(acts(services, handle))
    show_rows(rows, COLUMNS, as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the draw REF: plan, seed, digests, counts; the sample once fieldwork is over."""
    show_one(services.draws.page(acts(services, handle), ref), as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def tasks(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """List the tasks of REF whose day has come; nobody reads ahead of the day."""
    rows = services.draws.tasks(acts(services, handle), ref)
    show_rows(rows, TASKS, as_json=as_json)
    say(f"{len(rows)} tasks", as_json=as_json)


@command.command()
@click.argument("task")
@click.option(
    "--reason", type=click.Choice(REASONS), required=True, help="From the closed list."
)
@ACTING
@click.pass_obj
def substitute(services: Services, task: str, reason: str, handle: str | None) -> None:
    """Hand TASK to the next reserve of its cell; nobody chooses which."""
    actor: Actor = acts(services, handle)
    click.echo(f"task {services.draws.substitute(actor, task, reason)}")


for _wave in (waves.waves, waves.wave, waves.waves_due):
    command.add_command(_wave)

_opening = (ceremony.open_shares, shares.enter)
for _check in (*_opening, replaying.why, replaying.bundle, replaying.verify):
    command.add_command(_check)


def _ahead(services: Services) -> int:
    return round_after(int(services.clock.now().timestamp()) + AHEAD_S)
