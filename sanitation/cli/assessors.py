"""`sanitation assessors`: who may go on duty, step by step."""

import click

from sanitation.accounts.rules import Tie
from sanitation.accounts.values import FileEdit, FileRow
from sanitation.bootstrap import Services
from sanitation.cli.listing import say, show_one, show_rows
from sanitation.cli.noun import Noun
from sanitation.cli.options import ACTING, JSON, REASON, acts

COLUMNS = ("handle", "name", "organisation", "lacks")
QUARTER = click.option("--quarter", default=None, help="Such as 2026Q3; the present one.")


@click.group("assessors", cls=Noun)
def command() -> None:
    """Keep the assessors' files: training, mock test, exam, pledges, conflicts."""


@command.command("list")
@QUARTER
@JSON
@ACTING
@click.pass_obj
def listing(
    services: Services, quarter: str | None, as_json: bool, handle: str | None
) -> None:
    """List the quarter's assessors and what each still lacks; "-" is qualified."""
    when = _quarter(services, quarter)
    files = services.accounts.files(acts(services, handle), when)
    show_rows(files, COLUMNS, as_json=as_json)
    qualified = sum(not file.lacks for file in files)
    say(f"{qualified} of {len(files)} assessors are qualified", as_json=as_json)


@command.command("record")
@click.argument("assessor")
@click.option("--training", type=click.IntRange(0, 1000), help="Hours in all.")
@click.option("--mock-test", type=click.IntRange(0, 100), help="Agreement with the key, %.")
@click.option("--exam", type=click.IntRange(0, 100), help="Points of 100.")
@click.option("--home-x", type=int, help="Metres east of the city's origin.")
@click.option("--home-y", type=int, help="Metres north of the city's origin.")
@QUARTER
@ACTING
@click.pass_obj
def record(
    services: Services,
    *,
    assessor: str,
    training: int | None,
    mock_test: int | None,
    exam: int | None,
    home_x: int | None,
    home_y: int | None,
    quarter: str | None,
    handle: str | None,
) -> None:
    """Record steps an ASSESSOR (a handle) passed; what is not given stays as it is.

    Another exam score is another attempt. The two pledges are signed by the assessor.

    \b
    Example:
      sanitation assessors record wang.fang --training 16 --mock-test 90 --exam 85
    """
    accounts = services.accounts
    actor, when = acts(services, handle), _quarter(services, quarter)
    before = _file(services, assessor, when, handle)
    edit = FileEdit(
        training_hours=before.training_hours if training is None else training,
        mock_agreement_pct=before.mock_agreement_pct if mock_test is None else mock_test,
        exam_score=before.exam_score if exam is None else exam,
        home_x=before.home_x if home_x is None else home_x,
        home_y=before.home_y if home_y is None else home_y,
        version=before.version,
    )
    accounts.edit_file(actor, before.ref, when, edit)
    after = _file(services, assessor, when, handle)
    click.echo(f"still lacking: {', '.join(after.lacks) or 'nothing'}")


@command.command("conflict")
@click.argument("assessor")
@click.option("--tie", type=click.Choice([tie.value for tie in Tie]), required=True)
@click.option("--street", default="", help="Name or code.")
@click.option("--district", default="", help="Name or code.")
@ACTING
@click.pass_obj
def conflict(
    services: Services,
    assessor: str,
    tie: str,
    street: str,
    district: str,
    handle: str | None,
) -> None:
    """Record a tie that bars an ASSESSOR from a street or a district."""
    accounts, city = services.accounts, services.city
    made = accounts.declare_conflict(
        acts(services, handle),
        accounts.office_actor(assessor).ref,
        Tie(tie),
        street=city.resolve_street(street).code if street else "",
        district=city.resolve_district(district).code if district else "",
    )
    click.echo(made)


@command.command("withdraw")
@click.argument("conflict_ref", metavar="CONFLICT")
@REASON
@ACTING
@click.pass_obj
def withdraw(
    services: Services, conflict_ref: str, reason: str, handle: str | None
) -> None:
    """End a declared tie by its number, with a reason."""
    accounts = services.accounts
    accounts.withdraw_conflict(acts(services, handle), conflict_ref, reason)
    click.echo("ended")


@command.command("show")
@click.argument("assessor")
@QUARTER
@JSON
@ACTING
@click.pass_obj
def show(
    services: Services,
    assessor: str,
    quarter: str | None,
    as_json: bool,
    handle: str | None,
) -> None:
    """Print one ASSESSOR's file with the declared ties."""
    file = _file(services, assessor, _quarter(services, quarter), handle)
    if as_json:
        show_one(file, as_json=True)
        return
    click.echo(f"{file.name} ({file.handle}), {file.organisation}, {file.quarter}")
    click.echo(f"training {file.training_hours} h, mock test {file.mock_agreement_pct}")
    click.echo(f"exam {file.exam_score}, attempts {file.exam_attempts}")
    click.echo(f"confidentiality pledge {file.confidentiality_signed_at or 'not signed'}")
    click.echo(f"integrity pledge {file.integrity_signed_at or 'not signed'}")
    for tie in file.conflicts:
        place = tie.street or tie.district or tie.organisation
        click.echo(f"tie {tie.ref} {tie.kind} {place}")
    click.echo(f"still lacking: {', '.join(file.lacks) or 'nothing'}")


def _file(services: Services, assessor: str, quarter: str, handle: str | None) -> FileRow:
    accounts = services.accounts
    ref = accounts.office_actor(assessor).ref
    return accounts.file(acts(services, handle), ref, quarter)


def _quarter(services: Services, asked: str | None) -> str:
    return asked or services.accounts.quarter_now()
