"""A quarter of 20 000 sites: every figure, error and rank, against bare group-bys of its rows.

`other` is what a database or a data frame takes for one mean a street and venue type of the
same rated values: the lower limit, without scores, errors, ranks or exactness.
"""

import resource

import duckdb
import numpy as np
import pandas as pd

from benchmarks._report import report, report_ratio, timed
from sanitation.catalog.loader import load_city
from sanitation.catalog.rubrics import rubric_bytes
from scoring import engine, rubric, uncertainty
from scoring.rank_chances import drawn_ranks, rank_chances
from scoring.records import Records
from scoring.vocabulary import ItemState, SiteState, quarter

PER_STRATUM, CELL_SIZE, PERIOD = 23, 50, "2026Q3"
DRAWS = 10_000


def quarter_of(city, parsed) -> Records:
    """Make the records of a quarter: every street and venue type, two sites to a cell."""
    dice = np.random.default_rng(1)
    rows = [
        (street, venue.id, number)
        for street in city.streets
        for venue in city.venue_types
        for number in range(PER_STRATUM)
    ]
    items = [item.id for item in parsed.items]
    venues = np.array([venue for _, venue, _ in rows])
    applies = np.stack([np.isin(venues, item.venues) for item in parsed.items], axis=1)
    findings = dice.choice([0, 0, 0, 1, 2], size=applies.shape)
    return Records(
        sites=np.array([f"{s.code}-{v}-{n:03d}" for s, v, n in rows]),
        attributes={
            "street": np.array([s.code for s, _, _ in rows]),
            "district": np.array([s.district_code for s, _, _ in rows]),
            "venue": venues,
            "city": np.full(len(rows), city.code),
            "industry": np.full(len(rows), ""),
        },
        items=tuple(items),
        findings=np.where(applies, findings, 0).astype(np.int64),
        states=np.where(applies, ItemState.RATED, ItemState.NA).astype(np.int8),
        site_states=np.full(len(rows), SiteState.OPEN, dtype=np.int8),
        stratum=np.array([f"{s.code}-{v}" for s, v, _ in rows]),
        cell=np.array([f"{s.code}-{v}-C{n // 2 + 1:02d}" for s, v, n in rows]),
        frame_sizes=np.full(len(rows), CELL_SIZE, dtype=np.int64),
    )


def whole(parsed, records) -> engine.Result:
    """Score, and make every figure of every area with its error and rank."""
    result = engine.run(parsed, records, quarter(PERIOD))
    for level in result.levels():
        if not result.areas(level).first:
            for column in result.columns(level):
                result.figures(level, column)
    return result


def rated_values(records) -> pd.DataFrame:
    """Return the rated values alone, one a row."""
    site, item = np.nonzero(records.states == ItemState.RATED)
    return pd.DataFrame(
        {
            "street": records.attributes["street"][site],
            "venue": records.attributes["venue"][site],
            "lost": records.findings[site, item],
        }
    )


def main() -> None:
    """Print the ratios."""
    city = load_city("shenzhen")
    parsed = rubric.parse(rubric_bytes(city))
    records = quarter_of(city, parsed)
    values = rated_values(records)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = timed(lambda: whole(parsed, records), 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    connection = duckdb.connect()
    connection.register("rated", values)
    query = "select street, venue, avg(lost) from rated group by all"
    grouped = values.groupby(["street", "venue"])["lost"]
    pandas_s = timed(grouped.mean, 3)
    duckdb_s = timed(lambda: connection.execute(query).fetchall(), 3)
    op = f"seconds, {len(records.sites)} sites, {len(values)} values; {{}} mean a street and venue"
    report("quarter whole", ours, pandas_s, op.format("pandas"), "")
    report("quarter whole", ours, duckdb_s, op.format("duckdb"), "")
    report("quarter whole", ours, 1.0, "seconds after load, against the limit", "<= 1")
    limit = "megabytes above the records, against the limit"
    report_ratio("quarter memory", (peak - before) / 1024, 300, limit, "<= 1")
    _ranks()


def _ranks() -> None:
    dice = np.random.default_rng(2)
    values, errors = 89 + 2 * dice.standard_normal(74), np.full(74, 0.75)

    def ours() -> None:
        drawn_ranks(values, np.diag(errors**2), np.random.default_rng(3), DRAWS)
        uncertainty.probability_above(values, errors**2)

    op = f"seconds, {DRAWS} draws of 74 ranks and the matrix, against the limit"
    report("rank draws", timed(ours), 0.5, op, "<= 1")
    exact = timed(lambda: rank_chances(values, errors**2), 3)
    report("rank chances", exact, timed(ours), "seconds, exact against the draws", "<= 2")


if __name__ == "__main__":
    main()
