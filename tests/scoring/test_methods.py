"""The catalog's methods on cases their own documents work out, or that a hand can."""

from fractions import Fraction

import numpy as np
import pytest

from sanitation.catalog.rubrics import SHIPPED
from scoring import engine, rubric
from scoring.items import points
from scoring.ranking import rounded
from scoring.records import Records
from scoring.vocabulary import month_number, quarter
from tests.reference import reference_file
from tests.scoring.test_published import rows_of


def shipped(name):
    return rubric.parse((SHIPPED / f"{name}.toml").read_bytes())


def coded(name, attributes, codes, period="2024Q1", months=None):
    """Score sites by their codes: item -> one code a site."""
    found = shipped(name)
    items = {item.id: item for item in found.items if item.id in codes}
    read = [points(found, item, codes[name]) for name, item in items.items()]
    count = len(next(iter(codes.values())))
    records = Records(
        sites=np.array([f"s{k:03d}" for k in range(count)]),
        attributes={key: np.array(column) for key, column in attributes.items()},
        items=tuple(items),
        findings=np.stack([one for one, _ in read], axis=1),
        states=np.stack([state for _, state in read], axis=1),
        site_states=np.zeros(count, dtype=np.int8),
        months=months,
    )
    return engine.run(found, records, quarter(period))


def test_leams_gives_all_sites_at_grade_b_two_thirds():
    grades = {"litter": ["B"] * 9}

    result = coded("leams", {"area": ["Moray"] * 9}, grades)

    assert rounded(result.figure("area", "Moray", "ci").value, 1) == Fraction("66.7")


def test_leams_pools_an_area_by_its_sites_and_not_by_the_mean_of_its_zones():
    result = coded("leams", {"area": ["Moray"] * 5}, {"litter": ["A", "A", "A", "A", "C"]})

    assert result.figure("area", "Moray", "ci").value == Fraction(100 * 13, 15)


@pytest.mark.reference
def test_the_printed_total_of_moray_is_pooled_and_no_mean_of_its_zones():
    reference_file("peers/published_tables/moray_leams_2009_10.csv")
    rows = rows_of("peers/published_tables/moray_leams_2009_10.csv")
    zones = {r["zone"]: Fraction(r["leams_cleanliness_index_2009_10"]) for r in rows}
    total = zones.pop("Overall")

    mean = sum(zones.values()) / len(zones)
    assert rounded(mean, 2) == Fraction("82.79")
    assert total == Fraction("84.13")
    assert min(zones.values()) < total < max(zones.values())


def test_ni195_counts_b_minus_half_and_c_or_worse_whole():
    grades = ["A", "B", "B-", "B-", "C", "C-", "D", "B+", "A", "A"]
    result = coded(
        "ni195",
        {"area": ["E"] * 10, "land_use": ["Roads"] * 10},
        {"litter": grades, "detritus": ["A"] * 10},
    )

    # (T + Tb / 2) / Ts = (3 + 2/2) / 10
    assert result.figure("area", "E", "ni195.litter").value == 40
    assert result.figure("area", "E", "ni195.detritus").value == 0


def test_the_park_condition_score_weighs_again_over_what_was_rated():
    items = {item.id for item in shipped("nyc-pcs").items}
    codes = {name: ["A"] for name in items}
    codes |= {"litter": ["U"], "glass": ["U/S"], "ice": ["N"], "benches": ["N"]}
    result = coded(
        "nyc-pcs",
        {"park": ["P"]},
        codes,
        "2024Q2",
        np.array([month_number(quarter("2024Q1").first)]),
    )

    parts = {
        name: result.work.columns["inspection", f"part.{name}"].values[0]
        for name in ("cleanliness", "structural", "landscape")
    }
    # January: no weeds and the ice was not rated, so 30 and 15 of 45 are left:
    # 1 - 2 x 30/45 - 6 x 15/45 is below 0, and the floor is on the sum.
    assert parts == {"cleanliness": 0, "structural": 100, "landscape": 100}
    assert result.work.columns["inspection", "visit"].values[0] == 50


def test_one_unsatisfactory_feature_costs_twice_its_weight():
    items = {item.id for item in shipped("nyc-pcs").items}
    codes = {name: ["A"] for name in items} | {"weeds": ["U"], "ice": ["N"]}
    july = np.array([month_number(quarter("2024Q3").first)])
    result = coded("nyc-pcs", {"park": ["P"]}, codes, "2024Q4", july)

    # 1 - 2 x 5/50 of the cleanliness group
    assert result.work.columns["inspection", "part.cleanliness"].values[0] == 80
    assert result.work.columns["inspection", "visit"].values[0] == 90


def test_weighted_means_of_three_levels_and_the_rank_of_the_rounded_value():
    found = shipped("coin-demo")
    records = Records(
        sites=np.array(["u", "v", "w"]),
        attributes={"area": np.array(["U", "V", "W"])},
        items=("a", "b", "c", "d"),
        findings=np.array([[0, 10, 0, 0], [5, 5, 4, 2], [10, 0, 8, 8]], dtype=np.int64),
        states=np.zeros((3, 4), dtype=np.int8),
        site_states=np.zeros(3, dtype=np.int8),
    )
    result = engine.run(found, records, quarter("2024Q1"))
    figures = result.figures("area", "shown")

    # V: p1 = (50 + 3 x 50) / 4, p2 = 50, p3 = 25; s1 = (50 + 2 x 50) / 3, s2 = 25
    shown = {area: one.value for area, one in figures.items()}
    assert shown == {"U": 0, "V": Fraction("37.5"), "W": 100}
    assert [one.rank for one in figures.values()] == [3, 2, 1]
