"""`evaluate --engine`: item results in a file of their own, the same figures on every engine."""

import csv
import importlib.util
import json
import os
import random

import duckdb
import pytest
from click.testing import CliRunner

from sanitation.catalog.loader import CITIES
from sanitation.cli.root import root
from tests.sanitation.scores.quarter import ITEMS

RUBRIC = CITIES / "linxi" / "rubric.toml"
SPARK = importlib.util.find_spec("pyspark") is not None


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Write two streets' sites, their item results as CSV and Parquet, and one wide table."""
    folder, dice = tmp_path_factory.mktemp("engines"), random.Random(4)
    every = [item for items in ITEMS.values() for item in items]
    sites, wide, tall = [], [], []
    for number in range(96):
        street, venue = "AB"[number % 2], list(ITEMS)[number // 2 % 4]
        site = {
            "site": f"S{number:03d}",
            "street": street,
            "district": "D",
            "venue": venue,
            "industry": "",
            "state": dice.choice(["open"] * 9 + ["closed"]),
            "stratum": f"{street}{venue}",
            "cell": f"{street}{venue}{number // 8 % 3}",
            "M": "20",
        }
        found = {item: dice.choice([0, 0, 1, 3, ""]) for item in ITEMS[venue]}
        sites.append(site)
        wide.append(site | dict.fromkeys(every, 0) | found)
        for item, count in found.items():
            state = "missing" if count == "" else "rated"
            row = {
                "site": site["site"],
                "item": item,
                "state": state,
                "findings": count or 0,
            }
            tall.append(row)
    for name, rows in (("sites", sites), ("wide", wide), ("tall", tall)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    duckdb.read_csv(str(folder / "tall.csv")).write_parquet(str(folder / "tall.parquet"))
    return folder


def evaluate(files, out, *words, table="sites.csv"):
    given = ["evaluate", "--rubric", str(RUBRIC), "--quarter", "2026Q3", "--out", str(out)]
    done = CliRunner().invoke(root, [*given, "--input", str(files / table), *words])
    return done, {path.name: path.read_text() for path in sorted(out.glob("*.csv"))}


def figures(written):
    return {name: text for name, text in written.items() if name.endswith("_figures.csv")}


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("results", ["tall.csv", "tall.parquet"])
def test_every_engine_writes_the_figures_of_the_wide_table(
    files, tmp_path, engine, results
):
    straight, wide = evaluate(files, tmp_path / "wide", table="wide.csv")
    words = ("--results", str(files / results), "--engine", engine)
    done, written = evaluate(files, tmp_path / "tall", *words)

    assert (straight.exit_code, done.exit_code) == (0, 0), done.output
    assert figures(written) == figures(wide)
    assert any("site_index" in text for text in figures(written).values())


@pytest.fixture
def cluster():
    """Start Spark small, in this process; the command finds it running."""
    if os.environ.get("SANITATION_TEST_SPARK") != "1":
        pytest.skip("Spark takes half a minute to start: set SANITATION_TEST_SPARK=1")
    builder = pytest.importorskip("pyspark.sql").SparkSession.builder.master("local[1]")
    settings = {"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"}
    session = builder.config(map=settings).getOrCreate()
    yield
    session.stop()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("cluster")
def test_a_cluster_writes_them_too(files, tmp_path):
    words = ("--results", str(files / "tall.parquet"), "--engine")
    _, embedded = evaluate(files, tmp_path / "duckdb", *words, "duckdb")
    done, written = evaluate(files, tmp_path / "spark", *words, "spark")

    assert done.exit_code == 0, done.output
    assert figures(written) == figures(embedded)


@pytest.mark.skipif(SPARK, reason="the extra spark is installed")
def test_without_its_extra_the_cluster_is_refused_by_name(files, tmp_path):
    words = ("--results", str(files / "tall.csv"), "--engine", "spark")
    done, _ = evaluate(files, tmp_path / "out", *words)

    assert done.exit_code == 1
    assert "sanitation[spark]" in done.output


def test_results_that_do_not_fit_the_sites_are_refused(files, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("site,item,state,findings\nS999,LR01,rated,1\n", encoding="utf-8")
    done, written = evaluate(files, tmp_path / "out", "--results", str(other))

    assert done.exit_code == 1
    assert "row S999 LR01, column site, got S999" in done.output
    assert not written


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "site,item,findings\nS001,LR01,1\n", "state"),
        ("a.txt", "site,item,state,findings\n", ".parquet"),
        ("a.parquet", "no parquet at all", "file-unreadable"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(files, tmp_path, name, text, told):
    (tmp_path / name).write_text(text, encoding="utf-8")
    done, _ = evaluate(files, tmp_path / "out", "--results", str(tmp_path / name))

    assert done.exit_code == 1
    assert told in done.output


def test_what_was_read_is_told_in_the_summary(files, tmp_path):
    evaluate(files, tmp_path, "--results", str(files / "tall.csv"))

    told = json.loads((tmp_path / "summary.json").read_text())
    assert told["inputs"][0]["records"] == 96


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
@pytest.mark.parametrize("count", ["1.5", "many", ""])
def test_a_count_that_is_none_is_refused(files, tmp_path, engine, count):
    other = tmp_path / "other.csv"
    rows = f"S000,LR01,rated,1\nS001,LR01,rated,{count}\n"
    other.write_text(f"site,item,state,findings\n{rows}", encoding="utf-8")
    done, written = evaluate(
        files, tmp_path / "out", "--results", str(other), "--engine", engine
    )

    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "[" in done.output
    assert not written
