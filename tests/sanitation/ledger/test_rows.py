"""An UPDATE past the program leaves the tree spotless; comparing the rows finds it."""

import pytest
from sqlalchemy import text

from sanitation.accounts.rules import Place, Role
from sanitation.appeals.rules import Outcome
from sanitation.cli.ledger import ROWS
from sanitation.ledger.fsck import Detector
from sanitation.reviews.rules import Judgement, MarkState
from tests.factories import accounts, appeals, quarter, supervision
from tests.world import small_world, undone

SURVEY = b"number,street,mode,q1,q2,q3,q4,q5,q6\nS1,990101001,phone,5,4,3,2,1,4\n"


@pytest.fixture(scope="module")
def house():
    """A quarter with something of every stage in it."""
    with small_world() as services:
        made = quarter.visited(quarter.house(services))
        services.reviews.assign(made.office, quarter.QUARTER)
        _judge(made)
        services.surveys.import_responses(
            made.office, quarter.QUARTER, SURVEY, "s.csv", "utf-8", dry_run=False
        )
        run = services.scores.run(made.office, quarter.QUARTER)
        quarter.release(made, quarter.Stage.PROVISIONAL, run)
        appeals.ruled(made, appeals.filed(made)[0], Outcome.UPHELD, 0)
        appeals.filed(made)
        street = services.city.streets[0]
        place = Place(street.district_code, street.code)
        officer = accounts.account(services, Role.INSPECTOR)
        supervision.draft(services, place, officer, number=77)
        yield made


def _judge(made):
    """Let everybody judge; one record is in dispute and decided."""
    less = 1
    for reviewer in made.reviewers:
        while (handle := made.services.reviews.queue(reviewer).next_handle) is not None:
            quarter.seal(made, reviewer, handle, less=less)
            less = 0
    for one in made.services.reviews.disputes(made.adjudicator):
        seen = made.services.reviews.dispute(made.adjudicator, one.handle)
        marks = {item: Judgement(MarkState.COUNTED, 2) for item in seen.items}
        made.services.reviews.judge_blind(made.adjudicator, one.handle, marks)
        made.services.reviews.adjudicate(made.adjudicator, one.handle, marks, "clear")


def test_after_an_honest_quarter_every_row_agrees_with_what_its_entries_say(house):
    report = house.services.ledger.fsck(ROWS)
    assert report.findings == ()
    assert report.rows > 40


EDITS = [
    ("mark", "findings = findings + 1"),
    ("answer", "findings = findings + 1"),
    ("submission", "flags = 'none'"),
    ("adjudicated_mark", "findings = findings + 1"),
    ("adjudication", "reason = 'changed'"),
    ("frame", "sites = sites + 1"),
    ("survey", "valid_responses = valid_responses + 1"),
    ("score_run", "result_sha256 = 'x'"),
    ("score_value", "shown = '99.9'"),
    ("score_value", "rank = 77"),
    ("release", "signed_by = 'somebody'"),
    ("appeal", "stood = stood + 1"),
    ("appeal", "text = 'changed'"),
    ("ruling", "findings = 5"),
    ("panel_seat", "findings = 7"),
    ("supervision_case", "severity = 'S1'"),
    ("case_photo", "sha256 = 'x'"),
    ("account", "name = 'somebody else'"),
]


@pytest.mark.parametrize(("table", "edit"), EDITS)
def test_an_edit_of_a_row_is_found_by_the_comparison_and_by_nothing_else(
    house, table, edit
):
    with undone(house.services):
        with house.services.sessions.begin() as session:
            first = f"(select min(id) from {table})"  # noqa: S608  names of our own tables
            session.execute(text(f"update {table} set {edit} where id = {first}"))  # noqa: S608
        found = house.services.ledger.fsck(ROWS).findings
        assert {one.detector for one in found} == {Detector.ROWS}
        assert house.services.ledger.fsck().ok


def _without_digest(session):
    """Tell of figures under an object whose entries never told a digest of any."""
    ref = session.scalar(text("select ref from release order by id limit 1"))
    yield ref, {"figures": "0" * 64}


def test_figures_scored_before_entries_told_their_digest_are_listed_not_failed(house):
    report = house.services.ledger.fsck([_without_digest])
    assert report.ok
    assert any(left.startswith("figures of 1 runs") for left in report.not_checked)
