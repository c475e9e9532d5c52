"""The norm of the running line: what is shown, withheld, flagged, ranked, and why."""

from contextlib import contextmanager
from fractions import Fraction

import pytest

from sanitation.errors import Code, Problem
from sanitation.fieldwork.rules import SiteFound
from sanitation.reviews.rules import Judgement, MarkState
from sanitation.scores import computing, inputs
from sanitation.scores.collecting import Record
from sanitation.surveys.rules import Satisfaction
from tests.sanitation.scores.quarter import answers, kept_run, record, street_records
from tests.world import small_world

QUARTER = "2026Q3"


@contextmanager
def scored(change, satisfied=answers):
    """Score the records a test makes: {(level, area, measure): row}, and the streets."""
    with small_world() as services:
        streets = [street.code for street in services.city.streets]
        rows = change(streets)
        file = inputs.written(services.city, QUARTER, rows, satisfied(services.city), "")
        with services.sessions.read() as session:
            run = kept_run(services, session, file)
            made = computing.compute(
                session, services.blobs, run.rubric_sha256, run.inputs_sha256, None
            )
        yield {(v["level"], v["area"], v["measure"]): v for v in made.values}, streets


def full(streets):
    return [
        row
        for number, street in enumerate(streets)
        for row in street_records(street, 1 + 100 * number, findings=number)
    ]


def test_the_same_facts_in_any_order_give_the_same_file_and_it_reads_back():
    with small_world() as services:
        rows = full([street.code for street in services.city.streets])
        told = answers(services.city)
        straight = inputs.written(services.city, QUARTER, rows, told, "before")
        back = dict(reversed(told.items()))
        turned = inputs.written(services.city, QUARTER, rows[::-1], back, "before")

        assert straight == turned
        read = inputs.read(straight)
        assert (read.quarter, read.previous, read.city) == (QUARTER, "before", "linxi")
        assert read.satisfaction == told
        assert {row.record for row in read.rows} == {row.ref for row in rows}
        assert read.rows[0].marks == rows[0].marks


def test_a_street_with_few_sites_is_flagged_and_one_with_fewer_withheld():
    def change(streets):
        first, second = streets[:2]
        few = street_records(second, 500, each=2)[
            :7
        ]  # 8 are needed to show, 12 not to flag
        return [*street_records(first, each=2), *few]

    with scored(change) as (found, streets):
        shown, withheld = (found["street", s, "index"] for s in streets[:2])
    assert (shown["flag"], shown["empty_because"], shown["rank"]) == ("few_sites", "", 1)
    assert (withheld["value"], withheld["empty_because"]) == (None, "suppressed")
    assert (withheld["rank"], withheld["low"], withheld["label"]) == (None, None, "")


def test_a_street_of_which_too_much_was_not_seen_is_withheld():
    def change(streets):
        rows = street_records(streets[0])
        gone = [
            Record(**{**_fields(row), "marks": {}, "visited": False}) for row in rows[:3]
        ]
        return [*gone, *rows[3:]]

    with scored(change) as (found, streets):
        row = found["street", streets[0], "index"]
    assert (row["value"], row["empty_because"], row["coverage_pct"]) == (
        None,
        "suppressed",
        75,
    )


def _fields(row):
    return {name: getattr(row, name) for name in Record.__dataclass_fields__}


def test_without_satisfaction_there_is_no_composite_and_it_is_not_weighed_again():
    def satisfied(city):
        street = city.streets[0].code
        return answers(city) | {street: Satisfaction(None, 29, None)}

    with scored(full, satisfied) as (found, streets):
        index, site = (found["street", streets[0], m] for m in ("index", "site_index"))
    assert (index["value"], index["empty_because"]) == (None, "no_data")
    assert site["value"] is not None


def test_a_street_without_an_urban_village_has_no_special_index_and_loses_nothing_by_it():
    def change(streets):
        return street_records(streets[0], venues=("V01", "V03", "V04"))

    with scored(change) as (found, streets):
        village = found["street", streets[0], "village"]
        index = found["street", streets[0], "index"]
    assert (village["value"], village["empty_because"]) == (None, "na")
    assert (index["rank"], index["flag"]) == (1, "few_sites")


def test_true_ties_share_a_rank_and_unrounded_values_decide_the_rest():
    def change(streets):
        a, b, c = streets[:3]
        return [
            *street_records(a, 1),
            *street_records(b, 101),
            *street_records(c, 201, findings=1),
        ]

    with scored(change) as (found, streets):
        ranks = [found["street", street, "index"]["rank"] for street in streets[:3]]
    assert ranks == [1, 1, 3]


def test_lost_points_of_indicators_add_up_to_what_the_site_index_lacks():
    def change(streets):
        rows = full(streets)
        rows[0] = Record(
            **{**_fields(rows[0]), "site_found": SiteFound.LOCKED, "marks": {}}
        )
        partly = {
            "LR02": Judgement(MarkState.MISSING, 0),
            "LR04": Judgement(MarkState.NA, 0),
        }
        rows[1] = Record(**{**_fields(rows[1]), "marks": {**rows[1].marks, **partly}})
        return rows

    with scored(change) as (found, streets):
        for street in streets:
            site = Fraction(found["street", street, "site_index"]["value"])
            parts = {
                measure: Fraction(row["value"])
                for (level, area, measure), row in found.items()
                if (level, area) == ("street", street) and measure.startswith("lost.")
            }
            assert sum(parts.values()) == 100 - site
            assert ("lost.V01." in parts) == (street == streets[0])


def test_a_locked_toilet_loses_everything_and_a_closed_one_nothing():
    def change(streets):
        rows = street_records(streets[0], venues=("V04",), each=10)
        rows[0] = Record(
            **{**_fields(rows[0]), "site_found": SiteFound.LOCKED, "marks": {}}
        )
        rows[1] = Record(
            **{**_fields(rows[1]), "site_found": SiteFound.CLOSED, "marks": {}}
        )
        return rows

    with scored(change) as (found, streets):
        row = found["venue", f"{streets[0]}|V04", "venue_score"]
    one_finding = Fraction(100 - 4 - 8 - 4 - 5)
    assert Fraction(row["value"]) == Fraction(7 * 100 + one_finding + 0, 9)
    assert row["n"] == 9


def test_toilets_are_told_by_industry_from_ten_on_and_flagged_under_thirty():
    def change(streets):
        return [
            record(
                number,
                streets[0],
                "V04",
                number % 2,
                industry="metro" if number < 9 else "park",
                m=50,
            )
            for number in range(40)
        ]

    with scored(change) as (found, _):
        metro, park = (found["industry", one, "toilet_score"] for one in ("metro", "park"))
    assert (metro["value"], metro["empty_because"], metro["rank"]) == (
        None,
        "suppressed",
        None,
    )
    assert (park["n"], park["flag"], park["rank"]) == (31, "", 1)


def test_figures_of_two_sites_stay_inside_what_a_score_can_be():
    def change(streets):
        rows = [record(1, streets[0]), record(2, streets[0], findings=4)]
        return [*rows, *street_records(streets[0], 100, venues=("V02", "V03", "V04"))]

    with scored(change) as (found, streets):
        row = found["venue", f"{streets[0]}|V01", "venue_score"]
    assert row["n"] == 2
    assert 0 <= row["low"] < row["number"] < row["high"] <= 100


def test_progress_has_an_interval_that_comes_from_both_quarters():
    with small_world() as services, services.sessions.read() as session:
        street = services.city.streets[0].code
        before, after = street_records(street, findings=1), street_records(street, 500)
        told = answers(services.city)
        old = inputs.written(services.city, "2026Q2", before, told, "")
        run = kept_run(services, session, old, quarter="2026Q2")
        new = inputs.written(services.city, QUARTER, after, told, "x")
        made = computing.compute(
            session, services.blobs, run.rubric_sha256, services.blobs.put(new), run
        )
        found = {(v["level"], v["area"], v["measure"]): v for v in made.values}
    progress = found["street", street, "progress"]
    assert progress["low"] < progress["number"] < progress["high"]
    assert progress["standard_error"] > found["street", street, "index"]["standard_error"]


def test_an_indicator_the_rubric_does_not_have_is_refused_by_site():
    def change(streets):
        marks = {"XX99": Judgement(MarkState.COUNTED, 1)}
        return [record(7, streets[0], marks=marks)]

    with pytest.raises(Problem) as refused, scored(change):
        pass
    assert refused.value.code is Code.RUBRIC_INVALID
    assert "S0007" in str(refused.value.facts["detail"])


def test_a_street_nobody_visited_has_no_index_whatever_its_satisfaction():
    with scored(lambda streets: street_records(streets[0])) as (found, streets):
        other = found["street", streets[1], "index"]
    assert (other["value"], other["empty_because"], other["rank"]) == (
        None,
        "no_data",
        None,
    )
