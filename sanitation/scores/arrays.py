"""A quarter's records as the arrays the scoring engine takes."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from sanitation.catalog.city import City
from sanitation.fieldwork.rules import SiteFound
from sanitation.reviews.rules import MarkState
from sanitation.scores.collecting import Record
from sanitation.surveys.rules import Satisfaction
from scoring.records import Records
from scoring.vocabulary import ItemState, SiteState

SITE_STATES: Mapping[SiteFound, int] = {
    SiteFound.OPEN: SiteState.OPEN,
    SiteFound.LOCKED: SiteState.LOCKED,
    SiteFound.CLOSED: SiteState.CLOSED,
}
ITEM_STATES: Mapping[MarkState, int] = {
    MarkState.COUNTED: ItemState.RATED,
    MarkState.NA: ItemState.NA,
    MarkState.MISSING: ItemState.MISSING,
}


def records_of(
    city: City,
    items: Sequence[str],
    rows: Sequence[Record],
    satisfaction: Mapping[str, Satisfaction],
) -> Records:
    """Lay the records out: one row a planned site, one column an indicator."""
    place = {item: number for number, item in enumerate(items)}
    findings = np.zeros((len(rows), len(items)), dtype=np.int64)
    states = np.full((len(rows), len(items)), ItemState.MISSING, dtype=np.int8)
    for number, row in enumerate(rows):
        for item, mark in row.marks.items():
            findings[number, place[item]] = mark.findings
            states[number, place[item]] = ITEM_STATES[mark.state]
    return Records(
        sites=np.array([row.site_id for row in rows]),
        attributes={
            "street": np.array([row.street for row in rows]),
            "district": np.array([city.district_of(row.street) for row in rows]),
            "venue": np.array([row.venue for row in rows]),
            "city": np.array([city.code for _ in rows]),
        },
        items=tuple(items),
        findings=findings,
        states=states,
        site_states=np.array([_site_state(row) for row in rows], dtype=np.int8),
        stratum=np.array([f"{row.street}-{row.venue}" for row in rows]),
        cell=np.array([row.cell for row in rows]),
        frame_sizes=np.array([row.m for row in rows], dtype=np.int64),
        inputs={("street", "satisfaction"): _values(satisfaction)},
        input_errors={("street", "satisfaction"): _errors(satisfaction)},
    )


def _site_state(row: Record) -> int:
    if row.void or not row.visited:
        return SiteState.MISSING
    return SITE_STATES[row.site_found]


def _values(satisfaction: Mapping[str, Satisfaction]) -> dict[str, Fraction]:
    return {
        street: one.value for street, one in satisfaction.items() if one.value is not None
    }


def _errors(satisfaction: Mapping[str, Satisfaction]) -> dict[str, float]:
    return {
        street: one.standard_error
        for street, one in satisfaction.items()
        if one.standard_error is not None
    }
