"""Figures that others have published come out of the catalog's rubrics."""

import csv
from fractions import Fraction

import numpy as np
import pytest

from sanitation.catalog.rubrics import SHIPPED
from scoring import engine, rubric, uncertainty
from scoring.items import points
from scoring.ranking import rounded
from scoring.records import Records
from scoring.vocabulary import quarter
from tests.reference import reference_file

pytestmark = pytest.mark.reference


def rows_of(name):
    with reference_file(name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shipped(name):
    return rubric.parse((SHIPPED / f"{name}.toml").read_bytes())


def only_inputs(**inputs):
    return Records(sites=np.zeros(0, dtype=np.str_), inputs=inputs["given"])


def test_the_all_land_uses_figure_is_the_half_up_mean_of_the_classes():
    rows = rows_of("peers/published_tables/ni195_leqse_benchmarks.csv")
    found = shipped("ni195")
    same = 0
    for year, element in sorted({(row["year"], row["element"]) for row in rows}):
        here = {
            r["land_use"]: r["pct_below_B_half_weight_Bminus"]
            for r in rows
            if (r["year"], r["element"]) == (year, element)
        }
        wanted = int(here.pop("All Land Uses"))
        assert len(here) == 10
        classes = {f"England|{name}": Fraction(value) for name, value in here.items()}
        given = {("class", "class_pct.litter"): classes}
        result = engine.run(found, only_inputs(given=given), quarter("2009Q1"))
        value = result.figure("area", "England", "all_land_uses.litter").value
        same += rounded(value) == wanted
    assert same == 9


def test_the_county_is_the_mean_of_its_six_districts():
    rows = rows_of("peers/published_tables/keep_carroll_beautiful_cai.csv")
    found = shipped("kab-cai")
    for year in sorted({row["year"] for row in rows}):
        scores = {r["area"]: Fraction(r["cai_score"]) for r in rows if r["year"] == year}
        county = scores.pop("County")
        routes = {f"Carroll|{name}": score for name, score in scores.items()}
        given = {("route", "route_cai"): routes, ("section", "section_cai"): {}}
        result = engine.run(found, only_inputs(given=given), quarter("2022Q1"))
        value = result.figure("county", "Carroll", "county_cai").value
        assert rounded(value, 2) == county


def test_the_2020_street_table_is_reproduced_within_a_unit_and_in_order():
    rows = rows_of("shenzhen/street_index_2020-12.csv")
    found = shipped("shenzhen-composite")
    given = {
        ("street", column): {row["street_code"]: Fraction(row[name]) for row in rows}
        for column, name in (
            ("site_index", "site_index"),
            ("satisfaction", "satisfaction_index"),
        )
    }
    figures = engine.run(found, only_inputs(given=given), quarter("2021Q1")).figures(
        "street", "index"
    )

    printed = {row["street_code"]: Fraction(row["index"]) for row in rows}
    assert sum(rounded(figures[c].value, 2) == v for c, v in printed.items()) == 29
    assert all(abs(figures[c].value - v) <= Fraction(1, 100) for c, v in printed.items())
    assert [figures[row["street_code"]].rank for row in rows] == [
        int(r["rank"]) for r in rows
    ]


def grids(op):
    rows = rows_of("peers/la_cleanstat/la_cleanstat_2016q2_grids.csv")
    text = (SHIPPED / "la-cleanstat.toml").read_text(encoding="utf-8")
    found = rubric.parse(text.replace('op = ">", "total', f'op = "{op}", "total').encode())
    given = {
        ("grid", "dirty"): {
            r["grid"]: Fraction(int(r["twos"]) + int(r["threes"])) for r in rows
        }
    }
    for name in ("illegal_dumping", "bulky", "loose_litter", "weeds"):
        given["grid", f"total.{name}"] = {r["grid"]: Fraction(r[name]) for r in rows}
    return rows, engine.run(found, only_inputs(given=given), quarter("2016Q2"))


def test_los_angeles_grids_come_out_as_published():
    rows, result = grids(">")
    scores, categories = (result.figures("grid", name) for name in ("cs", "category"))

    assert all(
        abs(scores[r["grid"]].value - Fraction(r["cs_score"])) < Fraction(1, 10**9)
        for r in rows
    )
    assert all(categories[row["grid"]].value == int(row["category"]) for row in rows)


def test_the_written_sheet_of_los_angeles_gives_fewer():
    rows, result = grids(">=")
    categories = result.figures("grid", "category")

    assert (
        sum(categories[row["grid"]].value == int(row["category"]) for row in rows) == 1120
    )


def test_new_york_verdicts_are_reproduced_as_often_as_any_rule_can():
    rows = [
        row
        for row in rows_of(
            "peers/nyc_pip/Parks_Inspection_Program___Public_Restroom_Inspections_20241123.csv"
        )
        if row["PR Overall Condition"].upper() in ("A", "U")
    ]
    found = shipped("nyc-restrooms")
    columns = {item.id: f"PR {item.id.title()}" for item in found.items}
    rows = [r for r in rows if all(r[c] and r[c] != "N" for c in columns.values())]
    read = [
        points(found, item, [row[columns[item.id]] for row in rows]) for item in found.items
    ]
    records = Records(
        sites=np.array([f"{k:06d}" for k in range(len(rows))]),
        attributes={"borough": np.full(len(rows), "")},
        items=tuple(columns),
        findings=np.stack([found_points for found_points, _ in read], axis=1),
        states=np.stack([state for _, state in read], axis=1),
        site_states=np.zeros(len(rows), dtype=np.int8),
    )
    result = engine.run(found, records, quarter("2024Q1"))
    verdicts = result.work.columns["inspection", "verdict"].values

    same = sum(
        v == r["PR Overall Condition"].upper() for v, r in zip(verdicts, rows, strict=True)
    )
    assert (same, len(rows)) == (20987, 21497)


@pytest.mark.parametrize("kind", ["", "bonf."])
def test_the_joint_rank_intervals_of_51_states_come_out_as_published(kind):
    rows = rows_of("sampling/rank_ci_kww2020_reference.csv")
    values = np.array([float(row["Estimate.1dec"]) for row in rows])
    variances = np.array(
        [(float(row["MOE.1dec"]) / 1.6448536269514722) ** 2 for row in rows]
    )

    made = uncertainty.rank_intervals(
        values, variances, higher_is_better=False, independent=not kind, level=0.9, places=1
    )

    wanted = [(int(row[f"{kind}rank_lo"]), int(row[f"{kind}rank_hi"])) for row in rows]
    assert [(one.rank_low, one.rank_high) for one in made] == wanted
    assert sum(b - a + 1 for a, b in wanted) / 51 == pytest.approx(
        9.98 if kind else 9.82, abs=0.005
    )
