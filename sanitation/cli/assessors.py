"""`sanitation assessors`: who may go on duty, step by step."""

import click

from sanitation.accounts.rules import Tie
from sanitation.accounts.values import FileEdit, FileRow
from sanitation.bootstrap import Services

ACTING = click.option(
    "--as",
    "handle",
    envvar="SANITATION_AS",
    default=None,
    help="Act as this account of the index office; without it its first one.",
)
QUARTER = click.option("--quarter", default=None, help="Such as 2026Q3; the present one.")


@click.group("assessors")
def command() -> None:
    """Keep the assessors' files: training, mock test, exam, pledges, conflicts."""


@command.command("list")
@QUARTER
@ACTING
@click.pass_obj
def listing(services: Services, quarter: str | None, handle: str | None) -> None:
    """List the quarter's assessors and what each still lacks."""
    accounts = services.accounts
    files = accounts.files(accounts.office_actor(handle), _quarter(services, quarter))
    for file in files:
        click.echo(
            f"{file.handle:<20} {file.name:<16} {', '.join(file.lacks) or 'qualified'}"
        )
    qualified = sum(not file.lacks for file in files)
    click.echo(f"{qualified} of {len(files)} assessors are qualified")


@command.command("record")
@click.argument("assessor")
@click.option("--training", type=click.IntRange(0, 1000), help="Hours in all.")
@click.option("--mock-test", type=click.IntRange(0, 100), help="Agreement with the key, %.")
@click.option("--exam", type=click.IntRange(0, 100), help="Points of 100.")
@QUARTER
@ACTING
@click.pass_obj
def record(
    services: Services,
    assessor: str,
    training: int | None,
    mock_test: int | None,
    exam: int | None,
    quarter: str | None,
    handle: str | None,
) -> None:
    """Record steps an ASSESSOR passed; what is not given stays as it is."""
    accounts = services.accounts
    actor, when = accounts.office_actor(handle), _quarter(services, quarter)
    before = _file(services, assessor, when, handle)
    edit = FileEdit(
        training_hours=before.training_hours if training is None else training,
        mock_agreement_pct=before.mock_agreement_pct if mock_test is None else mock_test,
        exam_score=before.exam_score if exam is None else exam,
        home_x=before.home_x,
        home_y=before.home_y,
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
        accounts.office_actor(handle),
        accounts.office_actor(assessor).ref,
        Tie(tie),
        street=city.resolve_street(street).code if street else "",
        district=city.resolve_district(district).code if district else "",
    )
    click.echo(made)


@command.command("withdraw")
@click.argument("conflict_ref", metavar="CONFLICT")
@click.option("--reason", required=True)
@ACTING
@click.pass_obj
def withdraw(
    services: Services, conflict_ref: str, reason: str, handle: str | None
) -> None:
    """End a declared tie by its number, with a reason."""
    accounts = services.accounts
    accounts.withdraw_conflict(accounts.office_actor(handle), conflict_ref, reason)
    click.echo("ended")


@command.command("show")
@click.argument("assessor")
@QUARTER
@ACTING
@click.pass_obj
def show(
    services: Services, assessor: str, quarter: str | None, handle: str | None
) -> None:
    """Print one ASSESSOR's file with the declared ties."""
    file = _file(services, assessor, _quarter(services, quarter), handle)
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
    return accounts.file(accounts.office_actor(handle), ref, quarter)


def _quarter(services: Services, asked: str | None) -> str:
    return asked or services.accounts.quarter_now()
