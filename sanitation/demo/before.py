"""The quarter before, as a published table that is imported: something to compare with."""

import csv
import io
import random
from datetime import timedelta

from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_bytes
from sanitation.demo.past import Line
from sanitation.publication.rules import Stage
from sanitation.scores.importing import COLUMNS
from scoring import rubric

BANDS = ((93, "A+"), (90, "A"), (87, "B"))
LEVEL, SLOPE = 99.4, 9.4  # the index of an average street, and what dirt costs


def bring(line: Line, quarter: Quarter) -> None:
    """Import the table and publish it as final, as the office would an old bulletin."""
    services = line.services
    office = line.office
    method = rubric.parse(rubric_bytes(services.city)).method
    run = services.scores.import_table(
        office, str(quarter), published_table(line), "示例历史成绩", method
    )
    ref = services.publication.propose(office, str(quarter), Stage.FINAL, run)
    line.clock.advance(timedelta(hours=1))
    services.publication.sign(line.cast.actors["office2"], ref)


def published_table(line: Line) -> bytes:
    """Make last quarter's table from the same hidden quality with other luck."""
    dice = random.Random(f"before {line.services.city.code}")  # noqa: S311  sample data
    city = line.services.city
    streets = {
        street.code: _values(line.truth.dirt[street.code] + dice.gauss(0, 0.08), dice)
        for street in city.streets
    }
    districts = {
        district.code: _mean([streets[one.code] for one in city.streets_of(district.code)])
        for district in city.ranked_districts
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for level, places in (("street", streets), ("district", districts)):
        ordered = sorted(places, key=lambda code: -places[code][0])
        for rank, code in enumerate(ordered, 1):
            index, site, people = places[code]
            values = [f"{number:.2f}" for number in (index, site, people)]
            writer.writerow([level, code, *values, _grade(index), rank])
    index, site, people = _mean(list(streets.values()))
    values = [f"{number:.2f}" for number in (index, site, people)]
    writer.writerow(["city", city.code, *values, _grade(index), ""])
    return out.getvalue().encode()


def _values(dirt: float, dice: random.Random) -> tuple[float, float, float]:
    site = min(98.5, LEVEL - SLOPE * dirt + dice.gauss(0, 0.5))
    people = min(95.0, max(60.0, 82 - 6 * (dirt - 1) + dice.gauss(0, 2)))
    return 0.9 * site + 0.1 * people, site, people


def _mean(rows: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    sums = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    return sums[0], sums[1], sums[2]


def _grade(index: float) -> str:
    return next((label for least, label in BANDS if index >= least), "C")
