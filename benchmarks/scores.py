"""A quarter's scores, exact and with intervals, against a bare pandas group-by of its rows."""

import random

import numpy as np
import pandas as pd

from benchmarks._report import report, timed
from sanitation.catalog.loader import load_city
from sanitation.catalog.rubrics import rubric_bytes
from scoring import engine, rubric
from scoring.records import Records
from scoring.vocabulary import ItemState, SiteState, quarter

PER_STRATUM, CELL_SIZE = 4, 50


def quarter_of(city, parsed) -> Records:
    """Make the records of a quarter: every street and venue type, two cells of two."""
    dice = random.Random(1)
    rows = [
        (street, venue.id, number)
        for street in city.streets
        for venue in city.venue_types
        for number in range(PER_STRATUM)
    ]
    items = [item.id for item in parsed.items]
    venues = np.array([venue for _, venue, _ in rows])
    applies = np.array(
        [[venue in item.venues for item in parsed.items] for venue in venues]
    )
    findings = np.array([[dice.choice((0, 0, 0, 1, 2)) for _ in items] for _ in rows])
    return Records(
        sites=np.array([f"{s.code}-{v}-{n}" for s, v, n in rows]),
        attributes={
            "street": np.array([s.code for s, _, _ in rows]),
            "district": np.array([s.district_code for s, _, _ in rows]),
            "venue": venues,
            "city": np.array([city.code for _ in rows]),
        },
        items=tuple(items),
        findings=np.where(applies, findings, 0).astype(np.int64),
        states=np.where(applies, ItemState.RATED, ItemState.NA).astype(np.int8),
        site_states=np.full(len(rows), SiteState.OPEN, dtype=np.int8),
        stratum=np.array([f"{s.code}-{v}" for s, v, _ in rows]),
        cell=np.array([f"{s.code}-{v}-C{n // 2 + 1:02d}" for s, v, n in rows]),
        frame_sizes=np.full(len(rows), CELL_SIZE, dtype=np.int64),
    )


def main() -> None:
    """Print the ratio of the whole method to a single group-by mean of the same rows."""
    city = load_city("shenzhen")
    parsed = rubric.parse(rubric_bytes(city))
    records = quarter_of(city, parsed)
    rows, items = records.findings.shape
    table = pd.DataFrame(
        {
            "street": np.repeat(records.attributes["street"], items),
            "venue": np.repeat(records.attributes["venue"], items),
            "lost": records.findings.ravel(),
        }
    )

    def ours() -> object:
        result = engine.run(parsed, records, quarter("2026Q3"))
        return result.figures("street", "index"), result.figures("street", "site_index")

    def bare() -> object:
        return table.groupby(["street", "venue"])["lost"].mean()

    report("quarter scores", timed(ours, 3), timed(bare, 3),
           f"seconds for {rows} sites x {items} items, pandas group-by mean", "<= 60")  # fmt: skip


if __name__ == "__main__":
    main()
