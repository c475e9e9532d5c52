"""`sanitation reviews`: assign reviewers, see how far they are."""

import click

from sanitation.bootstrap import Services

ACTING = click.option("--as", "handle", envvar="SANITATION_AS", default=None)


@click.group("reviews")
def command() -> None:
    """Assign reviewers to new records, show progress and agreement."""


@command.command()
@click.argument("quarter")
@ACTING
@click.pass_obj
def assign(services: Services, quarter: str, handle: str | None) -> None:
    """Give every record of QUARTER that has none its two reviewers."""
    batch = services.reviews.assign(services.accounts.office_actor(handle), quarter)
    click.echo(f"{batch.records} records, {batch.reviewers} reviewers, list {batch.digest}")


@command.command()
@click.argument("quarter")
@ACTING
@click.pass_obj
def progress(services: Services, quarter: str, handle: str | None) -> None:
    """Show counts and agreement by indicator; never persons."""
    found = services.reviews.progress(services.accounts.office_actor(handle), quarter)
    click.echo(
        f"{found.settled} of {found.records} records settled, {found.in_review} in review"
    )
    click.echo(f"disputes: {found.disputes_open} open, {found.disputes_decided} decided")
    for item in found.items:
        kappa = "-" if item.kappa is None else f"{item.kappa:.3f}"
        raw = "-" if item.raw is None else f"{item.raw:.3f}"
        click.echo(
            f"  {item.item:<8} {item.pairs:>6} pairs  agreement {raw}  kappa {kappa}"
        )
