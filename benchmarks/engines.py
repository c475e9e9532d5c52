"""Item results added up by the embedded engine, against a bare group-by of the same rows.

Both sides read the same Parquet file and hand over a table. There are two lower limits: one
sum of one column by site, which reads two columns of four, and a group-by of the same rows
that reads all four. Seconds are of the processor, which other work on the machine does not
move. A row is one item at one site; the number of rows is the first argument, one million
without it.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np

from benchmarks._report import report, report_ratio
from sanitation.catalog.loader import load_city
from sanitation.catalog.rubrics import rubric_bytes
from sanitation.exchange.engines import opened
from scoring import engine, rubric
from scoring.records import Records
from scoring.tall import site_totals
from scoring.vocabulary import SiteState, quarter

VENUE, ITEMS = "V12", 21  # public toilets: the longest list of indicators
PERIOD, GIGABYTES = "2026Q3", 8
MAKE = """
copy (
  select printf('S%08d', i // {items}) as site, printf('PT%02d', i % {items} + 1) as item,
    'rated' as state, hash(i) % 10 // 8 as findings
  from range({rows}) t(i)
) to '{path}' (format parquet)
"""
ONE_SUM = "select site, sum(findings) from read_parquet('{path}') group by site"
SAME_ROWS = (
    "select site, sum(findings), count(item), count(state) from read_parquet('{path}') "
    "group by site"
)


def sites_of(count: int) -> Records:
    """Make so many toilets in streets of about 300, two to a cell."""
    numbers = np.arange(count)
    streets = np.char.add("N", (numbers // 300).astype(np.str_))
    return Records(
        sites=np.array([f"S{n:08d}" for n in range(count)]),
        attributes={
            "street": streets,
            "district": np.char.add("D", (numbers // 9000).astype(np.str_)),
            "city": np.full(count, "C"),
            "venue": np.full(count, VENUE),
            "industry": np.full(count, "park"),
        },
        findings=np.zeros((count, 0), dtype=np.int64),
        states=np.zeros((count, 0), dtype=np.int8),
        site_states=np.full(count, SiteState.OPEN, dtype=np.int8),
        stratum=streets,
        cell=np.char.add("K", (numbers // 2).astype(np.str_)),
        frame_sizes=np.full(count, 50, dtype=np.int64),
    )


def worked(work: Callable[[], object], times: int) -> float:
    """Return the least processor seconds of several runs, after one that is not counted."""
    work()
    took = []
    for _ in range(times):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took)


def main() -> None:
    """Print the ratio of the expression, and of the whole line, to the bare group-bys."""
    sites = int(sys.argv[1] if len(sys.argv) > 1 else 1_000_000) // ITEMS
    rows = sites * ITEMS
    parsed = rubric.parse(rubric_bytes(load_city("shenzhen")))
    records = sites_of(sites)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.parquet"
        connection = duckdb.connect()
        connection.execute(MAKE.format(items=ITEMS, rows=rows, path=path))

        def totals() -> object:
            found = opened("duckdb", path)
            return site_totals(parsed, records, quarter(PERIOD), found.results, found.small)

        def line() -> object:
            result = engine.run(parsed, records, quarter(PERIOD), totals=totals())
            return result.figures("street", "site_index"), result.figures(
                "city", "site_index"
            )

        ours, op = worked(totals, 3), f"processor seconds, {rows} item results; {{}}"
        for name, query in (("one sum", ONE_SUM), ("the same rows", SAME_ROWS)):
            bare = worked(lambda q=query: connection.execute(q.format(path=path)).df(), 3)
            report("engine totals", ours, bare, op.format(name), "<= 2")
        report("engine whole line", worked(line, 1), bare, op.format("the same rows"), "")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    report_ratio("engine memory", peak, GIGABYTES, "gigabytes, against the limit", "<= 1")


if __name__ == "__main__":
    main()
