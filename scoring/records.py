"""The reviewed records of a period as arrays: the only thing the engine is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from scoring.vocabulary import Ints, ScoringError

Texts = npt.NDArray[np.str_]
States = npt.NDArray[np.int8]
Places = Mapping[
    tuple[str, str], Mapping[str, Fraction]
]  # (level, column) -> area -> value


@dataclass(frozen=True, slots=True)
class Records:
    """Every planned site of a period, one row each; one never judged has SiteState.MISSING.

    sites (sites,): ids, each once. attributes: name -> (sites,) texts such as street,
    district, venue; "" = belongs to no such area. items: the columns of findings.
    findings (sites, items): counts, or points where the item has codes (`items.points`),
    or a measure times its divisor. states (sites, items): ItemState. site_states (sites,):
    SiteState. stratum, cell (sites,): the cells of the draw, strata of the variance.
    frame_sizes (sites,): M of the cell, 0 = unknown. months (sites,): month number of the
    visit. divisors (items,): 1 unless a measure has decimals. inputs: values from outside
    by (level, column) and area; areas with several keys are joined by "|". input_errors:
    their standard errors, where known.
    """

    sites: Texts
    attributes: Mapping[str, Texts] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    findings: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    states: States = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int8))
    site_states: States = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    stratum: Texts | None = None
    cell: Texts | None = None
    frame_sizes: Ints | None = None
    months: Ints | None = None
    divisors: Ints | None = None
    inputs: Places = field(default_factory=dict)
    input_errors: Mapping[tuple[str, str], Mapping[str, float]] = field(
        default_factory=dict
    )


def ordered(records: Records) -> Records:
    """Return the records by site id, so that no order of rows can move a digit."""
    _check(records)
    if (records.sites[1:] > records.sites[:-1]).all():
        return records
    order = np.argsort(records.sites, kind="stable")
    if (records.sites[order][1:] == records.sites[order][:-1]).any():
        raise ScoringError("a site stands twice; give each planned site one row")

    def rows(values: npt.NDArray[np.generic] | None) -> npt.NDArray[np.generic] | None:
        return None if values is None else values[order]

    return Records(
        sites=records.sites[order],
        attributes={name: column[order] for name, column in records.attributes.items()},
        items=records.items,
        findings=records.findings[order],
        states=records.states[order],
        site_states=records.site_states[order],
        stratum=rows(records.stratum),  # type: ignore[arg-type]
        cell=rows(records.cell),  # type: ignore[arg-type]
        frame_sizes=rows(records.frame_sizes),  # type: ignore[arg-type]
        months=rows(records.months),  # type: ignore[arg-type]
        divisors=records.divisors,
        inputs=records.inputs,
        input_errors=records.input_errors,
    )


def _check(records: Records) -> None:
    count, items = len(records.sites), len(records.items)
    shape = (count, items)
    if records.findings.shape != shape or records.states.shape != shape:
        raise ScoringError(f"got findings {records.findings.shape}, wanted {shape}")
    columns: Sequence[tuple[str, npt.NDArray[np.generic] | None]] = (
        ("site_states", records.site_states),
        ("stratum", records.stratum),
        ("cell", records.cell),
        ("frame_sizes", records.frame_sizes),
        ("months", records.months),
        *records.attributes.items(),
    )
    for name, column in columns:
        if column is not None and len(column) != count:
            raise ScoringError(f"{name}: got {len(column)} rows, wanted {count}")
