"""`sanitation releases`: propose, sign, show what is published."""

import click

from sanitation.bootstrap import Services
from sanitation.publication.rules import Stage

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)


@click.group("releases")
def command() -> None:
    """Propose a release, sign it as a second person, list and show releases."""


@command.command("list")
@ACTING
@click.pass_obj
def listing(services: Services, handle: str | None) -> None:
    """List every release, the latest first."""
    for row in services.publication.releases(services.accounts.office_actor(handle)):
        when = row.published_at.isoformat(timespec="minutes") if row.published_at else "-"
        click.echo(f"{row.ref}  {row.quarter} no. {row.number}  {row.state:<11} {when}")


@command.command()
@click.argument("quarter")
@click.argument("stage", type=click.Choice([stage.value for stage in Stage]))
@click.option("--run", "run_ref", default="", help="The run; the latest when not given.")
@ACTING
@click.pass_obj
def propose(
    services: Services, quarter: str, stage: str, run_ref: str, handle: str | None
) -> None:
    """Propose a provisional or final release of QUARTER."""
    actor = services.accounts.office_actor(handle)
    run = run_ref or services.scores.latest(actor, quarter).ref
    waiting = services.appeals.open_count(quarter)
    ref = services.publication.propose(
        actor, quarter, Stage(stage), run, open_appeals=waiting
    )
    click.echo(f"proposed {ref}: a second person of the office has to sign it")


@command.command()
@click.argument("ref")
@ACTING
@click.pass_obj
def sign(services: Services, ref: str, handle: str | None) -> None:
    """Sign the proposed release REF: it is published at once."""
    row = services.publication.sign(services.accounts.office_actor(handle), ref)
    click.echo(f"{row.quarter} no. {row.number} is {row.state}")
    click.echo(row.checkpoint)


@command.command()
@click.argument("quarter")
@click.option("--level", type=click.Choice(["street", "district"]), default="street")
@ACTING
@click.pass_obj
def ranking(services: Services, quarter: str, level: str, handle: str | None) -> None:
    """Print the standing ranking of QUARTER."""
    table = services.publication.ranking(
        services.accounts.office_actor(handle), quarter, level
    )
    if table is None:
        click.echo("nothing is published for this quarter")
        return
    for row in table.areas:
        figure = row.index
        spread = (
            f"[{figure.low:.2f}, {figure.high:.2f}]" if figure.low and figure.high else ""
        )
        shown = figure.shown or figure.empty_because
        click.echo(
            f"{figure.rank or '-':>3}  {row.name_zh:<10} {shown:>7} {spread} {row.grade}"
        )
