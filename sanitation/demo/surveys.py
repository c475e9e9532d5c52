"""A made-up satisfaction survey: a hundred answers a street, cleaner streets a bit happier."""

import csv
import io
import random

from sanitation.catalog.quarter import Quarter
from sanitation.demo.past import Line

PER_STREET = 100
UNKNOWN = 0.04


def bring(line: Line, quarter: Quarter) -> None:
    """Import the responses through the survey's service."""
    services = line.services
    services.surveys.import_responses(
        line.office, str(quarter), responses(line), "survey.csv", "utf-8", dry_run=False
    )


def responses(line: Line) -> bytes:
    """Make the file an agency would deliver."""
    dice = random.Random(f"survey {line.services.city.code}")  # noqa: S311  sample data
    city = line.services.city
    levels = sorted(
        (one for one in city.levels if one.points is not None),
        key=lambda one: one.points or 0,
    )
    unknown = next(one.code for one in city.levels if one.points is None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    questions = range(1, len(city.questions) + 1)
    writer.writerow(["number", "street", "mode", *(f"q{n}" for n in questions)])
    number = 0
    for street in city.streets:
        for _ in range(PER_STREET):
            number += 1
            mood = 3.2 - 0.55 * (line.truth.dirt[street.code] - 1) + dice.gauss(0, 0.55)
            answers = [
                unknown
                if dice.random() < UNKNOWN
                else levels[min(4, max(0, round(mood + dice.gauss(0, 0.7))))].code
                for _ in questions
            ]
            mode = dice.choice(("phone", "street", "online"))
            writer.writerow([f"S{number:05d}", street.code, mode, *answers])
    return out.getvalue().encode()
