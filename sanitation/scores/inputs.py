"""The file a run scores: everything its result depends on beside the rubric.

One JSON line for the quarter, then one a planned site, by site id. A run keeps the file
under its digest and reads it back before it scores, so that what is recomputed from the
file, on any machine, is what was published.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sanitation.catalog.city import City
from sanitation.fieldwork.rules import SiteFound
from sanitation.reviews.rules import Judgement, MarkState
from sanitation.scores.collecting import Record
from sanitation.surveys.rules import Satisfaction

SCHEMA = "sanitation-inputs/1"


@dataclass(frozen=True, slots=True)
class Row:
    """One planned site as it is scored; record: the submission's ref, "" if none came."""

    record: str
    site: str
    street: str
    district: str
    venue: str
    industry: str
    cell: str
    size: int  # M: sites in the cell
    found: SiteFound
    void: bool
    visited: bool
    marks: Mapping[str, Judgement]


@dataclass(frozen=True, slots=True)
class Inputs:
    """A quarter's rows, and each street's satisfaction.

    previous: digest of the result that changes are told against; "" if there is none.
    """

    quarter: str
    previous: str
    city: str
    satisfaction: Mapping[str, Satisfaction]
    rows: tuple[Row, ...]


def written(
    city: City,
    quarter: str,
    records: Sequence[Record],
    satisfaction: Mapping[str, Satisfaction],
    previous: str,
) -> bytes:
    """Write the file; the same facts give the same bytes, whatever their order."""
    answers = {
        street: [None if one.value is None else str(one.value), one.n, one.standard_error]
        for street, one in satisfaction.items()
    }
    head = {
        "schema": SCHEMA,
        "quarter": quarter,
        "city": city.code,
        "previous": previous,
        "answers": answers,
    }
    ordered = sorted(records, key=lambda record: record.site_id)
    lines = [head, *(_line(city, record) for record in ordered)]
    return "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines).encode()


def _line(city: City, one: Record) -> dict[str, object]:
    return {
        "record": one.ref,
        "site": one.site_id,
        "street": one.street,
        "district": city.district_of(one.street),
        "venue": one.venue,
        "industry": one.industry,
        "cell": one.cell,
        "size": one.m,
        "found": one.site_found.value,
        "void": one.void,
        "visited": one.visited,
        "marks": {
            item: [mark.state.value, mark.findings]
            for item, mark in sorted(one.marks.items())
        },
    }


def read(data: bytes) -> Inputs:
    """Read the file back."""
    head, *lines = (json.loads(line) for line in data.decode().splitlines())
    return Inputs(
        quarter=head["quarter"],
        previous=head["previous"],
        city=head["city"],
        satisfaction={
            street: Satisfaction(None if value is None else Fraction(value), n, error)
            for street, (value, n, error) in head["answers"].items()
        },
        rows=tuple(_row(line) for line in lines),
    )


def _row(line: dict[str, Any]) -> Row:
    marks = {
        item: Judgement(MarkState(state), findings)
        for item, (state, findings) in line.pop("marks").items()
    }
    return Row(**line | {"found": SiteFound(line["found"])}, marks=marks)
