"""A quarter's records made by hand: what a run of the tiny city scores."""

from fractions import Fraction

from sanitation.catalog.rubrics import rubric_bytes
from sanitation.fieldwork.rules import SiteFound
from sanitation.reviews.rules import Judgement, MarkState
from sanitation.scores.collecting import Record
from sanitation.scores.models import ScoreRun
from sanitation.surveys.rules import Satisfaction
from scoring import rubric
from tests.world import START

ITEMS = {
    "V01": ("LR01", "LR02", "LR03", "LR04"),
    "V02": ("LU01", "LU02", "LU03"),
    "V03": ("LP01", "LP02", "LP03"),
    "V04": ("LT01", "LT02", "LT03", "LT04"),
}


def record(number, street, venue="V01", findings=0, **changes):
    """One visited open site with so many findings of every indicator."""
    given = {
        "submission_id": number,
        "ref": f"ref{number}",
        "site_id": f"S{number:04d}",
        "street": street,
        "venue": venue,
        "industry": "",
        "cell": f"{street}-{venue}-C01",
        "m": 20,
        "site_found": SiteFound.OPEN,
        "marks": {item: Judgement(MarkState.COUNTED, findings) for item in ITEMS[venue]},
        "void": False,
    }
    return Record(**given | changes)


def street_records(street, first=1, findings=0, venues=tuple(ITEMS), each=3):
    """So many sites of every venue type; the third has one finding more."""
    return [
        record(first + place * each + k, street, venue, findings + (k == 2))
        for place, venue in enumerate(venues)
        for k in range(each)
    ]


def answers(city, value=80, error=1.5):
    """Every street with the same satisfaction."""
    return {one.code: Satisfaction(Fraction(value), 40, error) for one in city.streets}


def kept_run(services, session, file, previous=None, quarter="2026Q3"):
    """Keep a run of an inputs file under the city's rubric, without fieldwork behind it."""
    data = rubric_bytes(services.city)
    parsed = rubric.parse(data)
    run = ScoreRun(
        quarter=quarter,
        source="computed",
        made_at=START,
        made_by="office",
        rubric_id=parsed.id,
        rubric_sha256=services.blobs.put(data),
        method=parsed.method,
        algorithm="test",
        inputs_sha256=services.blobs.put(file),
        result_sha256="",
        ledger_size=0,
        records=0,
        previous_id=previous.id if previous else None,
    )
    session.add(run)
    session.flush()
    return run
