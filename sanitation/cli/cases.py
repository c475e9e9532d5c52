"""`sanitation cases`: supervision cases, and every command of their table."""

from collections.abc import Mapping
from pathlib import Path

import click

from sanitation.accounts.rules import Actor
from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import (
    ACTING,
    FILE,
    JSON,
    OUT,
    PAGE,
    acts,
    organisation_named,
    written,
)
from sanitation.cli.progress import working
from sanitation.exchange.writing import write_csv
from sanitation.supervision.rules import TRANSITIONS, CaseState, Command, Transition
from sanitation.supervision.values import Act, CaseRow

COLUMNS = ("ref", "number", "severity", "state", "round", "due_at", "street", "site_name")
EXPORTED = (
    "number", "site_id", "site_name", "street", "item", "severity", "state", "closing",
    "round", "party", "accept_by", "due_at", "provisional", "escalated",
)  # fmt: skip
STATE = click.Choice([state.value for state in CaseState])

# What each command does; who may give it, and when, is the table's business.
DOES: Mapping[Command, str] = {
    Command.ISSUE: "Issue a draft, or a returned case again; the clock starts.",
    Command.ACCEPT: "Accept a case as ours.",
    Command.RETURN: "Return a case that is not ours.",
    Command.PLAN: "Say how and by when the works will be done.",
    Command.SUBMIT: "Report the fault as put right, with a photo from the place.",
    Command.EXTEND: "Give more time, once, before it is due.",
    Command.PAUSE: "Stop the clock.",
    Command.RESUME: "Let the clock go on.",
    Command.GIVE_UP: "Close what cannot be put right; needs a second officer.",
    Command.CLAIM: "Take on the check of a submitted proof.",
    Command.PASS: "Accept the proof; a look-back is due.",
    Command.FAIL: "Refuse the proof: a new round with its own deadline.",
    Command.LOOK_BACK_PASS: "Say that the place is in order, seen by another person.",
    Command.LOOK_BACK_FAIL: "Say that the fault is back: a new round.",
    Command.CLOSE: "Close a case after its look-back; never whoever rectified.",
    Command.REOPEN: "Open a rectified case again.",
    Command.VOID: "Void a case issued by mistake; needs a second officer.",
    Command.ESCALATE: "Raise an overdue case one level.",
}


@click.group("cases", cls=Noun)
def command() -> None:
    """List, show and export supervision cases, and give them every command of their table.

    docs/cases.md has the table: which command leads where, and which side gives it.
    """


@command.command("list")
@click.argument("words", default="")
@click.option("--state", type=STATE, default=None, help="Only cases in this state.")
@PAGE
@JSON
@ACTING
@click.pass_obj
def listing(
    services: Services,
    words: str,
    state: str | None,
    page: int,
    as_json: bool,
    handle: str | None,
) -> None:
    """List the cases whose number or site has the WORDS, those due first."""
    states = (CaseState(state),) if state else ()
    actor = acts(services, handle)
    rows, total = services.supervision.listing(actor, words, states, page)
    show_rows(rows, COLUMNS, as_json=as_json)
    say(f"{total} cases", as_json=as_json)


@command.command()
@JSON
@ACTING
@click.pass_obj
def counts(services: Services, as_json: bool, handle: str | None) -> None:
    """Count open, overdue and closed cases; a rate stands with its denominator."""
    show_one(services.supervision.counts(acts(services, handle)), as_json=as_json)


@command.command()
@click.argument("ref")
@JSON
@ACTING
@click.pass_obj
def show(services: Services, ref: str, as_json: bool, handle: str | None) -> None:
    """Show the case REF: timeline, deadlines, photos, and what may be done now."""
    show_one(services.supervision.case(acts(services, handle), ref), as_json=as_json)


@command.command()
@click.argument("file", type=OUT)
@click.option("--state", type=STATE, default=None, help="Only cases in this state.")
@ACTING
@click.pass_obj
def export(services: Services, file: Path, state: str | None, handle: str | None) -> None:
    """Write the cases of one's places as CSV to FILE."""
    states = (CaseState(state),) if state else ()
    with working("writing the cases"):
        rows = _every(services, acts(services, handle), states)
    lines = [[_cell(getattr(row, name)) for name in EXPORTED] for row in rows]
    written(file, write_csv(EXPORTED, lines))


def _every(
    services: Services, actor: Actor, states: tuple[CaseState, ...]
) -> list[CaseRow]:
    found: list[CaseRow] = []
    while True:
        page = len(found) // 50 + 1
        rows, total = services.supervision.listing(actor, "", states, page)
        found += rows
        if not rows or len(found) >= total:
            return found


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _verb(verb: Command, rows: list[Transition]) -> click.Command:
    """Make the command line's word for one command of the table, asking what it needs."""

    @click.pass_obj
    def act(
        services: Services,
        ref: str,
        reason: str,
        photos: tuple[Path, ...],
        days: int,
        second: str,
        party: str,
        handle: str | None,
    ) -> None:
        accounts = services.accounts
        wanted = Act(
            ref=ref,
            command=verb,
            reason=reason,
            photos=tuple(photo.read_bytes() for photo in photos),
            days=days,
            party=organisation_named(services, party) if party else "",
            second=accounts.office_actor(second).ref if second else "",
        )
        row = services.supervision.act(acts(services, handle), wanted)
        click.echo(f"{row.number} is {row.state}")

    side = f" Given by the {'inspecting side' if rows[0].side == 'city' else 'other side'}."
    return click.Command(
        verb.value.replace("_", "-"),
        callback=act,
        params=_parameters(verb, rows),
        help=DOES[verb] + side,
        short_help=DOES[verb],
    )


def _parameters(verb: Command, rows: list[Transition]) -> list[click.Parameter]:
    least = max(row.photos for row in rows)
    shows = {
        "days": verb in {Command.EXTEND, Command.PAUSE},
        "second": verb in {Command.GIVE_UP, Command.VOID},
        "party": verb is Command.ISSUE,
    }
    return [
        click.Argument(["ref"]),
        click.Option(
            ["--reason"], default="", required=all(row.reason for row in rows), help="Why."
        ),
        click.Option(
            ["--photo", "photos"],
            type=FILE,
            multiple=True,
            hidden=not least,
            help="A new photo from the place; at least one.",
        ),
        click.Option(
            ["--days"], type=int, default=0, hidden=not shows["days"], help="Working days."
        ),
        click.Option(
            ["--second"],
            default="",
            hidden=not shows["second"],
            help="Account of the second officer.",
        ),
        click.Option(
            ["--to", "party"],
            default="",
            hidden=not shows["party"],
            help="Name of the firm it is issued to; the site's own if not given.",
        ),
        click.Option(
            ["--as", "handle"],
            envvar="SANITATION_AS",
            default=None,
            help="Account that gives the command.",
        ),
    ]


for _command in DOES:
    _rows = [row for (_, given), row in TRANSITIONS.items() if given is _command]
    command.add_command(_verb(_command, _rows))
