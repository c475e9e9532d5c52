"""A survey's file is imported whole or not at all; the latest of a quarter counts."""

import io

import pytest
from openpyxl import load_workbook

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from tests.factories import accounts
from tests.world import everything, refuses, small_world, undone

Q3 = "2026Q3"
HEAD = "number,street,mode,q1,q2,q3,q4,q5,q6"
GOOD = "S1,临江街道,phone,5,4,3,2,1,0"


@pytest.fixture(scope="module")
def world():
    with small_world() as services:
        yield services, accounts.account(services, Role.OFFICE)


@pytest.fixture(autouse=True)
def clean(world):
    with undone(world[0]):
        yield


def lay(world, *lines, actor=None, label=Q3, dry_run=False, name="s.csv", data=b""):
    services, office = world
    sheet = data or "\n".join([HEAD, *lines, ""]).encode()
    return services.surveys.import_responses(
        actor or office, label, sheet, name, "utf-8", dry_run=dry_run, language="en"
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",临江街道,phone,5,4,3,2,1,0", "response number"),
        ("N" * 41 + ",临江街道,phone,5,4,3,2,1,0", "response number"),
        ("S2,月球街道,phone,5,4,3,2,1,0", "street"),
        ("S2,,phone,5,4,3,2,1,0", "street"),
        ("S2,临江街道,dream,5,4,3,2,1,0", "mode"),
        ("S2,临江街道,,5,4,3,2,1,0", "mode"),
        ("S1,临江街道,phone,5,4,3,2,1,0", "number"),
    ],
)
def test_one_bad_cell_refuses_the_whole_file_and_is_named(world, line, column):
    with refuses(world[0], Code.IMPORT_REFUSED) as refused:
        lay(world, GOOD, line)
    assert [(row["row"], row["column"]) for row in refused.value.rows] == [("3", column)]


@pytest.mark.parametrize("question", range(1, 7))
def test_an_answer_that_is_no_level_is_refused_in_its_column(world, question):
    cells = GOOD.split(",")
    cells[question + 2] = "9"
    with refuses(world[0], Code.IMPORT_REFUSED) as refused:
        lay(world, ",".join(cells))
    (fault,) = refused.value.rows
    assert (fault["row"], fault["got"]) == ("2", "9")


def test_a_dry_run_counts_and_stores_nothing(world):
    before = everything(world[0])
    report = lay(world, GOOD, "S2,东门街道,online,5,5,5,5,5,5", dry_run=True)
    assert (report.responses, report.valid, report.straight_lined) == (2, 2, 1)
    assert everything(world[0]) == before


def test_a_response_with_too_few_answers_is_kept_and_not_valid(world):
    report = lay(world, GOOD, "S2,东门街道,online,5,,,,,0")
    assert (report.responses, report.valid) == (2, 1)


def test_an_import_has_its_entry_and_a_later_one_stands_beside_it(world):
    services, office = world
    first = lay(world, GOOD)
    lay(world, GOOD, "S2,东门街道,online,5,5,5,5,5,4")
    latest, earlier = services.surveys.listing(office)
    assert (latest.responses, earlier.responses) == (2, 1)
    (entry,) = services.ledger.entries_of(earlier.ref)
    assert entry.kind == "SurveyImported"
    assert first.digest in services.ledger.body(entry.seq).data.decode()


def test_a_quarter_that_is_none_is_refused(world):
    with refuses(world[0], Code.INVALID_INPUT):
        lay(world, GOOD, label="next spring")


def test_a_file_without_a_single_response_is_refused(world):
    with refuses(world[0], Code.IMPORT_REFUSED):
        lay(world)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DISTRICT_VIEWER, Role.ASSESSOR])
def test_only_the_office_imports_a_survey(world, role):
    other = accounts.account(world[0], role)
    with refuses(world[0], Code.FORBIDDEN):
        lay(world, GOOD, actor=other)


def test_the_templates_own_example_can_be_imported(world):
    book = load_workbook(io.BytesIO(world[0].surveys.template("en")))
    page = book.worksheets[0]
    page["A3"] = str(page["A3"].value).lstrip("# ")
    out = io.BytesIO()
    book.save(out)
    assert lay(world, data=out.getvalue(), name="survey.xlsx").responses == 1
