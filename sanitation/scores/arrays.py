"""A quarter's inputs as the arrays the scoring engine takes."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sanitation.fieldwork.rules import SiteFound
from sanitation.reviews.rules import MarkState
from sanitation.scores.inputs import Inputs, Row
from sanitation.surveys.rules import Satisfaction
from scoring.records import Records
from scoring.vocabulary import ItemState, ScoringError, SiteState

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


def records_of(items: Sequence[str], inputs: Inputs) -> Records:
    """Lay the inputs out: one row a planned site, one column an indicator."""
    rows, place = inputs.rows, {item: number for number, item in enumerate(items)}
    findings = np.zeros((len(rows), len(items)), dtype=np.int64)
    states = np.full((len(rows), len(items)), ItemState.MISSING, dtype=np.int8)
    for number, row in enumerate(rows):
        if unknown := sorted(row.marks.keys() - place.keys()):
            raise ScoringError(f"site {row.site}: the rubric has no item {unknown[0]!r}")
        for item, mark in row.marks.items():
            findings[number, place[item]] = mark.findings
            states[number, place[item]] = ITEM_STATES[mark.state]
    names = ("street", "district", "venue", "industry")
    return Records(
        sites=_texts(row.site for row in rows),
        attributes={name: _texts(getattr(row, name) for row in rows) for name in names}
        | {"city": _texts(inputs.city for _ in rows)},
        items=tuple(items),
        findings=findings,
        states=states,
        site_states=np.array([_site_state(row) for row in rows], dtype=np.int8),
        stratum=_texts(f"{row.street}-{row.venue}" for row in rows),
        cell=_texts(row.cell for row in rows),
        frame_sizes=np.array([row.size for row in rows], dtype=np.int64),
        inputs={("street", "satisfaction"): _values(inputs.satisfaction)},
        input_errors={("street", "satisfaction"): _errors(inputs.satisfaction)},
    )


def _texts(values: Iterable[str]) -> npt.NDArray[np.str_]:
    return np.array(list(values), dtype=np.str_)


def _site_state(row: Row) -> int:
    if row.void or not row.visited:
        return SiteState.MISSING
    return SITE_STATES[row.found]


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
