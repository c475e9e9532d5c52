"""The ceremony of a draw at a terminal: shares, dice by two people, beacon, opening."""

from pathlib import Path

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.options import ACTING, FILE, JSON, OUT, acts, written
from sanitation.cli.progress import working
from sanitation.draws.beacon import Beacon

SHARES = ("body", "pin", "at", "ref")


@click.command()
@click.argument("quarter")
@JSON
@ACTING
@click.pass_obj
def shares(services: Services, quarter: str, as_json: bool, handle: str | None) -> None:
    """List the shares handed in for the next plan of QUARTER: who and which pin, no share."""
    rows = services.ceremony.waiting(acts(services, handle), quarter)
    show_rows(rows, SHARES, as_json=as_json)
    say(f"{len(rows)} shares", as_json=as_json)


@click.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def ceremony(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show where the ceremony of REF stands: trustees, dice, round, until when."""
    show_one(services.ceremony.page(acts(services, handle), ref), as_json=as_json)


@click.command()
@click.argument("ref")
@click.argument("digits")
@ACTING
@click.pass_obj
def dice(services: Services, ref: str, digits: str, handle: str | None) -> None:
    """Enter the dice of REF as one of two people: DIGITS in the order rolled.

    The second person names an own account with --as. Where the two differ both entries
    are kept on record, neither counts, and both enter again.
    """
    actor = acts(services, handle)
    agreed = services.ceremony.enter_dice(actor, ref, "".join(digits.split()))
    waits = "kept; a second person has to enter them with --as"
    click.echo("both entries are equal: the dice are published" if agreed else waits)


@click.command()
@click.argument("ref")
@click.option("--randomness", default="", help="64 hex characters of the beacon round.")
@click.option("--signature", default="", help="Its signature, hex; it is checked.")
@ACTING
@click.pass_obj
def beacon(
    services: Services, ref: str, randomness: str, signature: str, handle: str | None
) -> None:
    """Bring the beacon round of REF, draw the sites and assign the tasks at once.

    In a quarter in waves it draws people and teams; sites come wave by wave, with `wave`.
    Without either option the relays of SANITATION_BEACON_RELAYS are asked; this is the only
    command that needs a network. Both digests stand in the ledger before anybody looks.
    """
    actor = acts(services, handle)
    with working("drawing and assigning"):
        given = (
            Beacon(randomness.lower(), signature.lower())
            if randomness or signature
            else services.ceremony.fetch(actor, ref)
        )
        services.ceremony.draw(actor, ref, given)
        services.draws.assign(actor, ref)
        page = services.draws.page(actor, ref)
    if (first := page.next_wave) is not None:
        click.echo(f"teams dealt; {len(page.waves)} waves to come")
        click.echo(f"wave {first.label} is due {first.due_at.isoformat()}")
        return
    click.echo(f"{page.drawn} sites drawn, sample {page.draw.sample_sha256}")
    click.echo(
        f"{sum(page.tasks.values())} tasks, assignment {page.draw.assignment_sha256}"
    )


@click.command("stamp-request")
@click.argument("ref")
@click.argument("file", type=OUT)
@ACTING
@click.pass_obj
def stamp_request(services: Services, ref: str, file: Path, handle: str | None) -> None:
    """Write the request for an outside time stamp over the plan of REF to FILE (.tsq).

    Send it to a time stamping body; its answer comes back with `stamp`.
    """
    written(file, services.ceremony.stamp_request(acts(services, handle), ref))


@click.command()
@click.argument("ref")
@click.argument("answer", type=FILE)
@click.option(
    "--certificates",
    type=FILE,
    required=True,
    help="PEM: the body's root and those between.",
)
@ACTING
@click.pass_obj
def stamp(
    services: Services, ref: str, answer: Path, certificates: Path, handle: str | None
) -> None:
    """Keep the ANSWER (.tsr) of a time stamping body over the plan of REF, once checked."""
    given = answer.read_bytes(), certificates.read_bytes()
    body = services.ceremony.keep_stamp(acts(services, handle), ref, *given)
    click.echo(f"stamped by {body}")


@click.command()
@click.argument("ref")
@click.option("--statement", required=True, help="Where the round was looked for; public.")
@ACTING
@click.pass_obj
def late(services: Services, ref: str, statement: str, handle: str | None) -> None:
    """Publish that no relay has REF's beacon round, 24 hours after it was due.

    The relays are asked once more. Then the next round named in the plan counts; the notice
    goes into the ledger and the bundle.
    """
    following = services.ceremony.report_late(acts(services, handle), ref, statement)
    click.echo(f"the notice is published; beacon round {following} counts now")


@click.command("open")
@click.argument("ref")
@ACTING
@click.pass_obj
def open_shares(services: Services, ref: str, handle: str | None) -> None:
    """Open the shares of REF to everybody, once fieldwork has closed."""
    services.ceremony.open(acts(services, handle), ref)
    click.echo("the draw is open: anybody can replay it now")
