"""What is kept of an earlier period, so that a later one can be compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.columns import Influence
from scoring.estimate import Design

Key = tuple[str, str]  # level, column


@dataclass(frozen=True, slots=True)
class Before:
    """How the sites of an earlier period moved each area's value; areas: their names."""

    areas: tuple[str, ...]
    influence: Influence


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier result hands on: values, and what their errors are made of.

    sites: the units of its design; cells: the names of the cells the design numbers.
    errors: by column. A printed table has values alone: its changes have no interval.
    """

    method: str
    values: Mapping[Key, Mapping[str, Fraction]]
    sites: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    design: Design | None = None
    errors: Mapping[Key, Before] = field(default_factory=dict)
