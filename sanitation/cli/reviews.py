"""`sanitation reviews`: assign reviewers, see how far they are and how well they agree."""

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import show_one
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, acts
from sanitation.cli.progress import working


@click.group("reviews", cls=Noun)
def command() -> None:
    """Assign two reviewers to each new record, show progress and agreement.

    An adjudicator is drawn by itself as soon as the two reviews of a record differ.
    Judging needs the photos and is done in the browser.
    """


@command.command()
@click.argument("quarter")
@ACTING
@click.pass_obj
def assign(services: Services, quarter: str, handle: str | None) -> None:
    """Give every record of QUARTER that has none its two reviewers."""
    with working(f"assigning the records of {quarter}"):
        batch = services.reviews.assign(acts(services, handle), quarter)
    click.echo(f"{batch.records} records, {batch.reviewers} reviewers, list {batch.digest}")


@command.command()
@click.argument("quarter")
@JSON
@ACTING
@click.pass_obj
def progress(services: Services, quarter: str, as_json: bool, handle: str | None) -> None:
    """Show counts and agreement by indicator of QUARTER; never persons."""
    with working("computing the agreement"):
        found = services.reviews.progress(acts(services, handle), quarter)
    if as_json:
        show_one(found, as_json=True)
        return
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
