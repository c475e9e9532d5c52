"""The points an area lacks are laid to its indicators, and nothing is lost on the way."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given

from scoring import engine, rubric
from scoring.losses import FAILED
from scoring.records import Records
from scoring.vocabulary import ScoringError, quarter
from tests.scoring.strategies import quarters, records, toml


def run(drawn):
    return engine.run(rubric.parse(toml(drawn[0])), records(*drawn), quarter("2024Q1"))


@given(quarters())
def test_the_parts_of_every_area_add_up_to_what_it_lacks(drawn):
    result = run(drawn)

    for level, column in (("venue", "venue_score"), ("street", "street_score")):
        parts = result.lost_points(level, column)
        for area, figure in result.figures(level, column).items():
            if figure.value is not None:
                assert sum(parts[area].values()) == 100 - figure.value
            else:
                assert area not in parts


@given(quarters())
def test_the_parts_of_a_group_are_the_rubrics_own_lost_marks(drawn):
    plan, sites = drawn
    judged = [site for site in sites if site["state"] != "locked"]
    assume(judged)
    result = run((plan, judged))
    groups = {item["id"]: item["group"] for item in plan["items"]}

    for area, parts in result.lost_points("street", "street_score").items():
        for group in plan["groups"]:
            mine = sum(p for (_, item), p in parts.items() if groups[item] == group)
            assert mine == result.figure("street", area, f"street_lost.{group}").value


@given(quarters())
def test_a_place_found_locked_is_laid_to_no_indicator(drawn):
    plan, sites = drawn
    result = run((plan, [dict(site, state="locked") for site in sites]))

    for parts in result.lost_points("street", "street_score").values():
        assert {item for _, item in parts} == {FAILED}
        assert sum(parts.values()) == 100


@given(quarters())
def test_no_indicator_is_charged_at_a_venue_type_it_is_not_for(drawn):
    venues = {item["id"]: item["venues"] for item in drawn[0]["items"]}

    for parts in run(drawn).lost_points("street", "street_score").values():
        for (venue, item), points in parts.items():
            assert points > 0
            assert item == FAILED or venue in venues[item]


def test_what_is_no_mean_of_scores_cannot_be_taken_apart():
    text = b"""
schema = "sanrubric/1"
id = "x"
version = 1
from = 2020-01-01
method = "m"
levels = [{ id = "area", by = ["area"] }]
inputs = [{ id = "given", at = "area" }]
steps = [{ out = "shown", at = "area", rule = "round", in = "given" }]
"""
    given_ = {("area", "given"): {"A": Fraction(5)}}
    empty = Records(sites=np.zeros(0, dtype=np.str_), inputs=given_)
    result = engine.run(rubric.parse(text), empty, quarter("2026Q1"))
    with pytest.raises(ScoringError):
        result.lost_points("area", "shown")
