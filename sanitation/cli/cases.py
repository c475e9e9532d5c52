"""`sanitation cases`: supervision cases."""

import click

from sanitation.bootstrap import Services
from sanitation.supervision.rules import CaseState

ACTING = click.option(
    "--as", "handle", envvar="SANITATION_AS", default=None, help="Handle of who acts."
)
STATE = click.Choice([state.value for state in CaseState])


@click.group("cases")
def command() -> None:
    """List cases and show one with its timeline."""


@command.command("list")
@click.option("--state", type=STATE, default=None)
@click.option("--page", type=click.IntRange(min=1), default=1)
@ACTING
@click.pass_obj
def listing(services: Services, state: str | None, page: int, handle: str | None) -> None:
    """List the cases of the places of who acts, those due first."""
    actor = services.accounts.office_actor(handle)
    states = (CaseState(state),) if state else ()
    rows, total = services.supervision.listing(actor, "", states, page)
    for row in rows:
        due = row.due_at.isoformat(timespec="minutes") if row.due_at else "-"
        click.echo(
            f"{row.ref}  {row.number}  {row.severity}  {row.state:<17} {due}  {row.site_name}"
        )
    click.echo(f"{total} cases")


@command.command()
@click.argument("ref")
@ACTING
@click.pass_obj
def show(services: Services, ref: str, handle: str | None) -> None:
    """Show one case with its timeline and deadlines."""
    page = services.supervision.case(services.accounts.office_actor(handle), ref)
    click.echo(
        f"{page.row.number}  {page.row.item}  {page.row.state}  round {page.row.round}"
    )
    click.echo(page.fault)
    for step in page.steps:
        click.echo(
            f"  {step.at:%Y-%m-%d %H:%M}  {step.command:<15} {step.actor}  {step.reason}"
        )
    for kind, due, rule, provisional in page.deadlines:
        mark = "  provisional" if provisional else ""
        click.echo(f"  {kind}: {due:%Y-%m-%d %H:%M} ({rule}){mark}")
