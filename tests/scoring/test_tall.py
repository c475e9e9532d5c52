"""Items added up by another engine: the same whole numbers, so the same digits."""

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from scoring import engine, rubric
from scoring.records import Records
from scoring.tall import site_totals
from scoring.vocabulary import ScoringError, quarter
from tests.scoring.strategies import quarters, records, toml

PERIOD = quarter("2024Q1")


def sites_only(whole):
    """The sites of records, without their items."""
    given_ = {name: getattr(whole, name) for name in Records.__dataclass_fields__}
    none = np.zeros((len(whole.sites), 0))
    return Records(
        **given_
        | {"items": (), "findings": none.astype(np.int64), "states": none.astype(np.int8)}
    )


def rows_of(sites):
    """One row a site and item, as plain lists."""
    rows = [
        (site["id"], item, state, findings)
        for site in sites
        for item, (state, findings) in site["answers"].items()
    ]
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    return dict(zip(("site", "item", "state", "findings"), map(list, columns), strict=True))


def frame(table):
    made = pd.DataFrame(table)
    return made.astype({n: "int64" for n in made.columns if n == "findings"})


def in_pandas(table):
    return nw.from_native(frame(table)).lazy()


def in_duckdb(connection):
    return lambda table: nw.from_native(connection.from_df(frame(table)))


def table_of(result):
    return {
        (level, name): (column.values, column.reasons.tolist())
        for (level, name), column in result.work.columns.items()
    }


def both(drawn, put):
    plan, sites = drawn
    parsed, whole = rubric.parse(toml(plan)), records(plan, sites)
    totals = site_totals(parsed, sites_only(whole), PERIOD, put(rows_of(sites)), put)
    straight = engine.run(parsed, whole, PERIOD)
    return straight, engine.run(parsed, sites_only(whole), PERIOD, totals=totals)


@given(quarters())
def test_a_data_frame_gives_every_digit_of_the_engine_in_memory(drawn):
    straight, other = both(drawn, in_pandas)

    assert table_of(other) == table_of(straight)
    for level in ("venue", "street"):
        assert other.coverage(level) == straight.coverage(level)
        for name in straight.columns(level):
            assert other.figures(level, name) == straight.figures(level, name)


def test_an_embedded_database_gives_every_digit_of_the_engine_in_memory():
    connection = duckdb.connect()
    seen = []

    @given(quarters())
    def holds(drawn):
        straight, other = both(drawn, in_duckdb(connection))
        assert table_of(other) == table_of(straight)
        seen.append(len(straight.work.columns))

    holds()
    assert seen


def small_quarter():
    """Two sites, one item each judged."""
    plan = {
        "items": [
            {
                "id": "I0",
                "group": "clean",
                "each": 2,
                "cap": 10,
                "weight": 1,
                "venues": ["V01"],
            }
        ],
        "groups": ["clean"],
        "venues": {"V01": 1, "V02": 1},
        "max_missing": 20,
        "renormalise": True,
    }
    site = {
        "street": "A",
        "venue": "V01",
        "cell": "1",
        "M": 20,
        "stratum": "A",
        "state": "open",
    }
    sites = [site | {"id": f"s{k}", "answers": {"I0": ("rated", k)}} for k in range(2)]
    return plan, sites


def totals_of(rows, sites=None, text=None):
    plan, drawn = small_quarter()
    parsed = rubric.parse(text or toml(plan))
    whole = sites_only(records(plan, sites or drawn))
    return site_totals(parsed, whole, PERIOD, in_pandas(rows), in_pandas)


def row(site="s0", item="I0", state="rated", findings=1):
    return {"site": [site], "item": [item], "state": [state], "findings": [findings]}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (row(site="s9"), "'s9'"),
        (row(item="I9"), "'I9'"),
        (row(findings=-1), "findings: got '-1', wanted a whole number"),
        (row(state="?"), "I0 at s0: state: got '\\?', wanted rated, na, missing"),
        ({name: value * 2 for name, value in row().items()}, "rows: got '2', wanted one"),
    ],
)
def test_results_that_do_not_fit_are_refused(rows, told):
    with pytest.raises(ScoringError, match=told):
        totals_of(rows)


def test_a_locked_site_without_results_lost_all_that_could_apply():
    _, sites = small_quarter()
    sites[1] = sites[1] | {"state": "locked"}

    totals = totals_of(row(), sites)

    assert totals.top[:, 0].tolist() == [2, 10]
    assert totals.bottom[:, 0].tolist() == [10, 10]


def test_an_item_without_a_row_does_not_apply():
    assert totals_of(row()).bottom[:, 0].tolist() == [10, 0]


def test_a_column_for_every_item_needs_the_items():
    plan, sites = small_quarter()
    text = toml(plan).replace(
        b'rule = "remain", per = "group"', b'rule = "remain", per = "item"'
    )
    whole = sites_only(records(plan, sites))
    totals = site_totals(
        rubric.parse(text), whole, PERIOD, in_pandas(rows_of(sites)), in_pandas
    )

    with pytest.raises(ScoringError, match="engine memory"):
        engine.run(rubric.parse(text), whole, PERIOD, totals=totals)


def test_codes_are_not_added_up():
    text = toml(small_quarter()[0]).replace(
        b'kind = "count", group = "clean", each = 2, cap = 10',
        b'kind = "measure", direction = "up", group = "clean", full = 10',
    )
    with pytest.raises(ScoringError, match="only counts"):
        totals_of(row(), text=text)


def many(count):
    """A quarter of two sites with so many items, all rated at the first."""
    plan, sites = small_quarter()
    (item,) = plan["items"]
    plan["items"] = [item | {"id": f"I{number}"} for number in range(count)]
    answers = {f"I{number}": ("rated", number % 7) for number in range(count)}
    return plan, [sites[0] | {"answers": answers}, sites[1] | {"answers": answers}]


@pytest.mark.parametrize("count", [21, 22, 90])
def test_a_list_longer_than_a_word_loses_no_digit(count):
    straight, other = both(many(count), in_pandas)

    assert table_of(other) == table_of(straight)


def test_an_item_that_stands_twice_is_found_though_another_is_absent():
    plan, sites = many(3)
    rows = rows_of(sites)
    rows["item"][1] = rows["item"][0]
    whole = sites_only(records(plan, sites))

    with pytest.raises(ScoringError, match="I0 at s0: rows: got '2'"):
        site_totals(rubric.parse(toml(plan)), whole, PERIOD, in_pandas(rows), in_pandas)


def test_an_item_of_another_venue_type_is_nothing_here():
    plan, sites = many(3)
    plan["items"][2] |= {"venues": ["V02"]}
    sites[1] = sites[1] | {"venue": "V02", "stratum": "B"}
    straight, other = both((plan, sites), in_pandas)

    assert table_of(other) == table_of(straight)
