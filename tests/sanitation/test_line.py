"""One quarter end to end: what must hold when it is finished."""

import hashlib
import io
import zipfile
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from sampling.verify import verify
from sanitation.appeals.rules import Outcome
from sanitation.ledger.models import LedgerEntry
from sanitation.publication.rules import ReleaseState
from sanitation.reviews.models import Review
from sanitation.scores import computing, queries
from sanitation.scores.models import ScoredMark, ScoreRun
from tests.line import QUARTER, finished_quarter
from tests.world import stored


@pytest.fixture(scope="module")
def finished():
    with finished_quarter() as one:
        yield one


def run_of(finished):
    return finished.line.services.publication.release(None, finished.final).run


def test_the_final_release_ranks_every_street_and_supersedes_what_was_before(finished):
    table = finished.line.services.publication.ranking(None, str(QUARTER), "street")
    ranked = [row for row in table.areas if row.index.rank]
    assert len(ranked) == len(finished.line.services.city.streets)
    assert [row.index.rank for row in ranked] == sorted(row.index.rank for row in ranked)
    releases = finished.line.services.publication.releases(finished.line.office)
    states = [one.state for one in releases if one.quarter == str(QUARTER)]
    assert states.count(ReleaseState.FINAL) == 1
    assert set(states[1:]) == {ReleaseState.SUPERSEDED}
    assert table.release.checkpoint


def test_every_record_was_judged_by_two_different_people(finished):
    with stored(finished.line.services) as session:
        pairs = session.execute(
            select(
                Review.submission_id,
                func.count(),
                func.count(func.distinct(Review.reviewer_id)),
            ).group_by(Review.submission_id)
        ).all()
    assert pairs
    assert all(count == people == 2 for _, count, people in pairs)


def test_the_same_records_score_the_same_again(finished):
    services = finished.line.services
    first = services.scores.run(finished.line.office, str(QUARTER))
    second = services.scores.run(finished.line.office, str(QUARTER))
    runs = {row.ref: row for row in services.scores.listing(finished.line.office)}
    assert runs[first].result_sha256 == runs[second].result_sha256
    assert runs[first].inputs_sha256 == runs[second].inputs_sha256


def test_a_ruling_changes_the_score_and_no_fact(finished):
    services = finished.line.services
    district = finished.line.cast.actors["district"]
    rows = services.appeals.listing(district, str(QUARTER))
    assert {row.outcome for row in rows} == {
        Outcome.UPHELD,
        Outcome.PARTLY,
        Outcome.DISMISSED,
    }
    for row in rows:
        detail = services.appeals.appeal(district, row.ref)
        if row.outcome is Outcome.DISMISSED:
            assert detail.before == detail.after
        else:
            assert Fraction(detail.after) >= Fraction(detail.before)
            assert detail.stands < detail.stood


def test_lost_marks_add_up_to_what_the_site_index_lacks(finished):
    with stored(finished.line.services) as session:
        run = queries.run_by_ref(session, run_of(finished))
        for figures in queries.table(session, run.id, "street").values():
            lost = [
                Fraction(row.value)
                for name, row in figures.items()
                if name.startswith("lost_marks.") and row.value
            ]
            if lost and figures["site_index"].value:
                assert sum(lost) == 100 - Fraction(figures["site_index"].value)


def test_every_mark_scored_is_within_its_cap(finished):
    with stored(finished.line.services) as session:
        run = queries.run_by_ref(session, run_of(finished))
        marks = session.scalars(select(ScoredMark).where(ScoredMark.run_id == run.id)).all()
    assert marks
    assert all(0 <= mark.lost <= 100 for mark in marks)
    assert all(mark.findings == 0 for mark in marks if not mark.counted)


def test_the_published_bundle_of_the_draw_verifies_and_its_sums_fit(finished):
    packed = zipfile.ZipFile(io.BytesIO(finished.line.services.draws.bundle(finished.draw)))
    files = {name: packed.read(name) for name in packed.namelist()}
    sums = dict(
        line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines()
    )
    assert sums == {
        name: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name != "SHA256SUMS"
    }
    verdict = verify(files)
    assert verdict.ok, verdict.first_failure


def test_an_explanation_leads_from_the_index_to_the_indicators(finished):
    services = finished.line.services
    street = services.city.streets[0].code
    part = services.scores.explain(run_of(finished), "street", street, "index")
    by_measure = {child.measure: child for child in part.children}
    assert set(by_measure) == {"site_index", "satisfaction"}
    assert by_measure["site_index"].children
    assert any(venue.children for venue in by_measure["site_index"].children)


def test_a_run_computed_again_from_the_file_it_kept_gives_every_figure_to_the_last_digit(
    finished,
):
    services = finished.line.services
    with stored(services) as session:
        run = queries.run_by_ref(session, run_of(finished))
        again = computing.compute(
            session,
            services.blobs,
            run.rubric_sha256,
            run.inputs_sha256,
            session.get(ScoreRun, run.previous_id),
        )
        assert hashlib.sha256(again.result_file).hexdigest() == run.result_sha256
        kept = queries.table(session, run.id, "street")
        for row in again.values:
            if row["level"] == "street":
                one = kept[row["area"]][row["measure"]]
                assert {name: getattr(one, name) for name in row} == row


def test_the_ledger_has_an_entry_for_every_step_and_adds_up(finished):
    with stored(finished.line.services) as session:
        kinds = set(session.scalars(select(LedgerEntry.kind).distinct()))
    assert kinds >= {
        "FrameFrozen",
        "DrawCommitted",
        "DrawMade",
        "TasksAssigned",
        "SubmissionReceived",
        "ReviewsAssigned",
        "ReviewSealed",
        "SurveyImported",
        "ScoresComputed",
        "ReleaseProposed",
        "ReleasePublished",
        "AppealFiled",
        "AppealRuled",
        "ScoresRecomputed",
        "ReleaseSuperseded",
    }
