"""Two quarters side by side: intervals where both were computed, and parts that add up."""

import json
import random
import re
from fractions import Fraction

import pytest

from sanitation.publication.models import Release
from sanitation.publication.rules import ReleaseState, Stage
from sanitation.scores import computing, queries
from sanitation.scores.between import Basis
from sanitation.scores.models import ScoreRun
from tests.line import QUARTER, finished_quarter
from tests.webapp.test_public import rows_of, words
from tests.webapp.world import application, browser
from tests.world import START

EARLIER = QUARTER.shifted(-2)


def release_earlier_quarter(services):
    """Release a quarter of the same city, half of it at the same sites, somewhat dirtier."""
    dice = random.Random(1)
    with services.sessions.begin() as session:
        run = queries.latest_run(session, str(QUARTER))
        head, *lines = map(json.loads, services.blobs.get(run.inputs_sha256).splitlines())
        head["quarter"] = str(EARLIER)
        for row in lines:
            row["site"] = row["site"] if dice.random() < 0.5 else f"Z{row['site']}"
            for mark in row["marks"].values():
                mark[1] += mark[0] == "counted" and dice.random() < 0.3
        ordered = [head, *sorted(lines, key=lambda row: row["site"])]
        data = "".join(json.dumps(row, sort_keys=True) + "\n" for row in ordered)
        inputs = services.blobs.put(data.encode())
        made = computing.compute(session, services.blobs, run.rubric_sha256, inputs, None)
        earlier = ScoreRun(
            quarter=str(EARLIER),
            source="computed",
            made_at=START,
            made_by="office",
            rubric_id=made.rubric_id,
            rubric_sha256=run.rubric_sha256,
            method=made.method,
            algorithm=run.algorithm,
            inputs_sha256=inputs,
            result_sha256=services.blobs.put(made.result_file),
            ledger_size=0,
            records=len(lines),
        )
        session.add(earlier)
        session.flush()
        computing.store(session, earlier.id, made, ())
        session.add(
            Release(
                quarter=str(EARLIER),
                number=1,
                stage=Stage.FINAL,
                state=ReleaseState.FINAL,
                run_id=earlier.id,
                proposed_by="office",
                proposed_at=START,
                signed_by="office2",
                published_at=START,
            )
        )


@pytest.fixture(scope="module")
def house():
    with finished_quarter() as finished:
        services = finished.line.services
        release_earlier_quarter(services)
        yield services, browser(application(services))


@pytest.fixture(scope="module")
def street(house):
    return house[0].city.streets[0].code


def compared(services, earlier=EARLIER, later=QUARTER, code=""):
    return services.results.compare(None, str(earlier), str(later), "street", code)


def test_a_change_has_an_interval_around_it_where_both_quarters_were_computed(house):
    found = compared(house[0])

    assert found.basis is Basis.SAMPLED
    assert found.common > 0
    for one in found.moved:
        change = one.difference
        assert float(change.value) == pytest.approx(one.after.number - one.before.number)
        if change.low is not None:
            assert change.low <= change.value <= change.high


def test_the_other_way_round_every_change_turns_its_sign_and_keeps_its_width(house):
    ahead = {one.area.code: one.difference for one in compared(house[0]).moved}
    back = compared(house[0], QUARTER, EARLIER)

    for one in back.moved:
        there, here = ahead[one.area.code], one.difference
        assert here.value == -there.value
        if here.low is not None and there.low is not None:
            assert here.high - here.low == pytest.approx(there.high - there.low)


def test_the_moves_of_all_indicators_add_up_to_the_change_of_the_site_index(house, street):
    services, _ = house
    found = compared(services, code=street)
    with services.sessions.read() as session:
        values = {}
        for label in (EARLIER, QUARTER):
            run = queries.latest_run(session, str(label))
            row = queries.figures_of(session, run.id, "street", street)["site_index"]
            values[label] = Fraction(row.value)
    moved = values[QUARTER] - values[EARLIER]
    assert sum(one.gain for one in found.items) == moved


def test_a_printed_table_gives_changes_without_an_interval_and_says_so(house):
    services, client = house
    found = compared(services, QUARTER.previous, QUARTER)

    assert found.basis is Basis.PRINTED
    assert any(one.difference for one in found.moved)
    assert not any(one.difference and one.difference.low for one in found.moved)
    page = client.get("/results/compare/", query_string={"earlier": str(QUARTER.previous)})
    assert "whether they are more than chance cannot be said" in words(page.text)


def test_the_page_lists_only_sure_changes_when_asked_and_every_quarter_beside(house):
    services, client = house
    asked = {"earlier": str(EARLIER), "later": str(QUARTER)}
    every = client.get("/results/compare/", query_string=asked).text
    sure = client.get("/results/compare/", query_string=asked | {"sure": "1"}).text

    shown = rows_of(every, "compared")
    certain = [row for row in shown if "<strong>more than chance</strong>" in row]
    told = rows_of(sure, "compared") if 'id="compared"' in sure else []
    assert len(shown) == len(services.city.streets)
    assert len(told) == len(certain)
    assert len(rows_of(every, "trend")) == len(services.city.streets)
    assert len(re.findall('<td class="num">', rows_of(every, "trend")[0])) >= 3


def test_what_cannot_be_compared_is_said(house):
    _, client = house
    same = {"earlier": str(QUARTER), "later": str(QUARTER)}
    page = client.get("/results/compare/", query_string=same).text
    assert "These two cannot be compared" in page
    unpublished = {"later": str(QUARTER.next)}
    page = client.get("/results/compare/", query_string=unpublished).text
    assert "These two cannot be compared" in page
    assert client.get("/results/compare/?code=nowhere").status_code == 404
    assert client.get("/results/compare/?later=soon").status_code == 422
