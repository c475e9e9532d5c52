"""Tables nobody here wrote are scored from the command line, or refused cell by cell."""

import csv
import json

import pytest
from click.testing import CliRunner

from sanitation.cli.root import root
from tests.reference import reference_file

RATINGS = (
    "InspectionID,PRNumber,PR Overall Condition,"
    "PR Litter,PR Graffiti,PR Amenities,PR Structural"
)
GOOD = f"{RATINGS}\n1,1,A,A,A,A,A\n2,1,U,U,A,U,A\n3,1,N,N,N,N,N\n4,1,U,N,N,N,N\n"
STREETS = "rank,street,district,street_code,index,site_index,satisfaction_index\n"
NYC = ("peers/nyc_pip/Parks_Inspection_Program___Public_Restroom_Inspections_20241123.csv",
       "peers/nyc_pip/restroom_data_joined_p8105.csv.gz")  # fmt: skip


def evaluate(folder, rubric, *files):
    words = ["evaluate", "--rubric", str(rubric), "--out", str(folder / "out")]
    words += [word for file in files for word in ("--input", str(file))]
    return CliRunner().invoke(root, words, env={"SANITATION_LANGUAGE": "en"})


def table(folder, text, name="table.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_table_is_scored_and_what_was_shut_is_told_apart(tmp_path):
    done = evaluate(tmp_path, "nyc-restrooms", table(tmp_path, GOOD))
    assert done.exit_code == 0, done.output
    assert "reproduced 2 of 2" in done.output
    found = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    counts = found["inputs"][0]["found"]
    assert counts == {"closed": 1, "fully_rated": 2, "locked": 1}


@pytest.mark.parametrize(
    ("rubric", "text", "told"),
    [
        ("nyc-restrooms", GOOD.replace("2,1,U,U", "2,1,U,Q"), "row 3, column PR Litter, got Q"),
        ("nyc-restrooms", GOOD.replace(",PR Structural", ""), "PR Structural"),
        ("nyc-restrooms", RATINGS + "\n", "no row below the header"),
        ("nyc-restrooms", "", "[file-unreadable]"),
        ("no-such-rubric", GOOD, "[rubric-unknown]"),
        ("shenzhen-composite", STREETS + "1,a,b,440304006,88,x,70\n", "row 2, column site_index"),
        ("shenzhen-composite", STREETS + "1,a,b,440304006,x,90,70\n", "row 2, column index"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_nothing_is_written(tmp_path, rubric, text, told):
    done = evaluate(tmp_path, rubric, table(tmp_path, text))
    assert done.exit_code == 1, done.output
    assert told in done.output
    assert not (tmp_path / "out").exists()


def test_every_fault_of_a_table_is_named_at_once(tmp_path):
    spoilt = GOOD.replace("1,1,A,A", "1,1,A,?").replace("4,1,U,N,N", "4,1,U,N,?")
    done = evaluate(tmp_path, "nyc-restrooms", table(tmp_path, spoilt))
    assert "row 2, column PR Litter" in done.output
    assert "row 5, column PR Graffiti" in done.output


def test_one_bad_file_of_two_writes_nothing_of_either(tmp_path):
    good = table(tmp_path, GOOD)
    bad = table(tmp_path, GOOD.replace("2,1,U,U", "2,1,U,Q"), "bad.csv")
    assert evaluate(tmp_path, "nyc-restrooms", good, bad).exit_code == 1
    assert not (tmp_path / "out").exists()


def test_a_rubric_with_a_fault_is_refused(tmp_path):
    rubric = table(tmp_path, "not toml", "own.toml")
    done = evaluate(tmp_path, rubric, table(tmp_path, GOOD))
    assert done.exit_code == 1
    assert "[rubric-invalid]" in done.output


@pytest.mark.reference
def test_new_york_comes_out_as_published_as_far_as_any_rule_can(tmp_path):
    done = evaluate(tmp_path, "nyc-restrooms", *(reference_file(name) for name in NYC))
    assert done.exit_code == 0, done.output
    assert "reproduced 20987 of 21497" in done.output
    with (tmp_path / "out" / "places_borough_figures.csv").open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file) if row["period"] == "Summer" and row["rank"]
        ]
    ranked = sorted(rows, key=lambda row: int(row["rank"]))
    assert ranked[0]["area"] == "Staten Island"
    assert len(ranked) == 5
    for row in ranked:
        assert float(row["low"]) < float(row["value"]) < float(row["high"])
        assert int(row["rank_low"]) <= int(row["rank"]) <= int(row["rank_high"])


@pytest.mark.reference
def test_shenzhens_published_composite_and_order_come_out(tmp_path):
    file = reference_file("shenzhen/street_index_2020-12.csv")
    done = evaluate(tmp_path, "shenzhen-composite", file)
    assert "index: reproduced 38 of 38" in done.output
    assert "rank: reproduced 38 of 38" in done.output
