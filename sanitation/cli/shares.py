"""A trustee's part of a draw at a terminal: hand in a share, or enter the kept copy."""

import secrets
import sys

import click

from sampling.commitment import SHARE_BYTES
from sanitation.bootstrap import Services
from sanitation.cli.options import ACTING, acts

# Never an argument: those stand in the shell's history and in the list of processes.
TYPED = click.option(
    "--typed", is_flag=True, help="Ask for the share, without showing it; or read a pipe."
)


@click.command("hand-in")
@click.argument("quarter")
@TYPED
@ACTING
@click.pass_obj
def hand_in(services: Services, quarter: str, typed: bool, handle: str | None) -> None:
    """Hand in a share for the next plan of QUARTER, as the trustee named by --as.

    Without --typed a share is made here and printed once: write it down, seal it.
    """
    actor = acts(services, handle)
    share = _asked() if typed else secrets.token_hex(SHARE_BYTES)
    made = services.ceremony.hand_in(actor, quarter, share)
    if not typed:
        click.echo(f"share    {share}\n         keep it secret; it is not shown again")
    click.echo(f"pin      {made.pin}\nreceipt  {made.handle}, entry {made.entry}")


@click.command("share")
@click.argument("ref")
@ACTING
@click.pass_obj
def enter(services: Services, ref: str, handle: str | None) -> None:
    """Enter the kept share for REF, where the server's copy was lost; asks for it."""
    services.ceremony.enter_share(acts(services, handle), ref, _asked())
    click.echo("it matches the pin and is kept")


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("share", hide_input=True))
    return sys.stdin.read()
