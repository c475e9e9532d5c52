"""The waves of a quarter at a terminal: list them, draw the next, draw what is due."""

import json
from pathlib import Path
from typing import Any

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_rows
from sanitation.cli.options import ACTING, JSON, acts
from sanitation.cli.progress import working
from sanitation.draws.beacon import Beacon
from sanitation.draws.values import WaveRow
from sanitation.errors import Code, Problem

COLUMNS = (
    "label",
    "day",
    "units",
    "state",
    "due_at",
    "beacon_round",
    "sample_sha256",
)
WAVE_DAYS = 1  # product default of a quarter that counts: nobody knows more than a day

DAYS = click.option(
    "--wave-days",
    type=click.IntRange(0, 66),
    default=None,
    help="Working days a wave: each has a seed of its own, made on its first morning; 0:"
    " one seed for the quarter. Product default: 1, in a rehearsal 0.",
)


@click.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def waves(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """List the waves of REF: first day, state, and when the beacon round of each is due."""
    rows = services.waves.listing(acts(services, handle), ref)
    show_rows(rows, COLUMNS, as_json=as_json)
    say(f"{len(rows)} waves", as_json=as_json)


@click.command()
@click.argument("ref")
@click.option("--label", default="", help="The wave that is meant, such as 2026Q3-W03.")
@click.option("--fetch", is_flag=True, help="Ask the relays; so it is without a value.")
@click.option(
    "--beacon-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What a relay answered, as JSON with randomness and signature.",
)
@click.option("--randomness", default="", help="64 hex characters of the beacon round.")
@click.option("--signature", default="", help="Its signature, hex; it is checked.")
@ACTING
@click.pass_obj
def wave(
    services: Services,
    *,
    ref: str,
    label: str,
    fetch: bool,
    beacon_file: Path | None,
    randomness: str,
    signature: str,
    handle: str | None,
) -> None:
    """Draw the next wave of REF, on its day: its sites, their teams and dated tasks.

    Its beacon round does not exist before that morning. With no value given the relays of
    SANITATION_BEACON_RELAYS are asked.

    \b
    Example:
      sanitation draws wave REF --beacon-file round.json
    """
    actor = acts(services, handle)
    with working("drawing the wave"):
        if beacon_file is not None:
            given = _read(beacon_file)
        elif not fetch and (randomness or signature):
            given = Beacon(randomness.lower(), signature.lower())
        else:
            given = services.waves.fetch(actor, ref)
        made = services.waves.draw_wave(actor, ref, given, label)
    _tell(ref, made)


@click.command("waves-due")
@ACTING
@click.pass_obj
def waves_due(services: Services, handle: str | None) -> None:
    """Fetch and draw every wave whose round is due; meant for a timer each morning.

    What fails is tried again at the next turn: a wave that comes late is worked off from
    then on.
    """
    count = 0
    for ref, made in services.waves.draw_due(acts(services, handle)):
        _tell(ref, made)
        count += 1
    click.echo(f"{count} waves drawn")


def _tell(ref: str, made: WaveRow) -> None:
    click.echo(f"draw {ref}\nwave {made.label}, {made.units} parts of streets")
    click.echo(f"sample {made.sample_sha256}\nassignment {made.assignment_sha256}")


def _read(file: Path) -> Beacon:
    """Read what a relay answers; FILE_UNREADABLE for anything else."""
    try:
        given: Any = json.loads(file.read_text("utf-8"))
        return Beacon(str(given.get("randomness", "")), str(given["signature"]))
    except (ValueError, KeyError, AttributeError) as error:
        raise Problem(Code.FILE_UNREADABLE, detail=f"{file.name}: {error}") from error
