"""`sanitation ledger`: how far the record of every step goes, signed, checked and proved."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from sanitation.accounts import links
from sanitation.accounts.models import Account
from sanitation.bootstrap import Services
from sanitation.cli.listing import show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import JSON
from sanitation.cli.rows import STAGE_ROWS
from sanitation.draws import late, stamping, trustees
from sanitation.draws import view as draw_view
from sanitation.draws.models import Draw, DrawNotice, DrawStamp, DrawTrustee, Task
from sanitation.fieldwork import service as fieldwork
from sanitation.fieldwork.models import Submission
from sanitation.fieldwork.rules import SubmissionState
from sanitation.ledger import keys
from sanitation.ledger.note import NoteError, VerifierKey
from sanitation.ledger.service import Record, Report, RowSource
from sanitation.ledger.tree import ProofError
from sanitation.publication import service as publication
from sanitation.publication.models import Release
from sanitation.reviews import service as reviews
from sanitation.reviews.models import Review
from sanitation.reviews.rules import ReviewState
from sanitation.scores import running
from sanitation.scores.models import ScoreRun

DOES_NOT_VERIFY, UNUSABLE, NOT_COVERED = 1, 2, 3  # exit codes; 0 is verified

ENTRIES = ("seq", "at", "kind", "object")

Say = Callable[..., tuple[str, Mapping[str, Any]]]  # a row's columns -> (object, facts)


def _source(statement: Select[*tuple[Any, ...]], say: Say) -> RowSource:
    def rows(session: Session) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for row in session.execute(statement):
            yield say(*row)

    return rows


_received = (
    select(Submission, Task.handle)
    .join(Task, Task.id == Submission.task_id)
    .where(Submission.state == SubmissionState.RECEIVED)
)
_draws = select(Draw).options(joinedload(Draw.frame))
_sealed = select(Review).where(Review.state == ReviewState.SEALED)

# What `fsck --rows` compares: each stage's rows, told as its entries tell them.
ROWS = (
    _source(_draws, lambda row: (row.ref, draw_view.facts(row))),
    _source(select(DrawTrustee), lambda row: (row.ref, trustees.facts(row))),
    _source(
        select(DrawNotice, Draw.ref).join(Draw, Draw.id == DrawNotice.draw_id),
        lambda row, draw: (row.ref, late.facts_of(row, draw)),
    ),
    _source(
        select(DrawStamp, Draw.ref).join(Draw, Draw.id == DrawStamp.draw_id),
        lambda row, draw: (row.ref, stamping.facts(row, draw)),
    ),
    _source(select(Account), lambda row: (row.ref, links.facts(row))),
    _source(_received, lambda row, task: (row.ref, fieldwork.facts(row, task))),
    _source(_sealed, lambda row: (row.handle, reviews.facts(row))),
    _source(select(ScoreRun), lambda row: (row.ref, running.facts(row))),
    _source(select(Release), lambda row: (row.ref, publication.facts(row))),
    *STAGE_ROWS,
)


@click.group("ledger", cls=Noun)
def command() -> None:
    """Sign, check and prove the record of every step."""


@command.command()
@click.pass_obj
def status(services: Services) -> None:
    """Say how far the ledger goes and how much of it is signed."""
    now = services.ledger.status()
    click.echo(f"log         {now.origin}")
    click.echo(f"public key  {now.vkey}")
    click.echo(f"entries     {now.size}  root {now.root}")
    if now.signed_at is None:
        click.echo("signed      nothing yet")
    else:
        click.echo(f"signed      {now.signed_size} at {now.signed_at.isoformat()}")
    click.echo(
        f"unsigned    {now.unsigned}, the oldest for {now.lag.total_seconds():.0f} s"
    )


@command.command()
@click.pass_obj
def checkpoint(services: Services) -> None:
    """Read back what is new, sign the head and print the signed checkpoint."""
    click.echo(services.ledger.checkpoint(), nl=False)


@command.command()
@click.option("--rows", is_flag=True, help="Also compare the rows of every stage with it.")
@click.pass_obj
@click.pass_context
def fsck(context: click.Context, services: Services, *, rows: bool) -> None:
    """Check every stored entry, tile and checkpoint. Ends with 1 if anything disagrees."""
    sources = ROWS if rows else None
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("entries", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        report = services.ledger.fsck(sources, tell)
    _print_report(report)
    context.exit(0 if report.ok else DOES_NOT_VERIFY)


@command.command()
@click.argument("seq", type=click.IntRange(min=0))
@click.option(
    "--open", "opened", is_flag=True, help="Add body and salt, which may name marks."
)
@click.option("--out", type=click.Path(path_type=Path), help="Write here; else print.")
@click.pass_obj
@click.pass_context
def prove(
    context: click.Context, services: Services, seq: int, *, opened: bool, out: Path | None
) -> None:
    """Give the record of entry SEQ with its proof, for `verify` or verify_record.py.

    Ends with 3 if no checkpoint covers the entry yet: sign one first.
    """
    record = services.ledger.record(seq, opened=opened)
    if not record.proof.covered:
        click.echo(f"no checkpoint covers entry {seq} yet", err=True)
        context.exit(NOT_COVERED)
    if out is None:
        click.echo(record.text, nl=False)
    else:
        out.write_text(record.text, "utf-8")


@command.command()
@click.argument("receipt")
@JSON
@click.pass_obj
def find(services: Services, receipt: str, as_json: bool) -> None:
    """Find the entry of a RECEIPT: the letters and digits a person got with a command."""
    show_rows([services.ledger.find(receipt.lower())], ENTRIES, as_json=as_json)


@command.command()
@click.argument("reference", default="")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@JSON
@click.pass_obj
def entries(services: Services, reference: str, limit: int, as_json: bool) -> None:
    """List the entries of one object by its REFERENCE, or the latest ones of all."""
    ledger = services.ledger
    rows = ledger.entries_of(reference)[:limit] if reference else ledger.latest(limit)
    show_rows(rows, ENTRIES, as_json=as_json)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "vkeys", multiple=True, help="Public key; this installation's if none."
)
@click.pass_obj
@click.pass_context
def verify(
    context: click.Context, services: Services, file: Path, *, vkeys: tuple[str, ...]
) -> None:
    """Check a record's FILE. Ends with 0 verified, 1 not, 2 unusable, 3 not yet covered."""
    code, told = _verdict(file, lambda: vkeys or (services.ledger.vkey(),))
    click.echo(told)
    context.exit(code)


def _verdict(file: Path, vkeys: Callable[[], tuple[str, ...]]) -> tuple[int, str]:
    try:
        record = Record.parse(file.read_text("utf-8"))
        trusted = [VerifierKey.parse(one) for one in vkeys()]
    except (ProofError, NoteError, UnicodeError) as error:
        return UNUSABLE, f"unusable: {error}"
    try:
        leaf = record.check_body()
        if not record.proof.covered:
            return NOT_COVERED, "no checkpoint covers this record yet"
        head = record.proof.verify(trusted, keys.check)
    except (ProofError, NoteError) as error:
        return DOES_NOT_VERIFY, f"does not verify: {error}"
    opened = "body checked" if record.body is not None else "body not in the file"
    return 0, (
        f"verified: {leaf.kind} of {leaf.object}, {leaf.at}, entry {record.proof.seq} "
        f"of the {head.size} signed by {head.origin}; {opened}; photographs not checked"
    )


def _print_report(report: Report) -> None:
    click.echo(f"entries {report.entries}, bodies {report.bodies}, erased {report.erased}")
    click.echo(f"checkpoints {report.checkpoints}, unsigned entries {report.unsigned}")
    if report.rows is not None:
        click.echo(f"objects whose rows were compared {report.rows}")
    for one in report.findings:
        click.echo(f"FOUND by {one.detector.value}: {one.place}: {one.reason}")
    for left in report.not_checked:
        click.echo(f"not checked: {left}")
    click.echo(
        "everything checked agrees" if report.ok else f"{len(report.findings)} found"
    )
